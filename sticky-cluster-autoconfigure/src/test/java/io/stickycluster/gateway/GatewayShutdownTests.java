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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.gateway.RawClient.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of a {@link Gateway}.
 */
@NullUnmarked
class GatewayShutdownTests {

	private final GatewayFixture fixture = new GatewayFixture();

	private final CountDownLatch received = new CountDownLatch(1);

	private final CompletableFuture<String> answer = new CompletableFuture<>();

	@AfterEach
	void close() throws Exception {
		this.answer.complete("");
		this.fixture.close();
	}

	@Test
	void requestInProgressIsAnsweredAndIsTheLastOnItsConnection() throws Exception {
		RawClient client = startAndRequest("/slow");
		CompletionStage<Void> drained = this.fixture.gateway().beginShutdown(Duration.ofSeconds(20));
		assertThat(drained.toCompletableFuture()).isNotDone();
		this.answer.complete("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
		Response response = client.read();
		assertThat(response.body()).isEqualTo("done");
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(client.isClosed()).isTrue();
		drained.toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(this.fixture.gateway().counts(0).isIdle()).isTrue();
	}

	@Test
	void requestInProgressSurvivesUntilTheServerItselfIsDisposed() throws Exception {
		RawClient client = startAndRequest("/slow");
		CompletionStage<Void> drained = this.fixture.gateway().beginShutdown(Duration.ofSeconds(20));
		CompletableFuture<Void> disposed = drained.toCompletableFuture()
			.thenRunAsync(() -> this.fixture.server().disposeNow(Duration.ofSeconds(10)));
		this.answer.complete("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
		assertThat(client.read().body()).isEqualTo("done");
		disposed.get(10, TimeUnit.SECONDS);
	}

	@Test
	void newRequestIsRefused() throws Exception {
		startAndRequest("/slow");
		this.fixture.gateway().beginShutdown(Duration.ofSeconds(20));
		RawClient late = client();
		Response response = late.get("/").read();
		assertThat(response.code()).isEqualTo(503);
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(late.isClosed()).isTrue();
		assertThat(client().get("/local/hello").read().code()).isEqualTo(200);
	}

	@Test
	void clientThatWasJustLetInIsHeardAndAnswered() throws Exception {
		this.fixture.start();
		RawClient idle = client();
		assertThat(idle.get("/local/hello").read().code()).isEqualTo(200);
		assertThat(this.fixture.gateway().whenAllHeard(Duration.ofMinutes(5))).succeedsWithin(Duration.ofSeconds(30));
		RawClient justLetIn = client();
		Awaitility.await().until(() -> this.fixture.gateway().clientConnections().open() == 2);
		CompletableFuture<Void> heard = this.fixture.gateway()
			.whenAllHeard(Duration.ofMinutes(5))
			.toCompletableFuture();
		assertThat(heard).isNotDone();
		assertThat(justLetIn.get("/local/hello").read().code()).isEqualTo(200);
		assertThat(heard).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void clientThatSaysNothingIsNotWaitedForLongerThanTheTimeOrItsConnection() throws Exception {
		this.fixture.start();
		RawClient silent = client();
		Awaitility.await().until(() -> this.fixture.gateway().clientConnections().open() == 1);
		assertThat(this.fixture.gateway().whenAllHeard(Duration.ofMillis(1))).succeedsWithin(Duration.ofSeconds(30));
		CompletableFuture<Void> heard = this.fixture.gateway()
			.whenAllHeard(Duration.ofMinutes(5))
			.toCompletableFuture();
		assertThat(heard).isNotDone();
		silent.close();
		assertThat(heard).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void idleConnectionDoesNotHoldItUp() throws Exception {
		this.fixture.start();
		RawClient idle = client();
		assertThat(idle.get("/local/hello").read().code()).isEqualTo(200);
		this.fixture.gateway().beginShutdown(Duration.ofSeconds(20)).toCompletableFuture().get(5, TimeUnit.SECONDS);
		assertThat(idle.isClosed()).isTrue();
	}

	@Test
	void requestThatTakesTooLongIsBrokenOff() throws Exception {
		RawClient client = startAndRequest("/slow");
		this.fixture.gateway().beginShutdown(Duration.ofMillis(200)).toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void eventStreamIsEndedAndWebSocketClosedWithGoingAway() throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			String head = connection.head();
			if (head.startsWith("GET /events")) {
				connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
						+ "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
			}
			else {
				connection
					.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n");
			}
			connection.socket().getInputStream().readAllBytes();
		})).port());
		this.fixture.start();
		RawClient events = client();
		events.get("/events");
		assertThat(events.readWithoutBody().code()).isEqualTo(200);
		assertThat(events.line()).isEqualTo("9");
		RawClient socket = client();
		socket.get("/ws", "Connection: Upgrade", "Upgrade: websocket");
		assertThat(socket.read().code()).isEqualTo(101);
		CompletionStage<Void> drained = this.fixture.gateway().beginShutdown(Duration.ofSeconds(20));
		assertThat(events.line()).isEqualTo("data: 1");
		events.line();
		events.line();
		assertThat(events.line()).isEqualTo("0");
		events.line();
		assertThat(events.isClosed()).isTrue();
		assertThat(socket.bytes(4)).isEqualTo(new byte[] { (byte) 0x88, 2, 0x3, (byte) 0xe9 });
		socket.send(new byte[] { (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x3, (byte) 0xe9 });
		assertThat(socket.isClosed()).isTrue();
		drained.toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	@Test
	void closeStreamsEndsEventStreamAndKeepsTheConnection() throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
					+ "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
			connection.socket().getInputStream().readAllBytes();
		})).port());
		this.fixture.start();
		RawClient events = client();
		events.get("/events");
		assertThat(events.readWithoutBody().code()).isEqualTo(200);
		assertThat(events.line()).isEqualTo("1");
		assertThat(this.fixture.gateway().counts(0).openStreams()).isOne();
		this.fixture.gateway().closeStreams(0, 1, 1012, Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(events.line()).isEqualTo("x");
		assertThat(events.line()).isEqualTo("0");
		events.line();
		assertThat(events.get("/local/hello").read().code()).isEqualTo(200);
		assertThat(this.fixture.gateway().counts(0).isIdle()).isTrue();
	}

	private RawClient startAndRequest(String path) throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			this.received.countDown();
			connection.send(this.answer.join());
		})).port());
		this.fixture.start();
		RawClient client = client();
		client.get(path);
		assertThat(this.received.await(10, TimeUnit.SECONDS)).isTrue();
		return client;
	}

	private RawClient client() throws IOException {
		return this.fixture.closing(new RawClient(this.fixture.server().port()));
	}

}
