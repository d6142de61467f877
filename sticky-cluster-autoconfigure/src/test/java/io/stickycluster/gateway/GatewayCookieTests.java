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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.HttpProtocol;

import io.stickycluster.affinity.TicketSigner;
import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link Gateway} that recognises clients by its own cookie.
 */
@NullUnmarked
class GatewayCookieTests {

	private static final Duration LIFETIME = Duration.ofHours(4);

	private final GatewayFixture fixture = new GatewayFixture();

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

	private final Clock clock = ((InstantSource) this.now::get).withZone(ZoneOffset.UTC);

	private int port;

	@BeforeEach
	void recognizeByCookie() {
		this.fixture.recognizeBy(cookie(LIFETIME));
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void fiveHundredUsersBehindOneAddressSpreadAndEachStays() throws Exception {
		start(4);
		Map<String, Integer> users = new HashMap<>();
		Map<String, String> instances = new HashMap<>();
		for (int user = 0; user < 500; user++) {
			Response first = get("127.0.0.9");
			instances.put(cookie(first), first.header("X-Sticky-Instance"));
			users.merge(first.header("X-Sticky-Instance"), 1, Integer::sum);
		}
		assertThat(instances).hasSize(500);
		assertThat(users).hasSize(4).allSatisfy((instance, count) -> assertThat(count).isBetween(85, 165));
		instances.forEach((cookie, instance) -> {
			Response again = get("127.0.0.9", "Cookie: " + cookie);
			assertThat(again.header("X-Sticky-Instance")).isEqualTo(instance);
			assertThat(again.header("Set-Cookie")).isNull();
		});
	}

	@Test
	void clientStaysWhenItsAddressChanges() throws Exception {
		start(4);
		Response first = get("127.0.0.9");
		for (int host = 1; host < 20; host++) {
			assertThat(get("127.0.3." + host, "Cookie: " + cookie(first)).header("X-Sticky-Instance"))
				.isEqualTo(first.header("X-Sticky-Instance"));
		}
	}

	@Test
	void cookieIsForTheGatewayAndForNoScript() throws Exception {
		start(1);
		assertThat(get("127.0.0.9").header("Set-Cookie"))
			.matches("STICKY=[A-Za-z0-9_-]{60}; Path=/; Max-Age=14400; HttpOnly; SameSite=Lax");
	}

	@Test
	void cookieOfAClientThatSpeaksTlsIsSecure() throws Exception {
		this.fixture.cluster(echoHead());
		this.port = this.fixture.start(trusting("127.0.0.0/24"));
		assertThat(get("127.0.0.9", "X-Forwarded-Proto: https").header("Set-Cookie"))
			.endsWith("; SameSite=Lax; Secure");
		assertThat(get("127.0.1.9", "X-Forwarded-Proto: https").header("Set-Cookie")).endsWith("; SameSite=Lax");
	}

	@Test
	void cookieWithoutALifetimeIsThatOfASession() throws Exception {
		this.fixture.recognizeBy(cookie(Duration.ZERO));
		start(4);
		Response first = get("127.0.0.9");
		assertThat(first.header("Set-Cookie")).endsWith("; Path=/; HttpOnly; SameSite=Lax");
		this.now.set(this.now.get().plus(Duration.ofDays(1000)));
		Response later = get("127.0.0.9", "Cookie: " + cookie(first));
		assertThat(later.header("Set-Cookie")).isNull();
		assertThat(later.header("X-Sticky-Instance")).isEqualTo(first.header("X-Sticky-Instance"));
	}

	@Test
	void instanceSeesTheOtherCookiesOnlyAsTheyCame() throws Exception {
		start(1);
		String own = cookie(get("127.0.0.9"));
		assertThat(get("127.0.0.9", "Cookie: a=\"1 2\";b=3; " + own + "; c").body())
			.containsIgnoringCase("\r\ncookie: a=\"1 2\";b=3; c\r\n")
			.doesNotContain("STICKY");
		assertThat(get("127.0.0.9", "Cookie: " + own).body()).doesNotContainIgnoringCase("cookie");
		assertThat(get("127.0.0.9", "Cookie: STICKY=forged").body()).doesNotContainIgnoringCase("cookie");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\"quoted\"" })
	void forgedCookieIsReplaced(String value) throws Exception {
		start(2);
		Response response = get("127.0.0.9", "Cookie: STICKY=" + value);
		assertThat(response.code()).isEqualTo(200);
		assertThat(get("127.0.0.9", "Cookie: STICKY=" + value + "; " + cookie(response)).header("X-Sticky-Instance"))
			.isEqualTo(response.header("X-Sticky-Instance"));
	}

