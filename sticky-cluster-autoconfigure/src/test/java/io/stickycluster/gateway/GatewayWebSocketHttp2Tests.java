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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for WebSockets over HTTP/2 (RFC 8441) through the {@link Gateway}.
 */
@NullUnmarked
class GatewayWebSocketHttp2Tests {

	private static final UnaryOperator<HttpServer> H2C = (server) -> server.protocol(HttpProtocol.HTTP11,
			HttpProtocol.H2C);

	private static final byte[] TEXT = { (byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i' };

	private static final byte[] CLOSE = { (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe8 };

	private final GatewayFixture fixture = new GatewayFixture();

	private final CompletableFuture<String> asked = new CompletableFuture<>();

	private final CompletableFuture<byte[]> received = new CompletableFuture<>();

	private Http2Client client;

	@AfterEach
	void close() throws Exception {
		if (this.client != null) {
			this.client.close();
		}
		this.fixture.close();
	}

	@Test
	void serverAnnouncesWebSockets() throws Exception {
		start();
		assertThat(this.client.settings().connectProtocolEnabled()).isTrue();
		assertThat(this.client.settings().maxConcurrentStreams()).isEqualTo(100);
	}

	@Test
	void serverAnnouncesWhatItsOwnSettingsSay() throws Exception {
		connect(this.fixture.start(GatewayFixture.settings(),
				(server) -> H2C.apply(server)
					.http2Settings((settings) -> settings.connectProtocolEnabled(false)
						.maxConcurrentStreams(7)
						.maxFrameSize(20_000)
						.initialWindowSize(70_000))));
		assertThat(this.client.settings().connectProtocolEnabled()).isFalse();
		assertThat(this.client.settings().maxConcurrentStreams()).isEqualTo(7);
		assertThat(this.client.settings().maxFrameSize()).isEqualTo(20_000);
		assertThat(this.client.settings().initialWindowSize()).isEqualTo(70_000);
	}

	@Test
	void instanceGetsTheRequestThatAClientOfHttp1WouldSend() throws Exception {
		echo();
		Http2Client.Stream stream = this.client.webSocket("/chat?room=1");
		Http2Headers head = stream.head();
		assertThat(head.status()).asString().isEqualTo("200");
		assertThat(head.get("x-sticky-instance")).asString().isEqualTo("0");
		assertThat(head.get("sec-websocket-protocol")).asString().isEqualTo("chat");
		assertThat(head.contains("sec-websocket-accept")).isFalse();
		assertThat(head.contains("upgrade")).isFalse();
		assertThat(this.asked.get(10, TimeUnit.SECONDS)).startsWith("GET /chat?room=1 HTTP/1.1\r\n")
			.containsIgnoringCase("\r\nhost: shop.example\r\n")
			.containsIgnoringCase("\r\nconnection: upgrade\r\n")
			.containsIgnoringCase("\r\nupgrade: websocket\r\n")
			.containsIgnoringCase("\r\nsec-websocket-version: 13\r\n")
			.containsIgnoringCase("\r\nsec-websocket-protocol: chat\r\n")
			.containsIgnoringCase("\r\nx-forwarded-for: 127.0.0.1\r\n")
			.doesNotContainIgnoringCase("transfer-encoding")
			.doesNotContainIgnoringCase("x-http2")
			.doesNotContainIgnoringCase("protocol: websocket");
	}

	@Test
	void bytesPassBothWaysInAnyAmount() throws Exception {
		echo();
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		stream.send(TEXT, false);
		assertThat(stream.read(TEXT.length)).isEqualTo(TEXT);
		byte[] frame = new byte[4 * 1024 * 1024];
		new Random(4).nextBytes(frame);
		System.arraycopy(new byte[] { (byte) 0x82, 127, 0, 0, 0, 0 }, 0, frame, 0, 6);
		System.arraycopy(new byte[] { 0, 0x3f, (byte) 0xff, (byte) 0xf6 }, 0, frame, 6, 4);
		stream.readWhenAsked(true);
		stream.send(frame, false);
		stream.readWhenAsked(false);
		assertThat(stream.read(frame.length)).isEqualTo(frame);
		assertThat(this.fixture.gateway().counts(0).openStreams()).isOne();
	}

	@Test
	void webSocketsAndRequestsShareAConnection() throws Exception {
		this.fixture.cluster(
				this.fixture.instance((routes) -> routes.ws("/ws", (in, out) -> out.sendString(in.receive().asString()))
					.get("/hello", (request, response) -> response.sendString(Mono.just("hello")))));
		connect(this.fixture.start(GatewayFixture.settings(), H2C));
		Http2Client.Stream first = this.client.webSocket("/ws");
		Http2Client.Stream second = this.client.webSocket("/ws");
		assertThat(first.head().status()).asString().isEqualTo("200");
		assertThat(second.head().status()).asString().isEqualTo("200");
		Http2Client.Stream request = this.client.open(
				new DefaultHttp2Headers().method("GET").scheme("http").path("/hello").authority("shop.example"), true);
		assertThat(new String(request.read(5), StandardCharsets.US_ASCII)).isEqualTo("hello");
		for (Http2Client.Stream stream : new Http2Client.Stream[] { first, second }) {
			stream.send(TEXT, false);
			assertThat(stream.read(4)).containsExactly(0x81, 2, 'h', 'i');
		}
	}

	@ParameterizedTest
	@CsvSource({ "403 Forbidden, 403", "200 OK, 502", "302 Found, 302" })
	void responseThatOpensNothingIsTheClients(String answer, String status) throws Exception {
		instance((connection) -> connection.send("HTTP/1.1 " + answer + "\r\nContent-Length: 4\r\n\r\nnope"));
		Http2Client.Stream stream = this.client.webSocket("/ws");
		assertThat(stream.head().status()).asString().isEqualTo(status);
		assertThat(new String(stream.read(4), StandardCharsets.US_ASCII)).isEqualTo("nope");
		stream.ended().get(10, TimeUnit.SECONDS);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@ParameterizedTest
	@CsvSource({ "Upgrade: websocket", "'Upgrade: websocket\r\nSec-WebSocket-Accept: c3RyYW5nZXI='" })
	void instanceThatDoesNotUnderstandIsNotBelieved(String headers) throws Exception {
		instance((connection) -> connection
			.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n" + headers + "\r\n\r\n"));
		assertThat(this.client.webSocket("/ws").head().status()).asString().isEqualTo("502");
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@ParameterizedTest
	@CsvSource({ "/local/hello", "/hidden/ws" })
	void whatIsNoInstancesHasNoWebSocket(String path) throws Exception {
		start();
		assertThat(this.client.webSocket(path).head().status()).asString().isEqualTo("404");
	}

	@ParameterizedTest
	@CsvSource({ "connect-udp, false", "websocket, true" })
	void otherConnectIsRefused(String protocol, boolean end) throws Exception {
		start();
		Http2Headers headers = new DefaultHttp2Headers().method("CONNECT")
			.add(":protocol", protocol)
			.scheme("http")
			.path("/ws")
			.authority("shop.example");
		assertThat(this.client.open(headers, end).head().status()).asString().isEqualTo("405");
	}

	@Test
	void clientThatSpeaksTooEarlyIsCutOff() throws Exception {
		instance((connection) -> this.received.complete(connection.socket().getInputStream().readAllBytes()));
		Http2Client.Stream stream = this.client.webSocket("/ws");
		this.asked.get(10, TimeUnit.SECONDS);
		stream.send(TEXT, false);
		assertThat(stream.whenReset().get(10, TimeUnit.SECONDS)).isEqualTo(Http2Error.CANCEL);
		assertThat(this.received.get(10, TimeUnit.SECONDS)).isEmpty();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@Test
	void clientThatResetsEndsTheConnectionToTheInstance() throws Exception {
		sink();
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		stream.reset();
		assertThat(this.received.get(10, TimeUnit.SECONDS)).isEmpty();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@Test
	void clientThatEndsEndsTheConnectionToTheInstance() throws Exception {
		sink();
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		stream.send(TEXT, true);
		assertThat(this.received.get(10, TimeUnit.SECONDS)).isEqualTo(TEXT);
		stream.ended().get(10, TimeUnit.SECONDS);
		assertThat(stream.whenReset()).isNotDone();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@Test
	void clientThatEndsWithACloseFrameGetsTheAnswer() throws Exception {
		instance((connection) -> {
			open(connection);
			byte[] close = connection.socket().getInputStream().readNBytes(CLOSE.length);
			connection.send("\u0088\u0000");
			this.received.complete(close);
			connection.socket().close();
		});
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		stream.send(CLOSE, true);
		assertThat(stream.read(2)).containsExactly(0x88, 0);
		assertThat(this.received.get(10, TimeUnit.SECONDS)).isEqualTo(CLOSE);
		stream.ended().get(10, TimeUnit.SECONDS);
	}

	@Test
	void instanceThatEndsEndsTheStreamWithoutAnError() throws Exception {
		instance((connection) -> {
			open(connection);
			connection.send("\u0081\u0002hi");
			connection.socket().close();
		});
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		assertThat(stream.read(4)).containsExactly(0x81, 2, 'h', 'i');
		stream.ended().get(10, TimeUnit.SECONDS);
		assertThat(stream.whenReset().get(10, TimeUnit.SECONDS)).isEqualTo(Http2Error.NO_ERROR);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@Test
	void streamsThatAreClosedGetTheirCloseCode() throws Exception {
		instance((connection) -> {
			open(connection);
			this.received.complete(connection.socket().getInputStream().readNBytes(8));
			connection.send("\u0088\u0000");
		});
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		var closed = this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO).toCompletableFuture();
		assertThat(stream.read(4)).containsExactly(0x88, 2, 0x03, 0xf4);
		stream.send(CLOSE, true);
		closed.get(10, TimeUnit.SECONDS);
		assertThat(this.received.get(10, TimeUnit.SECONDS)).startsWith(0x88, 0x82);
		stream.ended().get(10, TimeUnit.SECONDS);
	}

	@Test
	void clientThatTakesNothingIsCutOffAtTheEnd() throws Exception {
		instance((connection) -> {
			open(connection);
			byte[] frame = new byte[1024];
			frame[0] = (byte) 0x82;
			frame[1] = 126;
			frame[2] = 0x03;
			frame[3] = (byte) 0xfc;
			while (true) {
				connection.socket().getOutputStream().write(frame);
			}
		});
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		stream.readWhenAsked(true);
		this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO).toCompletableFuture().get(20, TimeUnit.SECONDS);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
		stream.readWhenAsked(false);
		assertThat(stream.whenReset().get(10, TimeUnit.SECONDS)).isEqualTo(Http2Error.CANCEL);
	}

	@Test
	void clientThatVanishesLeavesNothingBehind() throws Exception {
		CompletableFuture<Void> gone = new CompletableFuture<>();
		instance((connection) -> {
			open(connection);
			gone.join();
			this.received.complete(connection.socket().getInputStream().readAllBytes());
		});
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		stream.send(new byte[16 * 1024 * 1024], false);
		this.client.close();
		this.client = null;
		gone.complete(null);
		assertThat(this.received.get(20, TimeUnit.SECONDS)).hasSizeLessThan(16 * 1024 * 1024);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).isIdle());
	}

	@Test
	void shutdownEndsStreams() throws Exception {
		echo();
		Http2Client.Stream stream = this.client.webSocket("/ws");
		stream.head();
		var drained = this.fixture.gateway().beginShutdown(Duration.ofSeconds(20)).toCompletableFuture();
		assertThat(stream.read(4)).containsExactly(0x88, 2, 0x03, 0xe9);
		stream.send(CLOSE, true);
		drained.get(20, TimeUnit.SECONDS);
	}

	private void start() throws Exception {
		connect(this.fixture.start(GatewayFixture.settings(), H2C));
	}

	private void connect(int port) throws Exception {
		this.client = new Http2Client(port);
	}

	private void echo() throws Exception {
		instance((connection) -> {
			open(connection);
			InputStream input = connection.socket().getInputStream();
			input.transferTo(connection.socket().getOutputStream());
		});
	}

	private void sink() throws Exception {
		instance((connection) -> {
			open(connection);
			this.received.complete(connection.socket().getInputStream().readAllBytes());
		});
	}

	/**
	 * Start the gateway over an instance that has got the head of a request.
	 */
	private void instance(RawInstance.Script script) throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			this.asked.complete(connection.head());
			script.run(connection);
		}));
		this.fixture.cluster(instance.port());
		start();
	}

	private void open(RawInstance.Connection connection) throws IOException {
		String key = this.asked.join()
			.lines()
			.filter((line) -> line.regionMatches(true, 0, "sec-websocket-key:", 0, 18))
			.map((line) -> line.substring(18).trim())
			.findFirst()
			.orElseThrow();
		connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
				+ "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Accept: " + WebSocketHandshake.accept(key)
				+ "\r\n\r\n");
	}

}
