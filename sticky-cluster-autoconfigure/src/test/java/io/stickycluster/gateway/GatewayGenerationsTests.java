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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRoutes;

import io.stickycluster.affinity.TicketSigner;
import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link Gateway} while one generation of an instance replaces another. Each
 * generation answers with its number.
 */
@NullUnmarked
class GatewayGenerationsTests {

	private static final String SESSION = "Cookie: theme=dark; JSESSIONID=1";

	private final GatewayFixture fixture = new GatewayFixture();

	private final Sinks.Empty<Void> slow = Sinks.empty();

	private Instance former;

	private Instance next;

	private Instance other;

	private int port;

	@BeforeEach
	void instances() {
		this.former = GatewayFixture.up(0, 1, server("1"));
		this.next = GatewayFixture.up(0, 2, server("2"));
		this.other = GatewayFixture.up(1, 1, server("other"));
	}

	@AfterEach
	void close() throws Exception {
		this.slow.tryEmitEmpty();
		this.fixture.close();
	}

	@Test
	void newClientsGoToTheOneThatHasTakenThePlace() throws Exception {
		start(GatewayFixture.settings());
		this.fixture.cluster(new ClusterSnapshot(1, List.of(this.former), List.of(this.next), List.of()));
		assertThat(get("127.3.0.1", "/")).isEqualTo("1");
		switchOver();
		assertThat(get("127.3.0.2", "/")).isEqualTo("2");
		assertThat(get("127.3.0.3", "/", SESSION)).isEqualTo("2");
	}

	@Test
	void requestInProgressEndsWhereItIsAndKeepsItsClientThere() throws Exception {
		start(GatewayFixture.settings());
		RawClient client = client();
		client.get("/slow");
		awaitRequests(1, 1);
		switchOver();
		assertThat(get("127.0.0.1", "/")).isEqualTo("1");
		this.slow.tryEmitEmpty();
		assertThat(client.read().body()).isEqualTo("1");
		assertThat(client.get("/").read().body()).isEqualTo("2");
		assertThat(client.get("/", SESSION).read().body()).isEqualTo("2");
	}

	@Test
	void clientWithoutASessionMovesAtItsNextRequestOnTheSameConnection() throws Exception {
		start(GatewayFixture.settings());
		RawClient client = client();
		assertThat(client.get("/").read().body()).isEqualTo("1");
		switchOver();
		Response moved = client.get("/").read();
		assertThat(moved.body()).isEqualTo("2");
		assertThat(moved.header("X-Sticky-Instance")).isEqualTo("0");
	}

	@ParameterizedTest
	@CsvSource({ "/, JSESSIONID=1", "/, a=b; SESSION=1", "/socket.io/?EIO=4&transport=polling&sid=abc, a=b",
			"/socket.io/?EIO=4&transport=websocket&sid=abc, a=b", "/chat/000/abc/xhr, a=b",
			"/chat/000/abc/xhr_send?t=1, a=b", "/chat/000/abc/xhr_streaming, a=b" })
	void clientWithASessionStays(String target, String cookies) throws Exception {
		start(GatewayFixture.settings());
		RawClient client = client();
		assertThat(client.get("/").read().body()).isEqualTo("1");
		switchOver();
		for (int i = 0; i < 3; i++) {
			assertThat(client.get(target, "Cookie: " + cookies).read().body()).isEqualTo("1");
		}
		assertThat(client.get("/").read().body()).isEqualTo("2");
		assertThat(client.get(target, "Cookie: " + cookies).read().body()).isEqualTo("2");
	}

	@ParameterizedTest
	@CsvSource({ "/, XSESSION=1", "/, a=JSESSIONID", "/?sid=abc, a=b", "/socket.io/?EIO=4&transport=polling, a=b",
			"/chat/info, a=b", "/chat/000/abc/websocket, a=b" })
	void whatIsNoSessionKeepsNobody(String target, String cookies) throws Exception {
		start(GatewayFixture.settings());
		RawClient client = client();
		assertThat(client.get("/").read().body()).isEqualTo("1");
		switchOver();
		assertThat(client.get(target, "Cookie: " + cookies).read().body()).contains("2").doesNotContain("1");
	}

