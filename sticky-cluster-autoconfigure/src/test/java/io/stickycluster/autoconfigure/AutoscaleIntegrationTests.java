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

package io.stickycluster.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.app.ServletApplication;
import io.stickycluster.instance.Instance;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a cluster whose number of instances follows the load.
 */
class AutoscaleIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private RunningCluster cluster;

	@AfterEach
	void close() {
		this.cluster.close();
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void instanceComesWithTheLoadAndGoesWithIt() throws Exception {
		this.cluster = RunningCluster.of(ServletApplication.class, "--sticky.cluster.instances=1",
				"--sticky.cluster.drain-timeout=1s", "--sticky.cluster.autoscale.enabled=true",
				"--sticky.cluster.autoscale.max=2", "--sticky.cluster.autoscale.target-requests-per-second=20",
				"--sticky.cluster.autoscale.target-cpu=1000", "--sticky.cluster.autoscale.window=2s",
				"--sticky.cluster.autoscale.up-cool-down=2s", "--sticky.cluster.autoscale.down-cool-down=3s");
		this.cluster.awaitReady(1);
		try (SteadyTraffic traffic = new SteadyTraffic(this.cluster.port(), "127.0.10", 10)) {
			Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.snapshot().ready() == 2);
			traffic.awaitAnswers(3);
			assertThat(traffic.failures()).isEmpty();
			assertThat(traffic.clients()).allSatisfy((client) -> assertThat(client.left()).isEmpty());
		}
		Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.snapshot().instances().size() == 1);
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::index).containsExactly(0);
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(this.cluster.supervisor().operations()).extracting(ClusterOperation::status)
				.containsOnly(Status.COMPLETED));
		List<ClusterOperation> operations = this.cluster.supervisor().operations();
		assertThat(operations).extracting(ClusterOperation::action).containsExactly("autoscale", "autoscale");
		assertThat(operations.get(1).progress()).startsWith("1 of 1 up, because an instance has ");
		assertThat(operations.get(0).progress()).startsWith("1 of 1 removed, because with one less an instance has ");
	}

}
