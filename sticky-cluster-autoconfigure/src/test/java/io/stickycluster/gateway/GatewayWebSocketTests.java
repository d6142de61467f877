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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.WebsocketServerSpec;

import io.stickycluster.gateway.RawClient.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for WebSockets through the {@link Gateway}.
 */
@NullUnmarked
class GatewayWebSocketTests {

	private static final String ACCEPT = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n";

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 65535, 65536, 1_000_000 })
	void relaysMessagesOfAnySize(int size) throws Exception {
		this.fixture.cluster(echo());
		Messages messages = new Messages();
		WebSocket socket = connect(this.fixture.start(), messages);
		byte[] payload = new byte[size];
		new Random(size).nextBytes(payload);
		socket.sendBinary(ByteBuffer.wrap(payload), true).join();
		assertThat(messages.next()).isEqualTo(payload);
		assertThat(this.fixture.gateway().counts(0).openStreams()).isOne();
		assertThat(this.fixture.gateway().counts(0).activeRequests()).isZero();
		socket.sendClose(4711, "bye").join();
		assertThat(messages.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4711);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).openStreams() == 0);
	}

	@Test
	void relaysFragmentsAndSubprotocol() throws Exception {
		this.fixture.cluster(echo("v1.chat"));
		Messages messages = new Messages();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.subprotocols("v2.chat", "v1.chat")
			.buildAsync(URI.create("ws://127.0.0.1:" + this.fixture.start() + "/echo"), messages)
			.get(10, TimeUnit.SECONDS);
		assertThat(socket.getSubprotocol()).isEqualTo("v1.chat");
		socket.sendText("a", false).join();
		socket.sendText("b", false).join();
		socket.sendText("c", true).join();
		assertThat(messages.next()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void passesHandshakeAndBytesUnchangedBothWays() throws Exception {
		BlockingQueue<String> heads = new LinkedBlockingQueue<>();
		RawInstance instance = instance((connection) -> {
			heads.add(connection.head());
			// the first frame comes with the response
			connection.send(ACCEPT.replace("\r\n\r\n",
					"\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: p\r\n\r\n")
					+ "\u00c1\u0003abc");
			byte[] frame = connection.socket().getInputStream().readNBytes(9);
			connection.socket().getOutputStream().write(frame);
			connection.socket().getOutputStream().flush();
			connection.socket().getInputStream().read();
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client.get("/ws", "Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Key: abc", "Sec-WebSocket-Extensions: permessage-deflate");
		Response response = client.read();
		assertThat(response.code()).isEqualTo(101);
		assertThat(response.header("Upgrade")).isEqualTo("websocket");
		assertThat(response.header("Connection")).isEqualToIgnoringCase("upgrade");
		assertThat(response.header("Sec-WebSocket-Extensions")).isEqualTo("permessage-deflate");
		assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("p");
		assertThat(response.header("X-Sticky-Instance")).isEqualTo("0");
		assertThat(heads.take().toLowerCase(Locale.ROOT)).contains("\r\nupgrade: websocket\r\n")
			.contains("\r\nconnection: upgrade\r\n")
			.contains("\r\nsec-websocket-key: abc\r\n");
		assertThat(client.bytes(5)).isEqualTo("\u00c1\u0003abc".getBytes(StandardCharsets.ISO_8859_1));
		byte[] frame = { (byte) 0xc1, (byte) 0x83, 1, 2, 3, 4, 5, 6, 7 };
		client.send(frame);
		assertThat(client.bytes(9)).isEqualTo(frame);
	}

	@Test
	void bytesThatComeWithTheRequestReachTheInstanceThatAccepts() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(ACCEPT);
			connection.socket().getOutputStream().write(connection.socket().getInputStream().readNBytes(5));
			connection.socket().getInputStream().read();
		}).port());
		RawClient client = client(this.fixture.start());
		client.send("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u0081\u0003abc");
		assertThat(client.read().code()).isEqualTo(101);
		assertThat(new String(client.bytes(5), StandardCharsets.ISO_8859_1)).isEqualTo("\u0081\u0003abc");
	}

	@Test
	void refusedUpgradeIsAnOrdinaryResponse() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			while (true) {
				connection.head();
				connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
			}
		}).port());
		RawClient client = client(this.fixture.start());
		for (int i = 0; i < 2; i++) {
			client.get("/ws", "Connection: Upgrade", "Upgrade: websocket");
			assertThat(client.read().body()).isEqualTo("no");
		}
	}

	@Test
	void closeFromTheInstanceArrivesWithItsCode() throws Exception {
		this.fixture.cluster(this.fixture
			.instance((routes) -> routes.ws("/echo", (in, out) -> out.sendClose(1013, "try again later"))));
		Messages messages = new Messages();
		connect(this.fixture.start(), messages);
		assertThat(messages.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1013);
		assertThat(messages.reason).isEqualTo("try again later");
	}

	@Test
	void instanceThatDiesEndsTheConnection() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(ACCEPT);
			connection.reset();
		}).port());
		RawClient client = upgraded();
		assertThat(client.isClosed()).isTrue();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).openStreams() == 0);
		assertThat(this.fixture.gateway().counts(0).openConnections()).isZero();
	}

	@Test
	void clientThatLeavesEndsTheConnectionToTheInstance() throws Exception {
		CompletableFuture<Integer> end = new CompletableFuture<>();
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(ACCEPT);
			end.complete(connection.socket().getInputStream().read());
		}).port());
		upgraded().close();
		assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).openStreams() == 0);
	}

	@Test
	void closeStreamsClosesBothEndsInOrder() throws Exception {
		CompletableFuture<byte[]> toInstance = new CompletableFuture<>();
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(ACCEPT);
			toInstance.complete(connection.socket().getInputStream().readAllBytes());
		}).port());
		RawClient client = upgraded();
		CompletionStage<Void> closed = this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO);
		assertThat(client.bytes(4)).isEqualTo(new byte[] { (byte) 0x88, 2, 0x3, (byte) 0xf4 });
		assertThat(closed.toCompletableFuture()).isNotDone();
		client.send(new byte[] { (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x3, (byte) 0xf4 });
		assertThat(client.isClosed()).isTrue();
		closed.toCompletableFuture().get(10, TimeUnit.SECONDS);
		byte[] frame = toInstance.get(10, TimeUnit.SECONDS);
		assertThat(frame).hasSize(8);
		assertThat(frame[0]).isEqualTo((byte) 0x88);
		assertThat(frame[1]).isEqualTo((byte) 0x82);
		assertThat(((frame[6] ^ frame[2]) & 0xff) << 8 | ((frame[7] ^ frame[3]) & 0xff)).isEqualTo(1012);
		assertThat(this.fixture.gateway().counts(0).isIdle()).isTrue();
	}

	@Test
	void closeStreamsWaitsForTheEndOfAFrame() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(ACCEPT + "\u0082\u0006abc");
			connection.socket().getInputStream().readNBytes(8);
			// what follows the frame does not pass any more
			connection.send("def\u0081\u0001x");
			connection.socket().getInputStream().read();
		}).port());
		RawClient client = upgraded();
		assertThat(client.bytes(5)).isEqualTo("\u0082\u0006abc".getBytes(StandardCharsets.ISO_8859_1));
		this.fixture.gateway().closeStreams(0, 1, 1001, Duration.ZERO);
		assertThat(client.bytes(7)).isEqualTo("def\u0088\u0002\u0003\u00e9".getBytes(StandardCharsets.ISO_8859_1));
	}

	@Test
	void closeStreamsEndsWhatDoesNotAnswer() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(ACCEPT + "\u0082\u0006abc");
			connection.socket().getInputStream().readAllBytes();
		}).port());
		RawClient client = upgraded();
		client.bytes(5);
		this.fixture.gateway().closeStreams(0, 1, 1001, Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void closeStreamsLetsRealClientsAndServersCloseInOrder() throws Exception {
		CompletableFuture<Integer> seen = new CompletableFuture<>();
		this.fixture.cluster(this.fixture.instance((routes) -> routes.ws("/echo", (in, out) -> {
			in.receiveCloseStatus().subscribe((status) -> seen.complete(status.code()));
			return out.sendString(in.receive().asString());
		})));
		Messages messages = new Messages();
		WebSocket socket = connect(this.fixture.start(), messages);
		socket.sendText("x", true).join();
		messages.next();
		this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(messages.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
		assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
	}

	@Test
	void stopsReadingFromAnInstanceWhoseClientDoesNotRead() throws Exception {
		CompletableFuture<Long> written = new CompletableFuture<>();
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send(ACCEPT);
			written.complete(RelayLoad.writeUntilStuck(connection.socket()));
		}).port());
		upgraded();
		assertThat(written.get(60, TimeUnit.SECONDS)).isLessThan(RelayLoad.MAX_BUFFERED);
	}

	@Test
	void idleTimeoutsDoNotEndAWebSocket() throws Exception {
		this.fixture.cluster(echo());
		Messages messages = new Messages();
		int port = this.fixture.start(
				GatewayFixture.settings(Duration.ofMillis(200), Duration.ofMillis(200), List.of(), List.of()),
				(server) -> server.idleTimeout(Duration.ofMillis(200)));
		WebSocket socket = connect(port, messages);
		assertThat(messages.closed.completeOnTimeout(-1, 1, TimeUnit.SECONDS).get()).isEqualTo(-1);
		socket.sendText("still here", true).join();
		assertThat(messages.next()).isEqualTo("still here".getBytes(StandardCharsets.UTF_8));
	}

	private int echo() {
		return echo(null);
	}

	private int echo(String protocols) {
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().maxFramePayloadLength(2_000_000);
		return this.fixture.instance(
				(routes) -> routes.ws("/echo", (in, out) -> out.send(in.aggregateFrames(2_000_000).receive().retain()),
						((protocols != null) ? spec.protocols(protocols) : spec).build()));
	}

	private WebSocket connect(int port, Messages messages) throws Exception {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), messages)
			.get(10, TimeUnit.SECONDS);
	}

	private RawClient upgraded() throws IOException {
		RawClient client = client(this.fixture.start());
		client.get("/ws", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: abc");
		assertThat(client.read().code()).isEqualTo(101);
		return client;
	}

	private RawInstance instance(RawInstance.Script... scripts) throws IOException {
		return this.fixture.closing(new RawInstance(scripts));
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

	/**
	 * Collects the messages of a client.
	 */
	private static final class Messages implements WebSocket.Listener {

		private final BlockingQueue<byte[]> complete = new LinkedBlockingQueue<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		private ByteArrayOutputStream current = new ByteArrayOutputStream();

		private volatile String reason;

		byte[] next() throws InterruptedException {
			return this.complete.poll(10, TimeUnit.SECONDS);
		}

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			return onBinary(webSocket, ByteBuffer.wrap(data.toString().getBytes(StandardCharsets.UTF_8)), last);
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			byte[] bytes = new byte[data.remaining()];
			data.get(bytes);
			this.current.writeBytes(bytes);
			if (last) {
				this.complete.add(this.current.toByteArray());
				this.current = new ByteArrayOutputStream();
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.reason = reason;
			this.closed.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

}
