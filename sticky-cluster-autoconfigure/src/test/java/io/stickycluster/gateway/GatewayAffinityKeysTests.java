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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.affinity.AffinityKeyResolver;
import io.stickycluster.affinity.TicketSigner;
import io.stickycluster.gateway.RawClient.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link Gateway} that recognises clients by several things.
 */
@NullUnmarked
@ExtendWith(OutputCaptureExtension.class)
class GatewayAffinityKeysTests {

	private static final AffinitySource SOCKET_IO = new AffinitySource.SocketIoSession(1000, Duration.ofMinutes(2));

	private final GatewayFixture fixture = new GatewayFixture();

	private int port;

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void pollingSessionStaysWhenTheClientsAddressChangesInTheMiddle() throws Exception {
		this.fixture.recognizeBy(SOCKET_IO);
		startEngineIo();
		Set<String> used = new HashSet<>();
		for (int mobile = 1; mobile <= 40; mobile++) {
			Response handshake = get("127.1.0." + mobile, "/socket.io/?EIO=4&transport=polling");
			String sid = sid(handshake);
			String instance = handshake.header("X-Sticky-Instance");
			used.add(instance);
			for (int network = 2; network < 6; network++) {
				Response poll = get("127." + network + ".0." + mobile,
						"/socket.io/?EIO=4&transport=polling&sid=" + sid);
				assertThat(poll.code()).isEqualTo(200);
				assertThat(poll.header("X-Sticky-Instance")).isEqualTo(instance);
			}
		}
		assertThat(used).hasSize(4);
	}

	@Test
	void withTheAddressAloneASessionBreaksWhenThatChanges() throws Exception {
		startEngineIo();
		List<Integer> answers = new ArrayList<>();
		for (int mobile = 1; mobile <= 40; mobile++) {
			String sid = sid(get("127.1.0." + mobile, "/socket.io/?EIO=4&transport=polling"));
			answers.add(get("127.2.0." + mobile, "/socket.io/?EIO=4&transport=polling&sid=" + sid).code());
		}
		assertThat(answers).contains(400);
	}

	@Test
	void requestsOfNoSessionAreThoseOfTheAddress() throws Exception {
		this.fixture.recognizeBy(SOCKET_IO);
		startEngineIo();
		for (int host = 1; host <= 20; host++) {
			String address = "127.1.0." + host;
			String instance = get(address, "/").header("X-Sticky-Instance");
			Response unknown = get(address, "/socket.io/?EIO=4&transport=polling&sid=unknown");
			assertThat(unknown.code()).isEqualTo(400);
			assertThat(unknown.header("X-Sticky-Instance")).isEqualTo(instance);
			assertThat(get(address, "/?sid=" + sid(get("127.1.1." + host, "/socket.io/?EIO=4&transport=polling")))
				.header("X-Sticky-Instance")).isEqualTo(instance);
		}
	}

