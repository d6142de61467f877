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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for HTTP/1 through the {@link Gateway}.
 */
@NullUnmarked
class GatewayHttpTests {

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void relaysRequestToInstanceAndTellsItsIndex() throws Exception {
		this.fixture.cluster(hello("zero"));
		RawClient client = client(this.fixture.start());
		Response response = client.get("/hello").read();
		assertThat(response.code()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("zero");
		assertThat(response.all("X-Sticky-Instance")).containsExactly("0");
	}

	@Test
	void keepsConnectionsOpenOnBothEnds() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				connection.head();
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			}
		}));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		for (int i = 0; i < 20; i++) {
			assertThat(client.get("/" + i).read().body()).isEqualTo("ok");
		}
		assertThat(instance.connections()).isOne();
		assertThat(this.fixture.gateway().counts(0).openConnections()).isOne();
		assertThat(this.fixture.gateway().counts(0).activeRequests()).isZero();
		assertThat(this.fixture.gateway().counts(0).assignedClients()).isOne();
		assertThat(this.fixture.gateway().counts(0).totalRequests()).isEqualTo(20);
	}

	@Test
	void keepsEveryClientOnItsInstance() throws Exception {
		this.fixture.cluster(hello("0"), hello("1"), hello("2"), hello("3"));
		int port = this.fixture.start();
		Set<String> used = new HashSet<>();
		for (int host = 1; host <= 40; host++) {
			Set<String> answers = new HashSet<>();
			for (int i = 0; i < 3; i++) {
				try (RawClient client = new RawClient(port, "127.0.7." + host)) {
					answers.add(client.get("/hello").read().body());
				}
			}
			assertThat(answers).hasSize(1);
			used.addAll(answers);
		}
		assertThat(used).hasSize(4);
	}

	@Test
	void answersPipelinedRequestsInOrderLocalAndRelayedMixed() throws Exception {
		this.fixture.cluster(hello("remote"));
		RawClient client = client(this.fixture.start());
		StringBuilder requests = new StringBuilder();
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			boolean local = i % 3 == 1;
			requests.append("GET " + (local ? "/local/hello" : "/hello") + " HTTP/1.1\r\nHost: a\r\n\r\n");
			expected.add(local ? "local -" : "remote");
		}
		client.send(requests.toString());
		List<String> bodies = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			bodies.add(client.read().body());
		}
		assertThat(bodies).isEqualTo(expected);
	}

	@Test
	void mixesLocalAndRelayedRequestsWithBodiesOnOneConnection() throws Exception {
		this.fixture.cluster(this.fixture.instance(
				(routes) -> routes.post("/echo", (request, response) -> response.send(request.receive().retain()))));
		RawClient client = client(this.fixture.start());
		for (int i = 0; i < 10; i++) {
			String path = (i % 2 == 0) ? "/local/echo" : "/echo";
			client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
			client.send("cde");
			assertThat(client.read().body()).isEqualTo("abcde");
		}
	}

	@Test
	void malformedBodyForTheSupervisorIsRefusedUnlessItHasBegunToAnswer() throws Exception {
		int port = this.fixture.start();
		String chunked = " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";
		RawClient patient = client(port);
		assertThat(patient.send("POST /local/length" + chunked + "0\r\n\r\n").read().header("X-Length")).isEqualTo("1");
		assertThat(patient.send("POST /local/length" + chunked + "x\r\n").read().code()).isEqualTo(400);
		assertThat(patient.isClosed()).isTrue();
		RawClient early = client(port);
		early.send("POST /local/echo" + chunked);
		assertThat(early.readWithoutBody().code()).isEqualTo(200);
		assertThat(early.line()).isEqualTo("1");
		early.send("x\r\n");
		assertThat(new String(early.in().readAllBytes())).isEqualTo("a\r\n");
	}

	@Test
	void clientThatHasEndedItsDirectionIsAnswered() throws Exception {
		this.fixture.cluster(hello("remote"));
		RawClient client = client(this.fixture.start());
		client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /local/hello HTTP/1.1\r\nHost: a\r\n\r\n"
				+ "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
		client.socket().shutdownOutput();
		assertThat(client.read().body()).isEqualTo("remote");
		assertThat(client.read().body()).isEqualTo("local -");
		assertThat(client.read().body()).isEqualTo("remote");
		assertThat(client.isClosed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void clientThatHasEndedItsDirectionGetsALargeAnswer(boolean nio) throws Exception {
		if (nio) {
			this.fixture.useNio();
		}
		int size = 20_000_000;
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "a".repeat(size));
		})).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		client.socket().shutdownOutput();
		assertThat(client.readWithoutBody().code()).isEqualTo(200);
		for (int taken = 0; taken < size; taken += 4_000_000) {
			CompletableFuture.runAsync(() -> {
			}, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)).join();
			assertThat(client.bytes(4_000_000)).hasSize(4_000_000);
		}
	}

	@Test
	void clientThatHasEndedItsDirectionIsNotWaitedForLong() throws Exception {
		CountDownLatch gone = new CountDownLatch(1);
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 103 Early Hints\r\n\r\n");
			connection.socket().getInputStream().read();
			gone.countDown();
		})).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		assertThat(client.read().code()).isEqualTo(103);
		client.socket().shutdownOutput();
		assertThat(client.isClosed()).isTrue();
		assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void answersHttp10WithoutChunksAndCloses() throws Exception {
		this.fixture.cluster(this.fixture.instance((routes) -> routes.get("/stream",
				(request, response) -> response.sendString(Flux.just("a", "b", "c")))));
		RawClient client = client(this.fixture.start());
		Response response = client.send("GET /stream HTTP/1.0\r\n\r\n").read();
		assertThat(response.header("Transfer-Encoding")).isNull();
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(response.body()).isEqualTo("abc");
	}

	@Test
	void keepsHttp10ConnectionWhenAskedTo() throws Exception {
		this.fixture.cluster(hello("x"));
		RawClient client = client(this.fixture.start());
		for (int i = 0; i < 3; i++) {
			Response response = client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").read();
			assertThat(response.header("Connection")).isEqualTo("keep-alive");
			assertThat(response.body()).isEqualTo("x");
		}
	}

	@Test
	void closesWhenClientAsksTo() throws Exception {
		this.fixture.cluster(hello("x"));
		RawClient client = client(this.fixture.start());
		Response response = client.get("/hello", "Connection: close").read();
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void answersHeadWithoutBody() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		}));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(client.readWithoutBody().header("Content-Length")).isEqualTo("1234");
		client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(client.readWithoutBody().code()).isEqualTo(200);
		assertThat(client.get("/").read().body()).isEqualTo("ok");
		assertThat(instance.connections()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "204 No Content", "304 Not Modified" })
	void answersWithoutBodyWhereTheStatusHasNone(String status) throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				connection.head();
				connection.send("HTTP/1.1 " + status + "\r\nETag: \"a\"\r\n\r\n");
			}
		}));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().status()).isEqualTo("HTTP/1.1 " + status);
		assertThat(client.get("/").read().status()).isEqualTo("HTTP/1.1 " + status);
		assertThat(instance.connections()).isOne();
	}

	@Test
	void passesContinueEndToEnd() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			assertThat(connection.head()).containsIgnoringCase("expect: 100-continue");
			connection.send("HTTP/1.1 100 Continue\r\n\r\n");
			byte[] body = connection.socket().getInputStream().readNBytes(3);
			connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + new String(body));
		}));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
		assertThat(client.read().code()).isEqualTo(100);
		client.send("abc");
		Response hints = client.read();
		assertThat(hints.code()).isEqualTo(103);
		assertThat(hints.header("Link")).isEqualTo("</a>");
		assertThat(client.read().body()).isEqualTo("abc");
	}

	@Test
	void informationalResponsesDoNotConfuseLaterPipelinedOnes() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree");
		}));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n"
				+ "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(client.read().code()).isEqualTo(103);
		assertThat(client.read().body()).isEqualTo("one");
		assertThat(client.readWithoutBody().header("Content-Length")).isEqualTo("99");
		assertThat(client.read().body()).isEqualTo("three");
	}

	@Test
	void finalResponseInsteadOfContinueClosesTheConnection() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno");
		}));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
		Response response = client.read();
		assertThat(response.code()).isEqualTo(417);
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void passesTrailersBothWays() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			String head = connection.head();
			String rest = connection.head();
			connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
					+ "3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n");
			assertThat(head).containsIgnoringCase("te: trailers");
			assertThat(rest).isEqualTo("2\r\nhi\r\n0\r\nX-Check: 7\r\n\r\n");
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsame");
		}));
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client
			.send("POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTrailer: X-Check\r\nTransfer-Encoding: chunked\r\n\r\n"
					+ "2\r\nhi\r\n0\r\nX-Check: 7\r\n\r\n");
		Response response = client.read();
		assertThat(response.body()).isEqualTo("abc");
		assertThat(response.trailers()).containsExactly("X-Sum: 6");
		assertThat(client.get("/").read().body()).isEqualTo("same");
	}

	@Test
	void keepsThePathAsItCame() throws Exception {
		this.fixture.cluster(echoHead());
		RawClient client = client(this.fixture.start());
		String path = "/a%2Fb/%C3%A4//c;v=1/./d?x=%20y&z=[1]";
		assertThat(client.get(path).read().body()).startsWith("GET " + path + " HTTP/1.1\r\n");
	}

	@Test
	void turnsAbsoluteTargetIntoOriginForm() throws Exception {
		this.fixture.cluster(echoHead());
		RawClient client = client(this.fixture.start());
		client.send("GET http://other.example:81/a?b HTTP/1.1\r\nHost: x\r\n\r\n");
		assertThat(client.read().body()).startsWith("GET /a?b HTTP/1.1\r\n")
			.containsIgnoringCase("\r\nhost: other.example:81\r\n");
	}

	@Test
	void removesHopByHopHeaders() throws Exception {
		this.fixture.cluster(echoHead());
		RawClient client = client(this.fixture.start());
		Response response = client
			.get("/", "Connection: X-Private, keep-alive, Content-Length", "X-Private: 1", "Keep-Alive: 5",
					"Proxy-Connection: x", "Upgrade: h2c", "X-Public: 2")
			.read();
		assertThat(response.body()).doesNotContainIgnoringCase("x-private")
			.doesNotContainIgnoringCase("keep-alive")
			.doesNotContainIgnoringCase("proxy-connection")
			.doesNotContainIgnoringCase("upgrade")
			.containsIgnoringCase("x-public: 2");
	}

	@Test
	void tellsInstanceAboutTheClientAndDropsItsOwnClaims() throws Exception {
		this.fixture.cluster(echoHead());
		try (RawClient client = new RawClient(this.fixture.start(), "127.0.9.9")) {
			Response response = client
				.get("/", "X-Forwarded-For: 6.6.6.6", "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6",
						"X-Sticky-Client: 6", "X-Forwarded-Prefix: /evil", "x-forwarded-proto: https")
				.read();
			assertThat(response.body()).doesNotContain("6.6.6.6")
				.doesNotContain("/evil")
				.doesNotContainIgnoringCase("x-sticky")
				.containsIgnoringCase("\r\nx-forwarded-for: 127.0.9.9\r\n")
				.containsIgnoringCase("\r\nx-forwarded-proto: http\r\n")
				.containsIgnoringCase("\r\nx-forwarded-host: example.org:8080\r\n")
				.containsIgnoringCase("\r\nx-forwarded-port: 8080\r\n")
				.containsIgnoringCase("\r\nforwarded: for=127.0.9.9;host=\"example.org:8080\";proto=http\r\n")
				.containsIgnoringCase("\r\nhost: example.org:8080\r\n");
		}
	}

	@Test
	void keepsContentLengthAsItCame() throws Exception {
		this.fixture.cluster(echoHead());
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
		Response response = client.read();
		assertThat(response.body()).containsIgnoringCase("content-length: 3").doesNotContainIgnoringCase("chunked");
		assertThat(response.header("Content-Length")).isEqualTo(String.valueOf(response.body().length()));
	}

	@Test
	void streamsEventsAsTheyCome() throws Exception {
		Sinks.Many<String> events = Sinks.many().unicast().onBackpressureBuffer();
		this.fixture.cluster(this.fixture.instance(
				(routes) -> routes.get("/events", (request, response) -> response.sse().sendString(events.asFlux()))));
		RawClient client = client(this.fixture.start());
		client.get("/events");
		events.tryEmitNext("data: 1\n\n");
		assertThat(client.readWithoutBody().header("Content-Type")).startsWith("text/event-stream");
		assertThat(client.line()).isEqualTo("9");
		assertThat(client.line()).isEqualTo("data: 1");
		assertThat(this.fixture.gateway().counts(0).openStreams()).isOne();
		assertThat(this.fixture.gateway().counts(0).activeRequests()).isZero();
		client.line();
		client.line();
		events.tryEmitNext("data: 2\n\n");
		assertThat(client.line()).isEqualTo("9");
		assertThat(client.line()).isEqualTo("data: 2");
	}

	@Test
	void hidesWhatThePolicyHides() throws Exception {
		this.fixture.cluster(hello("x"));
		RawClient client = client(this.fixture.start());
		for (String path : List.of("/hidden", "/hidden/", "/hidden/env", "//hidden/env", "/%68idden/env",
				"/./hidden/env", "/a/../hidden/env", "/hidden;x=y/env", "/hidden/../x", "/a%2F..%2Fhidden",
				"/x;/../hidden", "/hidden%2fenv", "/a/..;/hidden", "/hidden?x", "/\\hidden")) {
			Response response = client.get(path).read();
			assertThat(response.code()).as(path).isEqualTo(404);
			assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
		}
		assertThat(client.get("/hiddenish").read().header("X-Sticky-Instance")).isEqualTo("0");
	}

	@Test
	void routesPathToNamedPortOfTheSameInstance() throws Exception {
		int main = hello("main");
		int chat = this.fixture.instance((routes) -> routes.get("/**",
				(request, response) -> response.sendString(Mono.just("chat " + request.uri()))));
		this.fixture.cluster(GatewayFixture.instance(0, InstanceState.UP, main, Map.of("chat", chat)));
		RawClient client = client(
				this.fixture.start(GatewayFixture.settings(Duration.ofSeconds(5), Duration.ofSeconds(5), List.of(),
						List.of(new PortRoute("/chat", "chat"), new PortRoute("/chat/none", "none")))));
		assertThat(client.get("/chat/a?b").read().body()).isEqualTo("chat /chat/a?b");
		assertThat(client.get("/chat").read().body()).isEqualTo("chat /chat");
		assertThat(client.get("/hello").read().body()).isEqualTo("main");
		assertThat(client.get("/chatter").read().header("X-Sticky-Instance")).isEqualTo("0");
		assertThat(client.get("/chat/none/x").read().code()).isEqualTo(503);
	}

	private int hello(String answer) {
		return this.fixture.instance((routes) -> routes.get("/hello",
				(request, response) -> response.header("X-Sticky-Instance", "99").sendString(Mono.just(answer))));
	}

	/**
	 * An instance that answers with the head of the request.
	 */
	private int echoHead() throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				String head = connection.head();
				if (head.startsWith("POST")) {
					connection.socket().getInputStream().readNBytes(3);
				}
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
			}
		})).port();
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

}