	@Test
	void openWebSocketKeepsItsClientUntilItEnds() throws Exception {
		start(GatewayFixture.settings());
		Closed closed = new Closed();
		WebSocket socket = connect(closed);
		switchOver();
		assertThat(get("127.0.0.1", "/")).isEqualTo("1");
		socket.sendClose(1000, "").join();
		assertThat(closed.code.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
		Awaitility.await().until(() -> this.fixture.gateway().traffic(0, 1).openStreams() == 0);
		assertThat(get("127.0.0.1", "/")).isEqualTo("2");
	}

	@Test
	void clientThatHasMovedDoesNotGoBackWithItsNewSession() throws Exception {
		start(GatewayFixture.settings());
		RawClient client = client();
		client.get("/").read();
		switchOver();
		Response login = client.get("/login").read();
		assertThat(login.body()).isEqualTo("2");
		assertThat(login.header("Set-Cookie")).isEqualTo("JSESSIONID=2");
		for (int i = 0; i < 3; i++) {
			assertThat(client.get("/", "Cookie: JSESSIONID=2").read().body()).isEqualTo("2");
			assertThat(get("127.0.0.1", "/", "Cookie: JSESSIONID=2")).isEqualTo("2");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void clientsOfOneThatStopsGoToTheNextOfTheSameIndex(boolean told) throws Exception {
		start(GatewayFixture.settings());
		this.fixture.cluster(this.former, this.other);
		RawClient client = clientOf("1");
		this.fixture
			.cluster(new ClusterSnapshot(2, List.of(this.next, this.other), List.of(), List.of(draining(this.former))));
		assertThat(client.get("/", SESSION).read().body()).isEqualTo("1");
		if (told) {
			this.fixture.cluster(new ClusterSnapshot(2, List.of(this.next, this.other), List.of(),
					List.of(GatewayFixture.down(0, 1, InstanceState.STOPPING, false))));
		}
		else {
			this.fixture.stop(this.former.address().getPort());
			this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO);
			Awaitility.await().until(() -> this.fixture.gateway().counts(0).openConnections() == 0);
		}
		Response response = client.get("/", SESSION).read();
		assertThat(response.code()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("2");
	}

	@Test
	void requestThatALeavingOneBreaksOffGoesToTheNextOfTheSameIndex() throws Exception {
		RawInstance breaking = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
			connection.head();
			connection.reset();
		}, (connection) -> {
			connection.head();
			connection.reset();
		}));
		start(GatewayFixture.settings());
		Instance leaving = GatewayFixture.up(0, 1, breaking.port());
		this.fixture.cluster(leaving);
		RawClient client = client();
		assertThat(client.get("/").read().code()).isEqualTo(200);
		this.fixture
			.cluster(new ClusterSnapshot(2, List.of(this.next, this.other), List.of(), List.of(draining(leaving))));
		client.get("/", SESSION);
		Awaitility.await().until(() -> breaking.connections() >= 2);
		this.fixture.cluster(new ClusterSnapshot(2, List.of(this.next, this.other)));
		assertThat(client.read().body()).isEqualTo("2");
		assertThat(client.get("/", SESSION).read().body()).isEqualTo("2");
	}

	@Test
	void rollbackTakesBackWhoMovedAndKeepsWhoHasASessionThere() throws Exception {
		start(GatewayFixture.settings());
		get("127.3.0.1", "/");
		get("127.3.0.2", "/");
		get("127.3.0.3", "/");
		switchOver();
		assertThat(get("127.3.0.1", "/")).isEqualTo("2");
		assertThat(get("127.3.0.2", "/")).isEqualTo("2");
		assertThat(get("127.3.0.3", "/", SESSION)).isEqualTo("1");
		this.fixture.cluster(new ClusterSnapshot(1, List.of(this.former), List.of(), List.of(draining(this.next))));
		assertThat(get("127.3.0.1", "/")).isEqualTo("1");
		assertThat(get("127.3.0.2", "/", SESSION)).isEqualTo("2");
		assertThat(get("127.3.0.3", "/", SESSION)).isEqualTo("1");
		assertThat(get("127.3.0.4", "/")).isEqualTo("1");
		this.fixture.cluster(this.former);
		assertThat(get("127.3.0.2", "/", SESSION)).isEqualTo("1");
	}

