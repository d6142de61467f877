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

package io.stickycluster.sample.chat.socketio;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.socket.engineio.server.EngineIoServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.stickycluster.bus.ClusterBus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the Socket.IO adapter on a plain instance, each for a fault of the libraries
 * behind it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SocketIoAdapterTests {

	private static final Pattern SID = Pattern.compile("\"sid\": ?\"([^\"]+)\"");

	private static final String UNKNOWN_SESSION = "{\"code\":1,\"message\":\"Session ID unknown\"}";

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	@LocalServerPort
	private int port;

	@Autowired
	private ClusterBus bus;

	@Test
	void handshakeTellsMaxPayload() throws Exception {
		assertThat(get("EIO=4&transport=polling").body()).startsWith("0{").endsWith("\"maxPayload\": 1000000}");
	}

	@Test
	void handshakeIsNotAnsweredBeforeTheSessionIsRegistered() throws Exception {
		try (Endpoint endpoint = new Endpoint(this.bus)) {
			EngineIoServer engine = endpoint.value.engine();
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/socket.io/");
			request.setAsyncSupported(true);
			request.setQueryString("EIO=4&transport=polling");
			MockHttpServletResponse response = new MockHttpServletResponse();
			AtomicReference<String> sentBefore = new AtomicReference<>();
			engine.on("connection", (args) -> sentBefore.set(asText(response)));
			new EngineIoPolling(engine, SocketIoEndpoint.MAX_PAYLOAD).handshake(request, response);
			assertThat(sentBefore).hasValue("");
			assertThat(asText(response)).startsWith("0{");
		}
	}

	@Test
	void unsupportedVersionIsRefused() throws Exception {
		HttpResponse<String> response = get("EIO=3&transport=polling");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");
	}

	@Test
	void nonsenseIsRefused() throws Exception {
		assertThat(get("EIO=4").body()).contains("\"code\":0");
		assertThat(get("EIO=4&EIO=4&transport=polling").body()).contains("\"code\":3");
		assertThat(get("EIO=4&transport=polling&j=0").body()).contains("\"code\":3");
		assertThat(get("EIO=4&transport=websocket").body()).contains("\"code\":3");
		assertThat(post("EIO=4&transport=polling", BodyPublishers.ofString("40")).body()).contains("\"code\":2");
	}

	@Test
	void unknownSessionIsRefused() throws Exception {
		HttpResponse<String> response = get("EIO=4&transport=polling&sid=unknown");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).isEqualTo(UNKNOWN_SESSION);
	}

	@Test
	void unknownSessionIsRefusedBeforeTheWebSocketIsUpgraded() {
		CompletableFuture<WebSocket> connecting = this.client.newWebSocketBuilder()
			.buildAsync(uri("ws", "EIO=4&transport=websocket&sid=unknown"), new WebSocket.Listener() {
			});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> connecting.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(WebSocketHandshakeException.class)
			.satisfies((ex) -> assertThat(((WebSocketHandshakeException) ex.getCause()).getResponse().statusCode())
				.isEqualTo(400));
	}

	@Test
	void pollThatComesAfterTheProbeOfAWebSocketIsEnded() throws Exception {
		String sid = get("EIO=4&transport=polling").body().split("\"")[3];
		CompletableFuture<String> answer = new CompletableFuture<>();
		WebSocket socket = this.client.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + "/socket.io/?EIO=4&transport=websocket&sid=" + sid),
					new WebSocket.Listener() {

						@Override
						public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
							answer.complete(text.toString());
							return null;
						}

					})
			.get(10, TimeUnit.SECONDS);
		socket.sendText("2probe", true).get(10, TimeUnit.SECONDS);
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("3probe");
		HttpRequest poll = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port + "/socket.io/?EIO=4&transport=polling&sid=" + sid))
			.timeout(Duration.ofSeconds(10))
			.build();
		assertThat(this.client.send(poll, BodyHandlers.ofString()).body()).isEqualTo("6");
		socket.abort();
	}

	@Test
	void bodyWithoutContentLengthIsRead() throws Exception {
		String session = handshake();
		BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofString("40"));
		assertThat(post(session, chunked).body()).isEqualTo("ok");
		assertThat(get(session).body()).startsWith("40{\"sid\":");
	}

	@Test
	void malformedPayloadEndsTheSession() throws Exception {
		String session = handshake();
		assertThat(post(session, BodyPublishers.ofString("abc")).statusCode()).isEqualTo(400);
		assertThat(get(session).body()).isEqualTo(UNKNOWN_SESSION);
	}

	@Test
	void tooLargePayloadEndsTheSession() throws Exception {
		String session = handshake();
		String body = "4" + "x".repeat(SocketIoEndpoint.MAX_PAYLOAD);
		assertThat(post(session, BodyPublishers.ofString(body)).statusCode()).isEqualTo(413);
		assertThat(get(session).body()).isEqualTo(UNKNOWN_SESSION);
	}

	@Test
	void secondPollEndsTheSession() throws Exception {
		String session = handshake();
		CompletableFuture<HttpResponse<String>> first = this.client.sendAsync(request(session).GET().build(),
				BodyHandlers.ofString());
		CompletableFuture<HttpResponse<String>> second = this.client.sendAsync(request(session).GET().build(),
				BodyHandlers.ofString());
		List<Integer> statuses = List.of(first.get(10, TimeUnit.SECONDS).statusCode(),
				second.get(10, TimeUnit.SECONDS).statusCode());
		assertThat(statuses).containsExactlyInAnyOrder(200, 400);
	}

	@Test
	void clientsThatPostAtTheSameTimeDoNotWaitForEachOther() throws Exception {
		List<String> sessions = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			String session = handshake();
			post(session, BodyPublishers.ofString("40"));
			sessions.add(session);
		}
		for (int round = 0; round < 25; round++) {
			List<CompletableFuture<HttpResponse<String>>> posts = new ArrayList<>();
			for (String session : sessions) {
				posts.add(this.client
					.sendAsync(request(session).POST(BodyPublishers.ofString("42[\"b:message\",{\"text\":\"hello\"}]"))
						.build(), BodyHandlers.ofString()));
				posts.add(this.client.sendAsync(request(session).GET().build(), BodyHandlers.ofString()));
			}
			for (CompletableFuture<HttpResponse<String>> post : posts) {
				assertThat(post.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			}
		}
		for (String session : sessions) {
			post(session, BodyPublishers.ofString("1"));
		}
	}

	private String handshake() throws Exception {
		Matcher matcher = SID.matcher(get("EIO=4&transport=polling").body());
		assertThat(matcher.find()).isTrue();
		return "EIO=4&transport=polling&sid=" + matcher.group(1);
	}

	private HttpResponse<String> get(String query) throws IOException, InterruptedException {
		return this.client.send(request(query).GET().build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String query, BodyPublisher body) throws IOException, InterruptedException {
		return this.client.send(request(query).POST(body).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String query) {
		return HttpRequest.newBuilder(uri("http", query)).timeout(Duration.ofSeconds(40));
	}

	private URI uri(String scheme, String query) {
		return URI.create("%s://127.0.0.1:%d/socket.io/?%s".formatted(scheme, this.port, query));
	}

	private static String asText(MockHttpServletResponse response) {
		return new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
	}

	private record Endpoint(SocketIoEndpoint value) implements AutoCloseable {

		private Endpoint(ClusterBus bus) {
			this(new SocketIoEndpoint(bus));
		}

		@Override
		public void close() {
			this.value.destroy();
		}

	}

}
