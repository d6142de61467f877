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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.LoopbackWebSocket;
import io.stickycluster.app.StreamingApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.Instance;
import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterOperation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients see while a cluster is restarted and scaled.
 */
@ParameterizedClass
@EachIsolation
class ClusterTrafficIntegrationTests {

	private static final int CLIENTS = 20;

	private final Isolation isolation;

	private RunningCluster cluster;

	ClusterTrafficIntegrationTests(Isolation isolation) {
		this.isolation = isolation;
	}

	@AfterEach
	void close() {
		this.cluster.close();
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void restartFailsNoRequest() throws Exception {
		start(3);
		AtomicInteger leastReady = new AtomicInteger(Integer.MAX_VALUE);
		Map<String, String> idle = askEachOnce("127.0.5");
		try (SteadyTraffic traffic = new SteadyTraffic(this.cluster.port(), "127.0.4", CLIENTS)) {
			traffic.awaitAnswers(5);
			this.cluster.supervisor()
				.addListener((snapshot) -> leastReady.accumulateAndGet(snapshot.ready(), Math::min));
			run(new OnCluster(ClusterAction.RESTART));
			traffic.awaitAnswers(5);
			assertThat(traffic.failures()).isEmpty();
			// Each instance went once, and only then it lost clients
			assertThat(traffic.clients()).allSatisfy((client) -> assertThat(client.left()).doesNotHaveDuplicates());
			assertThat(traffic.clients()).anySatisfy((client) -> assertThat(client.left()).isNotEmpty());
		}
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::generation).containsExactly(2, 2, 2);
		assertThat(leastReady).hasValue(2);
		assertThat(askEachOnce("127.0.5")).isEqualTo(idle);
	}

	@Test
	void restartTellsWebSocketsThatTheServiceRestarts() throws Exception {
		start(2);
		List<LoopbackWebSocket> sockets = new ArrayList<>();
		for (int client = 1; client <= 8; client++) {
			LoopbackWebSocket socket = new LoopbackWebSocket("127.0.6." + client, this.cluster.port(), "/echo");
			sockets.add(socket);
			assertThat(socket.send("hello").read()).isEqualTo("hello");
		}
		run(new OnCluster(ClusterAction.RESTART));
		for (LoopbackWebSocket socket : sockets) {
			assertThat(socket.awaitClose()).isEqualTo(1012);
		}
	}

	@ParameterizedTest
	@CsvSource({ "io.stickycluster.app.StreamingApplication, servlet", "io.stickycluster.app.JettyApplication, servlet",
			"io.stickycluster.app.ReactiveApplication, reactive" })
	void restartEndsEventStreamsOnceDrainingIsOver(Class<?> application, String type) throws Exception {
		// Far longer than this test waits
		this.cluster = RunningCluster.of(this.isolation, application, "--sticky.cluster.instances=1",
				"--spring.main.web-application-type=" + type, "--sticky.cluster.drain-timeout=100ms",
				"--sticky.cluster.kill-timeout=10m", "--spring.lifecycle.timeout-per-shutdown-phase=10m");
		try (KeepAliveClient events = new KeepAliveClient("127.0.6.1", this.cluster.port())) {
			events.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
			while (!events.readLine().startsWith("data:")) {
				assertThat(this.cluster.instance(0).generation()).isEqualTo(1);
			}
			run(new OnCluster(ClusterAction.RESTART));
			assertThat(this.cluster.instance(0).generation()).isEqualTo(2);
			// In good order, by the last chunk
			assertThat(Stream.generate(() -> line(events)).anyMatch("0"::equals)).isTrue();
		}
	}

	private static String line(KeepAliveClient client) {
		try {
			return client.readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void start(int instances) {
		this.cluster = RunningCluster.of(this.isolation, StreamingApplication.class,
				"--sticky.cluster.instances=" + instances, "--sticky.cluster.drain-timeout=500ms");
		this.cluster.awaitReady(instances);
	}

	private void run(ClusterCommand command) {
		ClusterOperation outcome = this.cluster.run(command);
		assertThat(outcome.status()).as(outcome.toString()).isEqualTo(ClusterOperation.Status.COMPLETED);
	}

	private Map<String, String> askEachOnce(String network) {
		Map<String, String> instances = new LinkedHashMap<>();
		for (int host = 1; host <= CLIENTS; host++) {
			String address = network + "." + host;
			instances.put(address, this.cluster.client(address).get("/who").headers().get("X-Sticky-Instance"));
		}
		return instances;
	}

}