	@Test
	void clientsStayOnTheLeavingOneWhileTheNextIsDown() throws Exception {
		start(GatewayFixture.settings(GatewayFixture.FAILOVER, new HoldSettings(Duration.ofSeconds(20), 10, true),
				GatewayFixture.NO_QUEUE));
		RawClient client = client();
		client.get("/").read();
		this.fixture.cluster(new ClusterSnapshot(1, List.of(GatewayFixture.down(0, 2, InstanceState.BACKING_OFF, true)),
				List.of(), List.of(draining(this.former))));
		assertThat(client.get("/").read().body()).isEqualTo("1");
		assertThat(this.fixture.gateway().failoverCounts().held()).isZero();
	}

	@Test
	void requestWaitsForOneThatArrivesWhenNobodyServes() throws Exception {
		start(GatewayFixture.settings(GatewayFixture.FAILOVER, new HoldSettings(Duration.ofSeconds(20), 10, false),
				GatewayFixture.NO_QUEUE));
		Instance failed = GatewayFixture.down(0, 1, InstanceState.FAILED, true);
		this.fixture.cluster(new ClusterSnapshot(1, List.of(failed), List.of(this.next), List.of()));
		RawClient client = client();
		client.get("/");
		Awaitility.await().until(() -> this.fixture.gateway().failoverCounts().held() == 1);
		this.fixture.cluster(this.next);
		assertThat(client.read().body()).isEqualTo("2");
	}

	@Test
	void sessionOfSocketIoStaysAndANewOneBeginsOnTheNext() throws Exception {
		this.fixture.recognizeBy(new AffinitySource.SocketIoSession(1000, Duration.ofMinutes(2)));
		start(GatewayFixture.settings());
		String handshake = "/socket.io/?EIO=4&transport=polling";
		assertThat(get("127.3.0.1", handshake)).contains("\"sid\":\"s1\"");
		switchOver();
		assertThat(get("127.3.0.1", handshake)).contains("\"sid\":\"s2\"");
		assertThat(get("127.4.0.1", handshake + "&sid=s1")).isEqualTo("1");
		assertThat(get("127.4.0.1", handshake + "&sid=s2")).isEqualTo("2");
		assertThat(get("127.5.0.1", handshake + "&sid=s1")).isEqualTo("1");
		this.fixture.cluster(this.next);
		assertThat(get("127.5.0.1", handshake + "&sid=s1")).isEqualTo("2");
	}

	@Test
	void clientWithTheGatewaysCookieIsMovedLikeAnyOther() throws Exception {
		this.fixture.recognizeBy(new AffinitySource.Cookie("STICKY", Duration.ofHours(1),
				new TicketSigner("secret".getBytes(StandardCharsets.UTF_8)), Clock.systemUTC()));
		start(GatewayFixture.settings());
		String cookie;
		try (RawClient client = new RawClient(this.port)) {
			cookie = client.get("/").read().header("Set-Cookie").replaceAll(";.*", "");
		}
		switchOver();
		assertThat(get("127.3.0.1", "/", "Cookie: " + cookie + "; SESSION=1")).isEqualTo("1");
		assertThat(get("127.4.0.1", "/", "Cookie: " + cookie)).isEqualTo("2");
		assertThat(get("127.5.0.1", "/", "Cookie: " + cookie + "; SESSION=1")).isEqualTo("2");
		assertThat(get("127.3.0.1", "/", "Cookie: SESSION=1")).as("without a cookie").isEqualTo("2");
	}

