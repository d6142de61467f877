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

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.LoopbackWebSocket;
import io.stickycluster.app.StreamingApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a cluster that is terminated says goodbye to all of its clients.
 */
class LaunchedShutdownIntegrationTests {

	private static final Pattern PORTS = Pattern.compile("(?:Tomcat|Netty) started on port (\\d+)");

	@ParameterizedTest
	@EachIsolation
	void terminationClosesStreamsAnswersWhatIsInFlightAndLeavesNothing(Isolation isolation) throws Exception {
		// Far longer than this test waits: nothing may need its timeout
		try (ApplicationProcess application = ApplicationProcess.ofMain(StreamingApplication.class, List.of("-Xmx256m"),
				RunningCluster.arguments(isolation, "--sticky.cluster.instances=2", "--sticky.cluster.min-ready=2",
						"--sticky.cluster.shutdown-timeout=10m",
						"--spring.lifecycle.timeout-per-shutdown-phase=10m"))) {
			int port = application.awaitGatewayPort();
			try (LoopbackWebSocket socket = new LoopbackWebSocket("127.0.7.1", port, "/echo");
					KeepAliveClient events = new KeepAliveClient("127.0.7.2", port);
					KeepAliveClient slow = new KeepAliveClient("127.0.7.3", port);
					KeepAliveClient idle = new KeepAliveClient("127.0.7.4", port)) {
				assertThat(socket.send("hello").read()).isEqualTo("hello");
				awaitEvent(events);
				assertThat(idle.get("/who").status()).isEqualTo(200);
				beginUpload(slow);
				application.terminate();
				assertThat(socket.awaitClose()).isEqualTo(1001);
				assertThat(isEnded(events)).isTrue();
				assertThat(isEnded(idle)).isTrue();
				slow.send("67890");
				KeepAliveClient.Response response = slow.read();
				assertThat(response.status()).isEqualTo(200);
				assertThat(response.body()).contains("\"bytes\":10");
			}
			assertThat(application.awaitExit()).isEqualTo(143);
			assertThat(application.output()).doesNotContain("Exception", " WARN ", " ERROR ");
			List<Integer> ports = PORTS.matcher(application.output())
				.results()
				.map((MatchResult result) -> Integer.valueOf(result.group(1)))
				.toList();
			assertThat(ports).hasSize(3).noneMatch(LaunchedShutdownIntegrationTests::answers);
		}
	}

	private static void awaitEvent(KeepAliveClient events) throws IOException {
		events.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
		String line = events.readLine();
		while (!line.startsWith("data:")) {
			line = events.readLine();
		}
		assertThat(line).isEqualTo("data:hello");
	}

	/**
	 * Send the first half of a body to an instance that waits for it.
	 */
	private static void beginUpload(KeepAliveClient slow) throws IOException {
		slow.send("POST /sink HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
		assertThat(slow.readLine()).startsWith("HTTP/1.1 100");
		assertThat(slow.readLine()).isEmpty();
		slow.send("12345");
	}

	private static boolean isEnded(KeepAliveClient client) throws IOException {
		try {
			while (true) {
				client.readLine();
			}
		}
		catch (EOFException ex) {
			return true;
		}
	}

	private static boolean answers(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
