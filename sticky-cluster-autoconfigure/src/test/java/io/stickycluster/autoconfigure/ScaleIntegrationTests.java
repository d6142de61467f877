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
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

import io.stickycluster.app.LoopbackWebSocket;
import io.stickycluster.app.StreamingApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients see while an instance is drained or recycled.
 */
@ParameterizedClass
@EachIsolation
class ScaleIntegrationTests {

	private static final int CLIENTS = 20;

	private final Isolation isolation;

	private RunningCluster cluster;

	ScaleIntegrationTests(Isolation isolation) {
		this.isolation = isolation;
	}

	@AfterEach
	void close() {
		this.cluster.close();
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void drainedInstanceKeepsItsClientsAndTellsHowManyAreLeft() throws Exception {
		start(2);
		InstanceTraffic counts = this.cluster.traffic();
		try (SteadyTraffic traffic = new SteadyTraffic(this.cluster.port(), "127.0.5", CLIENTS)) {
			traffic.awaitAnswers(2);
			String address = traffic.clients()
				.stream()
				.filter((client) -> client.current() == 1)
				.findFirst()
				.orElseThrow()
				.address();
			try (LoopbackWebSocket socket = new LoopbackWebSocket(address, this.cluster.port(), "/echo")) {
				int before = counts.counts(1).assignedClients();
				assertCompleted(this.cluster.run(new OnInstance(1, InstanceAction.DRAIN)));
				assertThat(this.cluster.instance(1).state()).isEqualTo(InstanceState.DRAINING);
				try (SteadyTraffic fresh = new SteadyTraffic(this.cluster.port(), "127.0.7", CLIENTS)) {
					fresh.awaitAnswers(2);
					assertThat(fresh.failures()).isEmpty();
					assertThat(fresh.clients()).allMatch((client) -> client.current() == 0);
				}
				traffic.awaitAnswers(2);
				assertThat(socket.send("still").read()).isEqualTo("still");
				assertThat(counts.counts(1).assignedClients()).isEqualTo(before);
				assertThat(counts.counts(1).openStreams()).isEqualTo(1);
				assertCompleted(this.cluster.run(new OnInstance(1, InstanceAction.UNDRAIN)));
				assertThat(socket.send("again").read()).isEqualTo("again");
				try (SteadyTraffic fresh = new SteadyTraffic(this.cluster.port(), "127.0.8", CLIENTS)) {
					fresh.awaitAnswers(2);
					assertThat(fresh.clients()).anyMatch((client) -> client.current() == 1);
				}
			}
			assertThat(traffic.failures()).isEmpty();
			assertThat(traffic.clients()).allSatisfy((client) -> assertThat(client.left()).isEmpty());
		}
	}

	@Test
	void recyclingFailsNoRequestAndMovesNobody() throws Exception {
		start(2, "--sticky.cluster.recycle.max-requests=200", "--sticky.cluster.recycle.jitter=0",
				"--sticky.cluster.stable-after=1s");
		try (SteadyTraffic traffic = new SteadyTraffic(this.cluster.port(), "127.0.9", CLIENTS)) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> this.cluster.snapshot()
					.instances()
					.stream()
					.allMatch((instance) -> instance.generation() > 1));
			traffic.awaitAnswers(3);
			assertThat(traffic.failures()).isEmpty();
			assertThat(traffic.clients()).allSatisfy((client) -> assertThat(client.left()).isEmpty());
		}
	}

	private static void assertCompleted(ClusterOperation outcome) {
		assertThat(outcome.status()).as(outcome.toString()).isEqualTo(Status.COMPLETED);
	}

	private void start(int instances, String... further) {
		List<String> args = new ArrayList<>(
				List.of("--sticky.cluster.instances=" + instances, "--sticky.cluster.drain-timeout=1s",
						"--sticky.cluster.reload.survive=1s", "--sticky.cluster.reload.close-spread=500ms"));
		args.addAll(List.of(further));
		this.cluster = RunningCluster.of(this.isolation, StreamingApplication.class, args.toArray(new String[0]));
		this.cluster.awaitReady(instances);
	}

}