	@Test
	void eachGenerationIsCountedByItself() throws Exception {
		start(GatewayFixture.settings());
		RawClient client = client();
		client.get("/").read();
		client.get("/error").read();
		client.get("/slow");
		awaitRequests(1, 1);
		switchOver();
		assertThat(get("127.3.0.2", "/")).isEqualTo("2");
		GenerationTraffic first = this.fixture.gateway().traffic(0, 1);
		assertThat(first.requests()).isEqualTo(3);
		assertThat(first.answers()).isEqualTo(2);
		assertThat(first.failures()).isOne();
		assertThat(first.latencyNanos()).isPositive();
		assertThat(first.activeRequests()).isOne();
		Awaitility.await().until(() -> this.fixture.gateway().traffic(0, 2).isIdle());
		GenerationTraffic second = this.fixture.gateway().traffic(0, 2);
		assertThat(second.requests()).isOne();
		assertThat(second.answers()).isOne();
		assertThat(second.failures()).isZero();
		assertThat(this.fixture.gateway().counts(0).totalRequests()).isEqualTo(4);
		assertThat(this.fixture.gateway().counts(0).activeRequests()).isOne();
		this.slow.tryEmitEmpty();
		assertThat(client.read().body()).isEqualTo("1");
	}

	@Test
	void generationThatDoesNotAnswerHasFailedOncePerRequest() throws Exception {
		RawInstance refusing = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.reset();
		}));
		start(GatewayFixture.settings());
		this.fixture.cluster(GatewayFixture.up(0, 3, refusing.port()));
		RawClient client = client();
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
		assertThat(client.read().code()).isEqualTo(502);
		refusing.close();
		assertThat(client().get("/").read().code()).isIn(502, 503);
		assertThat(this.fixture.gateway().traffic(0, 3)).isEqualTo(new GenerationTraffic(0, 0, 2, 0, 2, 0));
	}

	@Test
	void generationThatIsGoneIsForgottenWhenTheLastOfItHasEnded() throws Exception {
		start(GatewayFixture.settings());
		RawClient client = client();
		client.get("/slow");
		awaitRequests(1, 1);
		this.fixture.cluster(this.next);
		assertThat(this.fixture.gateway().traffic(0, 1).activeRequests()).isOne();
		this.slow.tryEmitEmpty();
		assertThat(client.read().body()).isEqualTo("1");
		this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO);
		Awaitility.await().until(() -> this.fixture.gateway().traffic(0, 1) == GenerationTraffic.NONE);
		assertThat(this.fixture.gateway().counts(0).totalRequests()).isOne();
	}

	@Test
	void eachGenerationHasItsOwnConnectionsAndQueue() throws Exception {
		GatewaySettings defaults = GatewayFixture.settings();
		start(new GatewaySettings(defaults.connectTimeout(), defaults.responseTimeout(), defaults.instanceIdleTimeout(),
				defaults.clientIdleTimeout(), 1, 1, defaults.headers(), List.of(), defaults.clients(), List.of(),
				defaults.failover(), defaults.hold(), new QueueSettings(1, 1, Duration.ofSeconds(20)),
				defaults.sessions()));
		RawClient client = client();
		client.get("/slow");
		awaitRequests(1, 1);
		switchOver();
		assertThat(get("127.3.0.2", "/")).isEqualTo("2");
		RawClient waiting = client();
		waiting.get("/");
		Awaitility.await().until(() -> this.fixture.gateway().failoverCounts().queued() == 1);
		this.slow.tryEmitEmpty();
		assertThat(client.read().body()).isEqualTo("1");
		assertThat(waiting.read().body()).isEqualTo("1");
	}

	@Test
	void closeStreamsEndsThoseOfOneGenerationOnly() throws Exception {
		start(GatewayFixture.settings());
		Closed closed = new Closed();
		connect(closed);
		RawClient events = client();
		assertThat(events.get("/events").readWithoutBody().code()).isEqualTo(200);
		switchOver();
		Closed open = new Closed();
		WebSocket later = connect(open);
		assertThat(this.fixture.gateway().traffic(0, 1).openStreams()).isEqualTo(3);
		RawClient stranger = this.fixture.closing(new RawClient(this.port, "127.3.0.2"));
		assertThat(stranger.get("/events").readWithoutBody().code()).isEqualTo(200);
		assertThat(this.fixture.gateway().traffic(0, 2).openStreams()).isOne();
		this.fixture.gateway()
			.closeStreams(0, 1, 1012, Duration.ofMillis(50))
			.toCompletableFuture()
			.get(10, TimeUnit.SECONDS);
		assertThat(closed.code.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
		assertThat(open.code.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
		assertThat(later.isInputClosed()).isTrue();
		assertThat(this.fixture.gateway().traffic(0, 1).openStreams()).isZero();
		assertThat(this.fixture.gateway().traffic(0, 2).openStreams()).isOne();
	}

	@Test
	void endsAreSpreadAndShutdownCutsThatShort() throws Exception {
		start(GatewayFixture.settings());
		List<Closed> sockets = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			sockets.add(new Closed());
			connect(sockets.get(i));
		}
		var ended = this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ofSeconds(30)).toCompletableFuture();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> sockets.stream().anyMatch((socket) -> socket.code.isDone()));
		assertThat(sockets).anyMatch((socket) -> !socket.code.isDone());
		assertThat(ended).isNotDone();
		this.fixture.gateway().beginShutdown(Duration.ofSeconds(10));
		ended.get(10, TimeUnit.SECONDS);
		for (Closed socket : sockets) {
			assertThat(socket.code.get(10, TimeUnit.SECONDS)).isIn(1012, 1001);
		}
		assertThat(sockets).anyMatch((socket) -> socket.code.join() == 1001)
			.anyMatch((socket) -> socket.code.join() == 1012);
	}

	@Test
	void streamThatBeginsAfterTheEndIsEndedToo() throws Exception {
		start(GatewayFixture.settings());
		RawClient late = client();
		late.get("/late-events");
		awaitRequests(1, 1);
		switchOver();
		this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
		this.slow.tryEmitEmpty();
		assertThat(late.read().code()).isEqualTo(200);
		Awaitility.await().until(() -> this.fixture.gateway().traffic(0, 1).isIdle());
	}

	@Test
	void generationThatIsToStayAfterAllKeepsTheStreamsThatAreLeft() throws Exception {
		start(GatewayFixture.settings());
		Closed open = new Closed();
		WebSocket socket = connect(open);
		switchOver();
		var ended = this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ofDays(365)).toCompletableFuture();
		assertThat(ended).isNotDone();
		this.fixture.cluster(new ClusterSnapshot(1, List.of(this.former), List.of(), List.of(draining(this.next))));
		ended.get(10, TimeUnit.SECONDS);
		assertThat(open.code).isNotDone();
		assertThat(socket.isOutputClosed()).isFalse();
		assertThat(this.fixture.gateway().traffic(0, 1).openStreams()).isOne();
	}

	@Test
	void generationThatIsToStayAfterAllKeepsItsNewStreams() throws Exception {
		start(GatewayFixture.settings());
		get("127.0.0.1", "/");
		switchOver();
		this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
		this.fixture.cluster(new ClusterSnapshot(1, List.of(this.former), List.of(), List.of(draining(this.next))));
		RawClient client = client();
		assertThat(client.get("/events").readWithoutBody().code()).isEqualTo(200);
		assertThat(client.line()).isNotEmpty();
		assertThat(this.fixture.gateway().traffic(0, 1).openStreams()).isOne();
	}

	@Test
	void noRequestFailsWhileTheClusterSwitchesToAndFro() throws Exception {
		start(GatewayFixture.settings());
		AtomicBoolean done = new AtomicBoolean();
		int clients = 8;
		ExecutorService executor = Executors.newFixedThreadPool(clients + 1);
		try {
			Future<?> switching = executor.submit(() -> {
				while (!done.get()) {
					this.fixture.cluster(new ClusterSnapshot(1, List.of(this.former), List.of(this.next), List.of()));
					switchOver();
					this.fixture.cluster(this.next);
					this.fixture.cluster(new ClusterSnapshot(1, List.of(this.next), List.of(this.former), List.of()));
					this.fixture
						.cluster(new ClusterSnapshot(1, List.of(this.former), List.of(), List.of(draining(this.next))));
					this.fixture.cluster(this.former);
				}
			});
			List<Future<Integer>> running = new ArrayList<>();
			for (int i = 1; i <= clients; i++) {
				String address = "127.3.0." + (i / 2);
				running.add(executor.submit(() -> requests(address, 500)));
			}
			for (Future<Integer> each : running) {
				assertThat(each.get(120, TimeUnit.SECONDS)).isEqualTo(500);
			}
			done.set(true);
			switching.get(10, TimeUnit.SECONDS);
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.fixture.gateway().counts(0).totalRequests()).isEqualTo(clients * 500);
	}

	private int requests(String address, int count) throws IOException {
		int good = 0;
		try (RawClient client = new RawClient(this.port, address)) {
			for (int i = 0; i < count; i++) {
				Response response = (i % 3 == 0) ? client.get("/", SESSION).read() : client.get("/").read();
				good += (response.code() == 200) ? 1 : 0;
			}
		}
		return good;
	}

	private void start(GatewaySettings settings) {
		this.fixture.cluster(this.former);
		this.port = this.fixture.start(settings);
	}

	private void switchOver() {
		this.fixture.cluster(new ClusterSnapshot(1, List.of(this.next), List.of(), List.of(draining(this.former))));
	}

	private static Instance draining(Instance up) {
		return new Instance(up.index(), up.generation(), InstanceState.DRAINING, up.address(), null, up.ports(), 1,
				null, 0, 0, null, null, null, true, false);
	}

	private int server(String name) {
		return this.fixture.instance((routes) -> routes(routes, name));
	}

	private void routes(HttpServerRoutes routes, String name) {
		routes.get("/slow", (request, response) -> response.sendString(this.slow.asMono().thenReturn(name)))
			.get("/error", (request, response) -> response.status(500).sendString(Mono.just(name)))
			.get("/login",
					(request, response) -> response.header("Set-Cookie", "JSESSIONID=" + name)
						.sendString(Mono.just(name)))
			.get("/events",
					(request, response) -> response.sse().sendString(Flux.just("data: 1\n\n").concatWith(Flux.never())))
			.get("/late-events", (request, response) -> this.slow.asMono()
				.then(Mono
					.defer(() -> response.sse().sendString(Flux.just("data: 1\n\n").concatWith(Flux.never())).then())))
			.ws("/echo", (in, out) -> out.send(in.receive().retain()))
			.get("/**", (request, response) -> {
				boolean handshake = request.uri().endsWith("EIO=4&transport=polling");
				return response.sendString(Mono.just(handshake ? "0{\"sid\":\"s" + name + "\"}" : name));
			});
	}

	private void awaitRequests(int generation, int active) {
		Awaitility.await().until(() -> this.fixture.gateway().traffic(0, generation).activeRequests() == active);
	}

	private RawClient client() throws IOException {
		return this.fixture.closing(new RawClient(this.port));
	}

	/**
	 * Return a client that is on a certain server.
	 */
	private RawClient clientOf(String name) throws IOException {
		for (int host = 1; host < 100; host++) {
			RawClient client = this.fixture.closing(new RawClient(this.port, "127.6.0." + host));
			if (client.get("/").read().body().equals(name)) {
				return client;
			}
		}
		throw new AssertionError("No client is on " + name);
	}

	private String get(String from, String target, String... headers) throws IOException {
		try (RawClient client = new RawClient(this.port, from)) {
			Response response = client.get(target, headers).read();
			assertThat(response.code()).isEqualTo(200);
			return response.body();
		}
	}

	private WebSocket connect(Closed closed) throws Exception {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/echo"), closed)
			.get(10, TimeUnit.SECONDS);
	}

	/**
	 * Learns how a WebSocket ends.
	 */
	private static final class Closed implements WebSocket.Listener {

		private final CompletableFuture<Integer> code = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.code.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.code.completeExceptionally(error);
		}

	}

}
