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

package io.stickycluster.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for what goes wrong around the {@link Gateway}.
 */
@NullUnmarked
class GatewayFailureTests {

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void withoutInstanceAnswers503() throws Exception {
		RawClient client = client(this.fixture.start());
		for (int i = 0; i < 3; i++) {
			Response response = client.get("/").read();
			assertThat(response.code()).isEqualTo(503);
			assertThat(response.header("Retry-After")).isEqualTo("1");
			assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(response.body()).contains("\"status\":503");
		}
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@Test
	void manyPipelinedRequestsWithoutInstanceAreAnsweredEach() throws Exception {
		RawClient client = client(this.fixture.start());
		client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3000));
		for (int i = 0; i < 3000; i++) {
			assertThat(client.read().code()).isEqualTo(503);
		}
	}

	@Test
	void withoutInstanceAnswersRequestWithBodyAndKeepsTheConnection() throws Exception {
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
		assertThat(client.read().code()).isEqualTo(503);
		client.send("67890");
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@Test
	void refusedConnectionGoesToTheNextCandidateAndStaysThere() throws Exception {
		RawInstance live = instance((connection) -> {
			while (true) {
				connection.head();
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			}
		});
		this.fixture.cluster(GatewayFixture.instance(0, InstanceState.UP, unusedPort(), Map.of()),
				GatewayFixture.instance(1, InstanceState.UP, live.port(), Map.of()),
				GatewayFixture.instance(2, InstanceState.UP, unusedPort(), Map.of()));
		int port = this.fixture.start();
		for (int host = 1; host < 20; host++) {
			try (RawClient client = new RawClient(port, "127.0.3." + host)) {
				assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
				client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
				assertThat(client.read().header("X-Sticky-Instance")).isEqualTo("1");
			}
		}
		assertThat(this.fixture.gateway().counts(1).assignedClients()).isEqualTo(19);
		assertThat(this.fixture.gateway().counts(0).openConnections()).isZero();
	}

	@Test
	void allConnectionsRefusedAnswers503() throws Exception {
		this.fixture.cluster(unusedPort(), unusedPort());
		assertThat(client(this.fixture.start()).get("/").read().code()).isEqualTo(503);
	}

	@Test
	void stalePooledConnectionIsReplacedForIdempotentRequest() throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
			connection.head();
			connection.socket().close();
		}, (connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().body()).isEqualTo("one");
		assertThat(client.get("/").read().body()).isEqualTo("two");
		assertThat(instance.connections()).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "SIGNAL, 200", "ERROR, 502", "OUT_OF_MEMORY, 502" })
	void requestGoesToTheNextInstanceUnlessItMayHaveEndedItsOwn(FailureKind kind, int expected) throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		RawInstance first = instanceThatEndsWithItsSecondRequest(ended);
		RawInstance second = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
		});
		this.fixture.cluster(first.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().body()).isEqualTo("one");
		this.fixture.cluster(first.port(), second.port());
		client.get("/");
		assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(second.connections()).isZero();
		this.fixture.cluster(GatewayFixture.failed(0, kind),
				GatewayFixture.instance(1, InstanceState.UP, second.port(), Map.of()));
		assertThat(client.read().code()).isEqualTo(expected);
		assertThat(second.connections()).isEqualTo((expected == 200) ? 1 : 0);
	}

	@Test
	void requestIsAnsweredWhenNobodyTellsWhyItsInstanceHasEnded() throws Exception {
		RawInstance instance = instanceThatEndsWithItsSecondRequest(new CountDownLatch(1));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().code()).isEqualTo(200);
		assertThat(client.get("/").read().code()).isEqualTo(502);
	}

	private RawInstance instanceThatEndsWithItsSecondRequest(CountDownLatch ended) throws IOException {
		AtomicReference<RawInstance> self = new AtomicReference<>();
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
			connection.head();
			self.get().close();
			ended.countDown();
		}, RawInstance.Connection::reset);
		self.set(instance);
		return instance;
	}

	@ParameterizedTest
	@CsvSource({ "SIGNAL, 200", "CRASH, 502" })
	void instanceMayAcceptOneMoreConnectionBeforeItEnds(FailureKind kind, int expected) throws Exception {
		RawInstance first = instance((connection) -> {
			connection.head();
			connection.reset();
		});
		RawInstance second = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
		});
		RawInstance remembered = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\none");
		});
		this.fixture.cluster(remembered.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().code()).isEqualTo(200);
		this.fixture.cluster(first.port(), second.port());
		client.get("/");
		Awaitility.await().until(() -> first.connections() == 2);
		assertThat(second.connections()).isZero();
		this.fixture.cluster(GatewayFixture.failed(0, kind),
				GatewayFixture.instance(1, InstanceState.UP, second.port(), Map.of()));
		assertThat(client.read().code()).isEqualTo(expected);
	}

	@Test
	void requestThatMovedOnIsNotSentAgain() throws Exception {
		RawInstance.Script die = (connection) -> {
			connection.head();
			connection.reset();
		};
		List<RawInstance> instances = List.of(instance(die), instance(die), instance(die));
		this.fixture.cluster(instances.stream().mapToInt(RawInstance::port).toArray());
		RawClient client = client(this.fixture.start());
		client.get("/");
		Awaitility.await().until(() -> instances.stream().anyMatch((instance) -> instance.connections() == 2));
		Instance[] cluster = new Instance[instances.size()];
		for (int i = 0; i < cluster.length; i++) {
			cluster[i] = (instances.get(i).connections() == 2) ? GatewayFixture.failed(i, FailureKind.SIGNAL)
					: GatewayFixture.instance(i, InstanceState.UP, instances.get(i).port(), Map.of());
		}
		this.fixture.cluster(cluster);
		assertThat(client.read().code()).isEqualTo(502);
		assertThat(instances).extracting(RawInstance::connections).containsExactlyInAnyOrder(2, 1, 0);
	}

	@Test
	void requestIsSentTwiceAtMostToAnInstanceThatLives() throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.reset();
		});
		this.fixture.cluster(instance.port());
		assertThat(client(this.fixture.start()).get("/").read().code()).isEqualTo(502);
		assertThat(instance.connections()).isEqualTo(2);
	}

	@Test
	void brokenPooledConnectionIsNotRetriedForPost() throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
			connection.head();
			connection.socket().close();
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().body()).isEqualTo("one");
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
		assertThat(client.read().code()).isEqualTo(502);
		assertThat(instance.connections()).isOne();
	}

	@Test
	void connectionThatEndsBeforeTheResponseAnswers502() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.reset();
		}).port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().code()).isEqualTo(502);
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n" })
	void senselessResponseAnswers502(String response) throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(response);
			connection.socket().getInputStream().read();
		}).port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().code()).isEqualTo(502);
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@Test
	void responseThatBreaksOffBreaksTheConnectionToTheClient() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
			connection.socket().close();
		}).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		assertThat(client.readWithoutBody().code()).isEqualTo(200);
		assertThat(new String(client.in().readAllBytes())).isEqualTo("abc");
	}

	@Test
	void chunkedResponseThatBreaksOffIsNotTerminated() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
			connection.socket().close();
		}).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		assertThatIOException().isThrownBy(client::read);
	}

	@Test
	void responseDelimitedByTheEndOfTheConnectionIsPassedOnLikeThat() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\n\r\nabc");
			connection.socket().close();
		}).port());
		Response response = client(this.fixture.start()).get("/").read();
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(response.body()).isEqualTo("abc");
	}

	@Test
	void slowResponseAnswers504() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			if (connection.socket().getInputStream().read() == -1) {
				closed.countDown();
			}
		}).port());
		RawClient client = client(this.fixture
			.start(GatewayFixture.settings(Duration.ofMillis(200), Duration.ofSeconds(10), List.of(), List.of())));
		assertThat(client.get("/").read().code()).isEqualTo(504);
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@Test
	void slowRequestBodyAnswers408() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.socket().getInputStream().readAllBytes();
		}).port());
		RawClient client = client(this.fixture
			.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofMillis(300), List.of(), List.of())));
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab");
		assertThat(client.read().code()).isEqualTo(408);
	}

	@Test
	void idleClientConnectionIsClosed() throws Exception {
		RawClient client = client(this.fixture
			.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofMillis(300), List.of(), List.of())));
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void slowHeaderIsCutOff() throws Exception {
		RawClient client = client(this.fixture
			.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofMillis(300), List.of(), List.of())));
		client.send("GET / HTTP/1.1\r\nHost: ");
		assertThat(client.read().code()).isEqualTo(408);
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void clientIdleTimeoutDoesNotEndAPausingResponse() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
			CountDownLatch pause = new CountDownLatch(1);
			try {
				pause.await(900, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			connection.send("1\r\nb\r\n0\r\n\r\n");
		}).port());
		RawClient client = client(this.fixture.start(
				GatewayFixture.settings(Duration.ofMillis(300), Duration.ofMillis(300), List.of(), List.of()),
				(server) -> server.idleTimeout(Duration.ofMillis(300))));
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
		assertThat(client.get("/").read().body()).isEqualTo("ab");
	}

	@Test
	void clientThatLeavesEndsTheRequestAtTheInstance() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			received.countDown();
			if (connection.socket().getInputStream().read() == -1) {
				closed.countDown();
			}
		}).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.fixture.gateway().counts(0).activeRequests()).isOne();
		client.close();
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).activeRequests() == 0);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).openConnections() == 0);
	}

	@Test
	void responseBeforeTheEndOfTheRequestArrivesAndTheConnectionGoesOn() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
			connection.socket().getInputStream().readAllBytes();
		}).port());
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50000));
		Response response = client.read();
		assertThat(response.code()).isEqualTo(413);
		assertThat(response.body()).isEqualTo("big");
		client.send("x".repeat(50000));
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
			"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
			"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
			"GET /\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n", "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: a\r\nA\u0000b: c\r\n\r\n", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n",
			"nonsense\r\n\r\n", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n" })
	void malformedRequestIsRefusedAndNeverForwarded(String request) throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		Response response = client.send(request).read();
		assertThat(response.code()).isIn(400, 405, 501, 505);
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(client.isClosed()).isTrue();
		assertThat(instance.connections()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x\r\n", "-1\r\n", "3\r\nabcde\r\n", "ffffffffff\r\n" })
	void malformedChunkEndsTheRequestOnBothSides(String chunk) throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			received.countDown();
			connection.socket().getInputStream().readAllBytes();
			closed.countDown();
		}).port());
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
		assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
		client.send(chunk + "\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(client.read().code()).isEqualTo(400);
		assertThat(client.isClosed()).isTrue();
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void requestLineMayBeAsLongAsTheHeader() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		}).port());
		int port = this.fixture.start();
		assertThat(client(port).get("/" + "a".repeat(7000)).read().code()).isEqualTo(200);
		assertThat(client(port).get("/" + "a".repeat(9000)).read().code()).isEqualTo(414);
		assertThat(client(port).get("/", "X-Long: " + "a".repeat(9000)).read().code()).isEqualTo(431);
	}

	@Test
	void tooManyConnectionsAnswer503() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			received.countDown();
			connection.head();
		}).port());
		GatewaySettings defaults = GatewayFixture.settings();
		int port = this.fixture.start(new GatewaySettings(defaults.connectTimeout(), defaults.responseTimeout(),
				defaults.instanceIdleTimeout(), defaults.clientIdleTimeout(), 1, 1, HeaderSettings.DEFAULT, List.of(),
				ClientSettings.DEFAULT, List.of(), defaults.failover(), defaults.hold(), defaults.queue(),
				defaults.sessions()));
		client(port).get("/");
		assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(client(port).get("/").read().code()).isEqualTo(503);
	}

	@Test
	void idleConnectionsToInstancesAreClosed() throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
			connection.socket().getInputStream().read();
		});
		this.fixture.cluster(instance.port());
		int port = this.fixture.start(new GatewaySettings(Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ofMillis(200), Duration.ofSeconds(10), 10, 10, HeaderSettings.DEFAULT, List.of(),
				ClientSettings.DEFAULT, List.of(), GatewayFixture.FAILOVER, GatewayFixture.NO_HOLD,
				GatewayFixture.NO_QUEUE, SessionSettings.DEFAULT));
		assertThat(client(port).get("/").read().code()).isEqualTo(200);
		assertThat(this.fixture.gateway().counts(0).openConnections()).isOne();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).openConnections() == 0);
	}

	@Test
	void connectionThatTheInstanceClosesIsNotPooled() throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na");
			connection.socket().close();
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		for (int i = 1; i < 5; i++) {
			Response response = client.get("/").read();
			assertThat(response.body()).isEqualTo("a");
			assertThat(response.header("Connection")).isNull();
			assertThat(instance.connections()).isEqualTo(i);
		}
	}

	private RawInstance instance(RawInstance.Script... scripts) throws IOException {
		return this.fixture.closing(new RawInstance(scripts));
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

}
