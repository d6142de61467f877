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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for TLS and HTTP/2 in front of the {@link Gateway}.
 */
@NullUnmarked
class GatewayTlsTests {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static KeyManagerFactory keys;

	private static SSLContext trusting;

	private final GatewayFixture fixture = new GatewayFixture();

	@BeforeAll
	static void createCertificate(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("server.p12");
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-keyalg", "EC", "-dname",
				"CN=localhost", "-ext", "SAN=DNS:localhost,IP:127.0.0.1", "-storetype", "PKCS12", "-keystore",
				file.toString(), "-storepass", new String(PASSWORD))
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isZero();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
		keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, PASSWORD);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		trusting = SSLContext.getInstance("TLS");
		trusting.init(null, trust.getTrustManagers(), null);
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource
	void relaysRequestsAndAnswersLocalOnes(Front front) throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				String head = connection.head();
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
			}
		}));
		this.fixture.cluster(instance.port());
		int port = front.start(this.fixture);
		HttpClient client = front.client();
		for (int i = 0; i < 3; i++) {
			HttpResponse<String> relayed = client.send(front.request(port, "/a?b").build(), BodyHandlers.ofString());
			assertThat(relayed.version()).isEqualTo(front.version);
			assertThat(relayed.headers().allValues("X-Sticky-Instance")).containsExactly("0");
			assertThat(relayed.body()).startsWith("GET /a?b HTTP/1.1\r\n")
				.containsIgnoringCase("\r\nx-forwarded-proto: " + (front.tls ? "https" : "http") + "\r\n")
				.containsIgnoringCase("\r\nx-forwarded-port: " + port + "\r\n")
				.containsIgnoringCase("\r\nhost: 127.0.0.1:" + port + "\r\n")
				.doesNotContainIgnoringCase("x-http2");
			HttpResponse<String> local = client.send(front.request(port, "/local/hello").build(),
					BodyHandlers.ofString());
			assertThat(local.body()).isEqualTo("local -");
			assertThat(client.send(front.request(port, "/hidden/x").build(), BodyHandlers.ofString()).statusCode())
				.isEqualTo(404);
		}
	}

	@Test
	void headerOfTheProxyProtocolComesBeforeTheHandshake() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			String head = connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
		}));
		this.fixture.cluster(instance.port());
		int port = this.fixture.start(
				GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10),
						List.of(AddressRange.of("127.0.0.1")),
						ClientSettings.DEFAULT.withMaxConnections(0, 0)
							.with(new ProxyProtocolSettings(true, ProxyProtocolSettings.Send.NONE)),
						List.of()),
				(server) -> server.secure((spec) -> spec
					.sslContext((SslProvider.GenericSslContextSpec<?>) Http11SslContextSpec.forServer(keys))));
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write("PROXY TCP4 203.0.113.9 127.0.0.1 4711 443\r\n".getBytes());
			try (Socket secure = trusting.getSocketFactory().createSocket(socket, "127.0.0.1", port, true)) {
				secure.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes());
				assertThat(new String(secure.getInputStream().readAllBytes()))
					.containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n")
					.containsIgnoringCase("\r\nx-forwarded-proto: https\r\n");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void relaysBodiesBothWays(Front front) throws Exception {
		this.fixture.cluster(this.fixture.instance(
				(routes) -> routes.post("/echo", (request, response) -> response.send(request.receive().retain()))));
		int port = front.start(this.fixture);
		byte[] body = new byte[2 * 1024 * 1024];
		new Random(3).nextBytes(body);
		HttpClient client = front.connect(port);
		for (String path : List.of("/echo", "/local/echo")) {
			HttpResponse<byte[]> response = client.send(
					front.request(port, path).POST(BodyPublishers.ofByteArray(body)).build(),
					BodyHandlers.ofByteArray());
			assertThat(response.body()).isEqualTo(body);
			HttpResponse<byte[]> streamed = client.send(front.request(port, path)
				.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
				.build(), BodyHandlers.ofByteArray());
			assertThat(streamed.body()).isEqualTo(body);
		}
		assertThat(this.fixture.gateway().counts(0).isIdle()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void answersHeadAndEmptyResponses(Front front) throws Exception {
		this.fixture.cluster(this.fixture.instance((routes) -> routes
			.head("/head", (request, response) -> response.header("Content-Length", "1234").send())
			.get("/empty", (request, response) -> response.status(204).send())));
		int port = front.start(this.fixture);
		HttpResponse<String> head = front.client()
			.send(front.request(port, "/head").method("HEAD", BodyPublishers.noBody()).build(),
					BodyHandlers.ofString());
		assertThat(head.headers().firstValue("Content-Length")).contains("1234");
		assertThat(front.client().send(front.request(port, "/empty").build(), BodyHandlers.ofString()).statusCode())
			.isEqualTo(204);
	}

	@ParameterizedTest
	@EnumSource
	void answersConcurrentRequests(Front front) throws Exception {
		this.fixture.cluster(this.fixture.instance((routes) -> routes.get("/{id}", (request, response) -> response
			.sendString(Mono.delay(Duration.ofMillis(20)).thenReturn(request.param("id"))))));
		int port = front.start(this.fixture);
		HttpClient client = front.client();
		List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			responses.add(client.sendAsync(front.request(port, "/" + i).build(), BodyHandlers.ofString()));
		}
		for (int i = 0; i < 60; i++) {
			assertThat(responses.get(i).get(20, TimeUnit.SECONDS).body()).isEqualTo(String.valueOf(i));
		}
	}

	@ParameterizedTest
	@EnumSource
	void withoutInstanceAnswers503(Front front) throws Exception {
		int port = front.start(this.fixture);
		HttpClient client = front.connect(port);
		HttpResponse<String> response = client.send(front.request(port, "/").build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		HttpResponse<String> posted = client.send(front.request(port, "/").POST(BodyPublishers.ofString("abc")).build(),
				BodyHandlers.ofString());
		assertThat(posted.statusCode()).isEqualTo(503);
	}

	@ParameterizedTest
	@EnumSource
	void brokenResponseIsAnErrorForTheClient(Front front) throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
			connection.socket().close();
		})).port());
		int port = front.start(this.fixture);
		assertThatThrownBy(() -> front.client().send(front.request(port, "/").build(), BodyHandlers.ofString()))
			.isInstanceOf(IOException.class);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@ParameterizedTest
	@EnumSource
	void clientThatGivesUpEndsTheRequestAtTheInstance(Front front) throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			if (connection.socket().getInputStream().read() == -1) {
				closed.countDown();
			}
		})).port());
		int port = front.start(this.fixture);
		assertThatThrownBy(() -> front.client()
			.send(front.request(port, "/").timeout(Duration.ofMillis(500)).build(), BodyHandlers.ofString()))
			.isInstanceOf(HttpTimeoutException.class);
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void requestThatTakesTooLongToShutDownIsBrokenOff(Front front) throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			received.countDown();
			connection.socket().getInputStream().readAllBytes();
			closed.countDown();
		})).port());
		int port = front.start(this.fixture);
		front.client().sendAsync(front.request(port, "/").build(), BodyHandlers.ofString());
		assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
		this.fixture.gateway().beginShutdown(Duration.ofMillis(100)).toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@Test
	void relaysWebSocketOverTlsBesideHttp2() throws Exception {
		this.fixture.cluster(this.fixture
			.instance((routes) -> routes.ws("/ws", (in, out) -> out.sendString(in.receive().asString()))));
		int port = Front.H2.start(this.fixture);
		CompletableFuture<String> received = new CompletableFuture<>();
		WebSocket socket = Front.H2.client()
			.newWebSocketBuilder()
			.buildAsync(URI.create("wss://127.0.0.1:" + port + "/ws"), new WebSocket.Listener() {

				@Override
				public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
					received.complete(data.toString());
					return null;
				}

			})
			.get(10, TimeUnit.SECONDS);
		socket.sendText("hello", true).join();
		assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
	}

	@Test
	void relaysWebSocketOverHttp2() throws Exception {
		this.fixture.cluster(this.fixture
			.instance((routes) -> routes.ws("/ws", (in, out) -> out.sendString(in.receive().asString()))));
		int port = Front.H2.start(this.fixture);
		Object received = reactor.netty.http.client.HttpClient.newConnection()
			.protocol(HttpProtocol.H2)
			.secure((ssl) -> ssl.sslContext((SslProvider.GenericSslContextSpec<?>) Http2SslContextSpec.forClient()
				.configure((builder) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE))))
			.websocket()
			.uri("wss://127.0.0.1:" + port + "/ws")
			.handle((in, out) -> out.sendString(Mono.just("hello"))
				.then()
				.thenMany(in.receive().asString().map((text) -> text + " " + in.headers().get("X-Sticky-Instance")))
				.take(1))
			.blockFirst(Duration.ofSeconds(20));
		assertThat(received).isEqualTo("hello 0");
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	/**
	 * What stands in front of the gateway.
	 */
	enum Front {

		H11(true, HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_1_1),

		H2(true, HttpClient.Version.HTTP_2, HttpClient.Version.HTTP_2),

		H11_OF_H2(true, HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_1_1),

		/**
		 * The client asks for an upgrade, which nobody needs to grant (RFC 9113, section
		 * 3.1).
		 */
		UPGRADE_TO_H2C(false, HttpClient.Version.HTTP_2, HttpClient.Version.HTTP_1_1),

		H11_OF_H2C(false, HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_1_1);

		private final boolean tls;

		private final HttpClient.Version asked;

		private final HttpClient.Version version;

		Front(boolean tls, HttpClient.Version asked, HttpClient.Version version) {
			this.tls = tls;
			this.asked = asked;
			this.version = version;
		}

		int start(GatewayFixture fixture) {
			UnaryOperator<HttpServer> customizer = switch (this) {
				case H11 -> (server) -> server.secure((ssl) -> ssl
					.sslContext((SslProvider.GenericSslContextSpec<?>) Http11SslContextSpec.forServer(keys)));
				case H2, H11_OF_H2 -> (server) -> server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
					.secure((ssl) -> ssl
						.sslContext((SslProvider.GenericSslContextSpec<?>) Http2SslContextSpec.forServer(keys)));
				case UPGRADE_TO_H2C, H11_OF_H2C -> (server) -> server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C);
			};
			return fixture.start(GatewayFixture.settings(), customizer);
		}

		HttpClient client() {
			return HttpClient.newBuilder().sslContext(trusting).version(this.asked).build();
		}

		/**
		 * Return a client with a connection: one that is upgraded to HTTP/2 in the clear
		 * cannot be upgraded by a request that has a body.
		 */
		HttpClient connect(int port) throws Exception {
			HttpClient client = client();
			client.send(request(port, "/local/hello").build(), BodyHandlers.discarding());
			return client;
		}

		HttpRequest.Builder request(int port, String path) {
			return HttpRequest.newBuilder(URI.create((this.tls ? "https" : "http") + "://127.0.0.1:" + port + path))
				.timeout(Duration.ofSeconds(20));
		}

	}

}
