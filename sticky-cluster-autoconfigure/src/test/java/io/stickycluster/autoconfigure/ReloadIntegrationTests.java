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

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

import io.stickycluster.app.StreamingApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.Instance;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients see while the instances of a cluster are replaced.
 */
@ParameterizedClass
@EachIsolation
class ReloadIntegrationTests {

	private static final int CLIENTS = 20;

	private static final OnCluster RELOAD = new OnCluster(ClusterAction.RELOAD);

	private final Isolation isolation;

	private RunningCluster cluster;

	ReloadIntegrationTests(Isolation isolation) {
		this.isolation = isolation;
	}

	@AfterEach
	void close() {
		this.cluster.close();
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void reloadFailsNoRequestAndMovesNobody() throws Exception {
		start(3, StreamingApplication.class);
		AtomicInteger leastReady = new AtomicInteger(Integer.MAX_VALUE);
		try (SteadyTraffic traffic = new SteadyTraffic(this.cluster.port(), "127.0.4", CLIENTS)) {
			traffic.awaitAnswers(5);
			this.cluster.supervisor()
				.addListener((snapshot) -> leastReady.accumulateAndGet(snapshot.ready(), Math::min));
			assertCompleted(this.cluster.run(RELOAD));
			traffic.awaitAnswers(5);
			assertThat(traffic.failures()).isEmpty();
			// The new generation of an index has the clients of the old one
			assertThat(traffic.clients()).allSatisfy((client) -> assertThat(client.left()).isEmpty());
		}
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::generation).containsExactly(2, 2, 2);
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
		assertThat(leastReady).hasValue(3);
	}

	private static void assertCompleted(ClusterOperation outcome) {
		assertThat(outcome.status()).as(outcome.toString()).isEqualTo(Status.COMPLETED);
	}

	private void start(int instances, Class<?> application) {
		this.cluster = RunningCluster.of(this.isolation, application, "--sticky.cluster.instances=" + instances,
				"--sticky.cluster.drain-timeout=1s", "--sticky.cluster.reload.survive=1s",
				"--sticky.cluster.reload.canary-pause=1s", "--sticky.cluster.reload.close-spread=500ms");
		this.cluster.awaitReady(instances);
	}

}