	@Test
	void cookieIsRenewedWhenHalfOfItsTimeIsOverAndWorthNothingAfterAll() throws Exception {
		start(8);
		Response first = get("127.0.0.9");
		this.now.set(this.now.get().plus(LIFETIME.dividedBy(2)));
		assertThat(get("127.0.0.9", "Cookie: " + cookie(first)).header("Set-Cookie")).isNull();
		this.now.set(this.now.get().plusSeconds(1));
		Response renewed = get("127.0.0.9", "Cookie: " + cookie(first));
		assertThat(renewed.header("X-Sticky-Instance")).isEqualTo(first.header("X-Sticky-Instance"));
		this.now.set(this.now.get().plus(LIFETIME.dividedBy(2)));
		Set<String> instances = new HashSet<>();
		for (int i = 0; i < 50; i++) {
			Response expired = get("127.0.0.9", "Cookie: " + cookie(first));
			assertThat(expired.header("Set-Cookie")).isNotNull();
			instances.add(expired.header("X-Sticky-Instance"));
		}
		assertThat(instances).as("new clients").hasSizeGreaterThan(1);
		Response still = get("127.0.0.9", "Cookie: " + cookie(renewed));
		assertThat(still.header("X-Sticky-Instance")).isEqualTo(first.header("X-Sticky-Instance"));
	}

	@Test
	void clientOfAnInstanceThatIsGoneIsAssignedOnceAndStaysThere() throws Exception {
		int[] ports = { echoHead(), echoHead(), echoHead() };
		this.fixture.cluster(ports);
		this.port = this.fixture.start();
		Response first = get("127.0.0.9");
		int gone = Integer.parseInt(first.header("X-Sticky-Instance"));
		this.fixture.cluster(without(gone, ports));
		Response moved = get("127.0.0.9", "Cookie: " + cookie(first));
		assertThat(moved.header("X-Sticky-Instance")).isNotEqualTo(first.header("X-Sticky-Instance"));
		this.fixture.cluster(ports);
		Response stays = get("127.0.0.9", "Cookie: " + cookie(moved));
		assertThat(stays.header("X-Sticky-Instance")).isEqualTo(moved.header("X-Sticky-Instance"));
		assertThat(stays.header("Set-Cookie")).isNull();
	}

	private static Instance[] without(int gone, int... ports) {
		return IntStream.range(0, ports.length)
			.filter((index) -> index != gone)
			.mapToObj((index) -> GatewayFixture.instance(index, InstanceState.UP, ports[index], Map.of()))
			.toArray(Instance[]::new);
	}

	@Test
	void anotherGatewayWithTheSameSecretSendsTheClientToTheSameInstance() throws Exception {
		start(8);
		try (GatewayFixture second = new GatewayFixture()) {
			second.recognizeBy(cookie(LIFETIME));
			second.cluster(echoHead(), echoHead(), echoHead(), echoHead(), echoHead(), echoHead(), echoHead(),
					echoHead());
			int secondPort = second.start();
			for (int i = 0; i < 20; i++) {
				Response first = get("127.0.0.9");
				try (RawClient client = new RawClient(secondPort)) {
					Response other = client.get("/", "Cookie: " + cookie(first)).read();
					assertThat(other.header("X-Sticky-Instance")).isEqualTo(first.header("X-Sticky-Instance"));
					assertThat(other.header("Set-Cookie")).isNull();
				}
			}
		}
	}

	@Test
	void clientWithoutCookiesStaysAsLongAsItIsConnected() throws Exception {
		start(8);
		try (RawClient client = new RawClient(this.port)) {
			String instance = client.get("/").read().header("X-Sticky-Instance");
			for (int i = 0; i < 20; i++) {
				assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo(instance);
			}
		}
	}

	@Test
	void clientsOfAProxyThatShareAConnectionAreToldApart() throws Exception {
		this.fixture.cluster(echoHead(), echoHead(), echoHead(), echoHead());
		this.port = this.fixture.start(trusting("127.0.0.0/24"));
		try (RawClient proxy = new RawClient(this.port, "127.0.0.5")) {
			Map<String, String> instances = new HashMap<>();
			for (int i = 0; i < 40; i++) {
				Response response = proxy.get("/", "X-Forwarded-For: 203.0.113.9").read();
				instances.put(cookie(response), response.header("X-Sticky-Instance"));
			}
			assertThat(new HashSet<>(instances.values())).hasSize(4);
			for (Map.Entry<String, String> client : instances.entrySet()) {
				Response again = proxy.get("/", "X-Forwarded-For: 203.0.113.9", "Cookie: " + client.getKey()).read();
				assertThat(again.header("X-Sticky-Instance")).isEqualTo(client.getValue());
			}
		}
	}

