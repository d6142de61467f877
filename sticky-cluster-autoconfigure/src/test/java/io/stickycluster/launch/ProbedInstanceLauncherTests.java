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

package io.stickycluster.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.InstanceVitals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProbedInstanceLauncher}, against a real socket.
 */
class ProbedInstanceLauncherTests {

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

	private final FakeInstanceHandle launched = new FakeInstanceHandle(42);

	private volatile String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

	private ServerSocket server;

	private ProbedInstanceLauncher launcher;

	private InstanceHandle handle;

	@BeforeEach
	void launch() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::serve, "instance");
		thread.setDaemon(true);
		thread.start();
		this.launcher = new ProbedInstanceLauncher((request) -> this.launched, new LivenessProbe("/livez", INTERVAL));
		this.handle = this.launcher.launch(new LaunchRequest(new ClusterIdentity(0, 1, 1, false), 0));
	}

	@AfterEach
	void close() throws Exception {
		this.launcher.close();
		this.server.close();
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("sticky-cluster-liveness"));
	}

	@Test
	void instanceIsAskedOnceItIsReady() throws Exception {
		assertThat(this.requests).isEmpty();
		becomeReady();
		assertThat(this.requests.poll(10, TimeUnit.SECONDS)).startsWith("GET /livez HTTP/1.1\r\n")
			.contains("\r\nHost: localhost:" + this.server.getLocalPort() + "\r\n")
			.contains("\r\nConnection: close\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK", "HTTP/1.1 204 No Content", "HTTP/1.0 302 Found" })
	void answerOfTheRightSortIsASignOfLife(String status) {
		this.answer = status + "\r\nContent-Length: 0\r\n\r\n";
		becomeReady();
		awaitRequests(10);
		Awaitility.await().until(this.handle::silence, Duration.ZERO::equals);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 500 Internal Server Error\r\n\r\n", "HTTP/1.1 404 Not Found\r\n\r\n",
			"SSH-2.0-OpenSSH_9.6 200\r\n", "HTTP/1.1 2", "" })
	void anyOtherAnswerIsNone(String answer) {
		this.answer = answer;
		becomeReady();
		Awaitility.await().until(() -> this.handle.silence().compareTo(INTERVAL.multipliedBy(10)) > 0);
		this.answer = "HTTP/1.1 200 OK\r\n\r\n";
		Awaitility.await().until(this.handle::silence, Duration.ZERO::equals);
	}

	@Test
	void instanceThatAcceptsAndSaysNothingIsSilentAndAskedAgain() {
		this.answer = null;
		becomeReady();
		awaitRequests(3);
		Awaitility.await().until(() -> this.handle.silence().compareTo(INTERVAL.multipliedBy(10)) > 0);
	}

	@Test
	void instanceThatRefusesConnectionsIsSilent() throws Exception {
		becomeReady();
		awaitRequests(1);
		this.server.close();
		Awaitility.await().until(() -> this.handle.silence().compareTo(INTERVAL.multipliedBy(10)) > 0);
	}

	@Test
	void nobodyIsSilentBeforeReadyNorAfterExit() {
		assertThat(this.handle.silence()).isZero();
		this.answer = null;
		becomeReady();
		Awaitility.await().until(() -> !this.handle.silence().isZero());
		this.launched.exit(InstanceExit.requested(null));
		assertThat(this.handle.silence()).isZero();
	}

	@Test
	void longerSilenceCounts() {
		becomeReady();
		this.launched.silent(Duration.ofHours(1));
		assertThat(this.handle.silence()).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void everythingElseGoesToTheInstance() {
		assertThat(this.handle.pid()).isEqualTo(42);
		InstanceVitals vitals = new InstanceVitals(Instant.EPOCH, 1, 2, 3, 4, 5, Duration.ZERO, Duration.ZERO, 6, 7);
		this.launched.vitals(vitals);
		assertThat(this.handle.vitals()).containsSame(vitals);
		this.handle.requestStop();
		this.handle.terminate();
		this.handle.dumpThreads();
		this.handle.kill();
		this.handle.updateIdentity(new ClusterIdentity(0, 1, 2, false));
		assertThat(this.launched.calls()).containsExactly("stop", "terminate", "dump", "kill", "identity");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "livez", "/a b", "/a\r\nX: y", "http://other/" })
	void pathMustBeAPath(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> new LivenessProbe(path, INTERVAL));
	}

	private void becomeReady() {
		this.launched.becomeReady(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getLocalPort()));
	}

	private void awaitRequests(int count) {
		Awaitility.await().until(() -> this.requests.size() >= count);
	}

	private void serve() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				String answer = this.answer;
				this.requests.add(readHead(socket.getInputStream()));
				if (answer != null) {
					socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
					socket.close();
				}
			}
			catch (IOException ex) {
				// The other end does not always wait for the end
			}
		}
	}

	private static String readHead(InputStream input) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") == -1) {
			int next = input.read();
			if (next == -1) {
				throw new IOException("no request");
			}
			head.append((char) next);
		}
		return head.toString();
	}

}