	@Test
	void sessionOfAnInstanceThatIsGoneIsLeftToTheNextKey() throws Exception {
		this.fixture.recognizeBy(SOCKET_IO);
		startEngineIo();
		String sid = sid(get("127.1.0.1", "/socket.io/?EIO=4&transport=polling"));
		this.fixture.cluster(engineIo());
		Response response = get("127.1.0.1", "/socket.io/?EIO=4&transport=polling&sid=" + sid);
		assertThat(response.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
	}

	@Test
	void handshakeIsAskedForWithoutCompression() throws Exception {
		this.fixture.recognizeBy(SOCKET_IO);
		this.fixture.cluster(echoHead());
		this.port = this.fixture.start();
		assertThat(get("127.1.0.1", "/socket.io/?EIO=4&transport=polling", "Accept-Encoding: gzip").body())
			.doesNotContainIgnoringCase("accept-encoding");
		assertThat(get("127.1.0.1", "/", "Accept-Encoding: gzip").body()).containsIgnoringCase("accept-encoding: gzip");
	}

	@Test
	void firstKeyThatARequestHasCounts() throws Exception {
		this.fixture.recognizeBy(new AffinitySource.Resolved("header:X-Tenant", AffinityKeyResolver.header("X-Tenant")),
				new AffinitySource.Resolved("query:tenant", AffinityKeyResolver.query("tenant")));
		startEchoes();
		Map<String, String> byHeader = new HashMap<>();
		for (int tenant = 0; tenant < 40; tenant++) {
			Response response = get("127.1.0.1", "/?tenant=x", "X-Tenant: t " + tenant);
			byHeader.put("t " + tenant, response.header("X-Sticky-Instance"));
		}
		assertThat(new HashSet<>(byHeader.values())).hasSize(4);
		byHeader.forEach((tenant, instance) -> assertThat(
				get("127.9.0.9", "/?a=b&tenant=" + tenant.replace(" ", "%20") + "&c").header("X-Sticky-Instance"))
			.isEqualTo(instance));
		Set<String> byAddress = new HashSet<>();
		for (int host = 1; host <= 40; host++) {
			byAddress.add(get("127.1.0." + host, "/?tenant=").header("X-Sticky-Instance"));
		}
		assertThat(byAddress).as("without a key by the address").hasSize(4);
	}

	@Test
	void requestsOfOneConnectionCanBeThoseOfDifferentClients() throws Exception {
		this.fixture.recognizeBy(new AffinitySource.Resolved("user", AffinityKeyResolver.header("X-User")));
		startEchoes();
		try (RawClient client = new RawClient(this.port)) {
			String byAddress = client.get("/").read().header("X-Sticky-Instance");
			Set<String> byUser = new HashSet<>();
			for (int user = 0; user < 40; user++) {
				byUser.add(client.get("/", "X-User: " + user).read().header("X-Sticky-Instance"));
				assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo(byAddress);
			}
			assertThat(byUser).hasSize(4);
		}
	}

	@Test
	void sockJsSessionStaysWhenTheAddressChanges() throws Exception {
		this.fixture.recognizeBy(new AffinitySource.Resolved("sockjs-session", AffinityKeyResolver.sockJsSession()));
		startEchoes();
		Set<String> used = new HashSet<>();
		for (int session = 1; session <= 40; session++) {
			String opened = get("127.1.0." + session, "/chat/000/s" + session + "/xhr").header("X-Sticky-Instance");
			assertThat(get("127.2.0." + session, "/chat/000/s" + session + "/xhr_send?t=1").header("X-Sticky-Instance"))
				.isEqualTo(opened);
			used.add(opened);
		}
		assertThat(used).hasSize(4);
	}

	@Test
	void resolverSeesTheRequestAsTheClientSentIt() throws Exception {
		Map<String, Object> seen = new ConcurrentHashMap<>();
		this.fixture.recognizeBy(new AffinitySource.Resolved("bean:own", (request) -> {
			seen.put("method", request.method());
			seen.put("path", request.path());
			seen.put("query", request.queryParameter("a b"));
			seen.put("header", request.header("x-tenant"));
			seen.put("cookie", request.cookie("b"));
			seen.put("address", request.clientAddress().getHostAddress());
			seen.put("missing", request.queryParameter("c") + "," + request.header("c") + "," + request.cookie("c")
					+ "," + request.cookie("STICKY"));
			return null;
		}), new AffinitySource.Cookie("STICKY", Duration.ofHours(1),
				new TicketSigner("secret".getBytes(StandardCharsets.UTF_8)), Clock.systemUTC()));
		startEchoes();
		get("127.1.0.7", "/a%20b/..;x?A=0&a%20b=c%2Bd&a+b=e", "X-Tenant: t", "Cookie: a=1; b=\"2\"; STICKY=x");
		assertThat(seen).containsEntry("method", "GET")
			.containsEntry("path", "/a%20b/..;x")
			.containsEntry("query", "c+d")
			.containsEntry("header", "t")
			.containsEntry("cookie", "\"2\"")
			.containsEntry("address", "127.1.0.7")
			.containsEntry("missing", "null,null,null,null");
	}

	@Test
	void resolverThatFailsIsNoAnswerAndIsLoggedOnce(CapturedOutput output) throws Exception {
		this.fixture.recognizeBy(new AffinitySource.Resolved("bean:broken", (request) -> {
			throw new IllegalStateException("no tenant");
		}), new AffinitySource.Resolved("header:X-User", AffinityKeyResolver.header("X-User")));
		startEchoes();
		Set<String> used = new HashSet<>();
		for (int user = 0; user < 40; user++) {
			Response response = get("127.1.0.1", "/", "X-User: " + user);
			assertThat(response.code()).isEqualTo(200);
			used.add(response.header("X-Sticky-Instance"));
		}
		assertThat(used).hasSize(4);
		assertThat(output.getAll().split("Affinity key 'bean:broken' has failed", -1)).hasSize(2);
	}

	private void startEngineIo() throws IOException {
		this.fixture.cluster(engineIo(), engineIo(), engineIo(), engineIo());
		this.port = this.fixture.start();
	}

	/**
	 * Start an instance that knows the sessions that it has begun.
	 */
	private int engineIo() throws IOException {
		Set<String> sessions = ConcurrentHashMap.newKeySet();
		return this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				String target = connection.head().split(" ")[1];
				int sid = target.indexOf("&sid=");
				if (sid == -1) {
					String created = "s" + System.identityHashCode(sessions) + "-" + sessions.size();
					sessions.add(created);
					connection.send(answer("200 OK", "0{\"sid\":\"" + created + "\",\"upgrades\":[\"websocket\"]}"));
				}
				else if (sessions.contains(target.substring(sid + 5))) {
					connection.send(answer("200 OK", "6"));
				}
				else {
					connection.send(answer("400 Bad Request", "{\"code\":1,\"message\":\"Session ID unknown\"}"));
				}
			}
		})).port();
	}

	private static String answer(String status, String body) {
		return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	private static String sid(Response handshake) {
		return handshake.body().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
	}

	private void startEchoes() throws IOException {
		this.fixture.cluster(echoHead(), echoHead(), echoHead(), echoHead());
		this.port = this.fixture.start();
	}

	private int echoHead() throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				connection.send(answer("200 OK", connection.head()));
			}
		})).port();
	}

	private Response get(String from, String target, String... headers) {
		try (RawClient client = new RawClient(this.port, from)) {
			return client.get(target, headers).read();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
