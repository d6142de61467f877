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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.stickycluster.instance.FailoverCounts;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.TrafficCounts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailoverMetrics}.
 */
class FailoverMetricsTests {

	@Test
	void everyCountIsAMeter() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		InstanceTraffic traffic = new Traffic();
		new FailoverMetrics(traffic).bindTo(registry);
		assertThat(registry.get("sticky.cluster.gateway.retries").tag("outcome", "sent").functionCounter().count())
			.isEqualTo(1);
		assertThat(registry.get("sticky.cluster.gateway.retries").tag("outcome", "refused").functionCounter().count())
			.isEqualTo(2);
		assertThat(registry.get("sticky.cluster.gateway.ejected").gauge().value()).isEqualTo(3);
		assertThat(registry.get("sticky.cluster.gateway.ejections").functionCounter().count()).isEqualTo(4);
		assertThat(registry.get("sticky.cluster.gateway.held").gauge().value()).isEqualTo(5);
		assertThat(registry.get("sticky.cluster.gateway.held.rejected").tag("reason", "full").functionCounter().count())
			.isEqualTo(6);
		assertThat(
				registry.get("sticky.cluster.gateway.held.rejected").tag("reason", "timeout").functionCounter().count())
			.isEqualTo(7);
		assertThat(registry.get("sticky.cluster.gateway.queued").gauge().value()).isEqualTo(8);
		assertThat(
				registry.get("sticky.cluster.gateway.queued.rejected").tag("reason", "full").functionCounter().count())
			.isEqualTo(9);
		assertThat(registry.get("sticky.cluster.gateway.queued.rejected")
			.tag("reason", "timeout")
			.functionCounter()
			.count()).isEqualTo(10);
	}

	/**
	 * A data plane whose counts are all different.
	 */
	private static final class Traffic implements InstanceTraffic {

		@Override
		public TrafficCounts counts(int index) {
			return TrafficCounts.NONE;
		}

		@Override
		public FailoverCounts failoverCounts() {
			return new FailoverCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
		}

		@Override
		public GenerationTraffic traffic(int index, int generation) {
			TrafficCounts counts = counts(index);
			return new GenerationTraffic(counts.activeRequests(), counts.openStreams(), counts.totalRequests(), 0, 0,
					0);
		}

		@Override
		public CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread) {
			return CompletableFuture.completedStage(null);
		}

	}

}