	@Test
	void responseThatCachesKeepForEverybodyHasNoCookie() throws Exception {
		this.fixture.cluster(answering("Cache-Control: max-age=60, Public\r\n"));
		this.port = this.fixture.start();
		assertThat(get("127.0.0.9").header("Set-Cookie")).isNull();
	}

	@Test
	void cookiesOfTheApplicationAreKept() throws Exception {
		this.fixture.cluster(answering("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
		this.port = this.fixture.start();
		assertThat(get("127.0.0.9").all("Set-Cookie")).hasSize(3).startsWith("a=1", "b=2");
	}

	@Test
	void webSocketIsOpenedWithACookie() throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection
				.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" + "Sec-WebSocket-Accept: x\r\n\r\n");
			connection.socket().getInputStream().read();
		})).port());
		this.port = this.fixture.start();
		Response opened = get("127.0.0.9", "Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13");
		assertThat(opened.code()).isEqualTo(101);
		assertThat(opened.header("Set-Cookie")).startsWith("STICKY=");
	}

	@Test
	void onlyTheFinalResponseHasTheCookie() throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
				.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		})).port());
		this.port = this.fixture.start();
		try (RawClient client = new RawClient(this.port)) {
			assertThat(client.get("/").read().headers()).containsExactly("Link: </a>");
			assertThat(client.read().header("Set-Cookie")).startsWith("STICKY=");
		}
	}

	@Test
	void http2ClientStaysByACookieAmongSeveralHeaders() throws Exception {
		this.fixture.cluster(echoHead(), echoHead(), echoHead(), echoHead(), echoHead(), echoHead());
		this.port = this.fixture.start(GatewayFixture.settings(),
				(server) -> server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C));
		for (int i = 0; i < 10; i++) {
			String cookie;
			String instance;
			try (Http2Client client = new Http2Client(this.port)) {
				Http2Headers first = client.open(request(), true).head();
				cookie = first.get("set-cookie").toString().replaceAll(";.*", "");
				instance = first.get("x-sticky-instance").toString();
				Http2Headers parallel = client.open(request(), true).head();
				assertThat(parallel.get("x-sticky-instance")).asString().isEqualTo(instance);
			}
			try (Http2Client client = new Http2Client(this.port)) {
				Http2Client.Stream stream = client
					.open(request().add("cookie", "a=1").add("cookie", cookie).add("cookie", "b=2"), true);
				Http2Headers head = stream.head();
				assertThat(head.get("x-sticky-instance")).asString().isEqualTo(instance);
				assertThat(head.contains("set-cookie")).isFalse();
				String seen = new String(stream.read(head.getInt("content-length")), StandardCharsets.ISO_8859_1);
				assertThat(seen).containsIgnoringCase("\r\ncookie: a=1; b=2\r\n").doesNotContain("STICKY");
			}
		}
	}

	private static Http2Headers request() {
		return new DefaultHttp2Headers().method("GET").scheme("http").path("/").authority("shop.example");
	}

	private void start(int instances) throws IOException {
		int[] ports = new int[instances];
		for (int i = 0; i < instances; i++) {
			ports[i] = echoHead();
		}
		this.fixture.cluster(ports);
		this.port = this.fixture.start();
	}

	private Response get(String from, String... headers) {
		try (RawClient client = new RawClient(this.port, from)) {
			return client.get("/", headers).read();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String cookie(Response response) {
		assertThat(response.header("Set-Cookie")).isNotNull();
		return response.header("Set-Cookie").replaceAll(";.*", "");
	}

	private AffinitySource cookie(Duration lifetime) {
		TicketSigner signer = new TicketSigner("a secret of thirty-two characters".getBytes(StandardCharsets.UTF_8));
		return new AffinitySource.Cookie("STICKY", lifetime, signer, this.clock);
	}

	private static GatewaySettings trusting(String range) {
		return GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(AddressRange.of(range)),
				List.of());
	}

	private int echoHead() throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				String head = connection.head();
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
			}
		})).port();
	}

	private int answering(String headers) throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 2\r\n\r\nok");
		})).port();
	}

}
