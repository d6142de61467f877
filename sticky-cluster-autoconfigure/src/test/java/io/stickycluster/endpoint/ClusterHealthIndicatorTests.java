/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.stickycluster.endpoint;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterHealthIndicator}.
 */
class ClusterHealthIndicatorTests {

	@ParameterizedTest
	@CsvSource({ "4, 4, 2, UP", "4, 3, 2, DEGRADED", "4, 2, 2, DEGRADED", "4, 1, 2, DOWN", "4, 0, 1, DOWN",
			"1, 1, 2, UP", "0, 0, 2, DOWN" })
	void statusFollowsTheNumberOfReadyInstances(int wanted, int ready, int minReady, String status) {
		Health health = new ClusterHealthIndicator(() -> snapshot(wanted, ready), minReady).health();
		assertThat(health.getStatus().getCode()).isEqualTo(status);
		assertThat(health.getDetails()).containsExactlyInAnyOrderEntriesOf(Map.of("wanted", wanted, "ready", ready));
	}

	private static ClusterSnapshot snapshot(int wanted, int ready) {
		List<Instance> instances = IntStream.range(0, wanted)
			.mapToObj((index) -> new Instance(index, 1, (index < ready) ? InstanceState.UP : InstanceState.STARTING,
					new InetSocketAddress(3131 + index), null, Map.of(), 0, null, 0, 0, null, null, null, true, false))
			.toList();
		return new ClusterSnapshot(wanted, instances);
	}

}
