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
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests that wait in the {@link Gateway} for their turn at an instance.
 */
@NullUnmarked
class GatewayQueueTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final GatewayFixture fixture = new GatewayFixture();

	private final Semaphore answers = new Semaphore(0);

	private final AtomicInteger received = new AtomicInteger();

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void requestsBeyondTheLimitAreSentInTheirOrder() throws Exception {
		RawInstance instance = instance("");
		this.fixture.cluster(instance.port());
		int port = start(1, 10, LONG);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int waiting = i;
			clients.add(client(port).get("/" + i));
			awaitReceived(1);
			Awaitility.await().until(() -> queued() == waiting);
		}
		assertThat(this.fixture.gateway().counts(0).queuedRequests()).isEqualTo(4);
		for (int i = 0; i < 5; i++) {
			this.answers.release();
			assertThat(clients.get(i).read().body()).isEqualTo("/" + i);
		}
		assertThat(queued()).isZero();
		Awaitility.await().until(() -> active() == 0);
	}

	@Test
	void queueIsBounded() throws Exception {
		this.fixture.cluster(instance("").port());
		int port = start(1, 1, LONG);
		RawClient first = client(port).get("/");
		awaitReceived(1);
		RawClient second = client(port).get("/");
		Awaitility.await().until(() -> queued() == 1);
		Response third = client(port).get("/").read();
		assertThat(third.code()).isEqualTo(503);
		assertThat(third.header("Retry-After")).isEqualTo("1");
		assertThat(this.fixture.gateway().failoverCounts().queuesRejected()).isOne();
		this.answers.release(2);
		assertThat(first.read().code()).isEqualTo(200);
		assertThat(second.read().code()).isEqualTo(200);
	}

	@Test
	void requestWaitsNoLongerThanAllowed() throws Exception {
		this.fixture.cluster(instance("").port());
		int port = start(1, 1, Duration.ofMillis(200));
		RawClient first = client(port).get("/");
		awaitReceived(1);
		assertThat(client(port).get("/").read().code()).isEqualTo(503);
		assertThat(this.fixture.gateway().failoverCounts().queuesExpired()).isOne();
		this.answers.release(2);
		assertThat(first.read().code()).isEqualTo(200);
		assertThat(first.get("/").read().code()).isEqualTo(200);
	}

	@Test
	void clientThatLeavesIsPassedOver() throws Exception {
		this.fixture.cluster(instance("").port());
		int port = start(1, 2, LONG);
		RawClient first = client(port).get("/");
		awaitReceived(1);
		RawClient leaving = client(port).get("/");
		Awaitility.await().until(() -> queued() == 1);
		RawClient last = client(port).get("/");
		Awaitility.await().until(() -> queued() == 2);
		leaving.close();
		Awaitility.await().until(() -> queued() == 1);
		this.answers.release(2);
		assertThat(first.read().code()).isEqualTo(200);
		assertThat(last.read().code()).isEqualTo(200);
	}

	@Test
	void clientThatLeavesWithARequestInProgressMakesRoom() throws Exception {
		this.fixture.cluster(instance("").port());
		int port = start(1, 2, LONG);
		RawClient leaving = client(port).get("/");
		awaitReceived(1);
		RawClient second = client(port).get("/");
		Awaitility.await().until(() -> queued() == 1);
		leaving.close();
		Awaitility.await().until(() -> queued() == 0);
		this.answers.release(2);
		assertThat(second.read().code()).isEqualTo(200);
	}

	@Test
	void requestLeavesTheQueueOfAnInstanceThatServesNoMore() throws Exception {
		int busy = instance("").port();
		RawInstance other = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother");
		}));
		this.fixture.cluster(busy);
		int port = start(1, 2, LONG);
		client(port).get("/");
		awaitReceived(1);
		RawClient second = client(port).get("/");
		Awaitility.await().until(() -> queued() == 1);
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STOPPING, true),
				GatewayFixture.up(1, 1, other.port()));
		assertThat(second.read().body()).isEqualTo("other");
		assertThat(queued()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: a\r\n\r\n" })
	void streamsMakeRoomForRequests(String head) throws Exception {
		this.fixture.cluster(instance(head).port());
		int port = start(1, 2, LONG);
		RawClient stream = client(port).get("/stream", "Connection: upgrade", "Upgrade: websocket");
		stream.readWithoutBody();
		assertThat(this.fixture.gateway().counts(0).openStreams()).isOne();
		this.answers.release();
		assertThat(client(port).get("/").read().code()).isEqualTo(200);
		stream.close();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).openStreams() == 0);
		RawClient next = client(port).get("/");
		awaitReceived(3);
		// The end of the stream has not made more room than there was
		client(port).get("/");
		Awaitility.await().until(() -> queued() == 1);
		this.answers.release(2);
		assertThat(next.read().code()).isEqualTo(200);
	}

	private int start(int maxActive, int maxQueued, Duration timeout) {
		return this.fixture.start(GatewayFixture.settings(GatewayFixture.FAILOVER, GatewayFixture.NO_HOLD,
				new QueueSettings(maxActive, maxQueued, timeout)));
	}

	/**
	 * Start an instance that answers with the path when it is let, and on {@code /stream}
	 * with a head at once.
	 */
	private RawInstance instance(String streamHead) throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				String path = connection.head().split(" ")[1];
				this.received.incrementAndGet();
				if (path.equals("/stream")) {
					connection.send(streamHead);
				}
				else {
					this.answers.acquireUninterruptibly();
					connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
				}
			}
		}));
	}

	private void awaitReceived(int count) {
		Awaitility.await().until(() -> this.received.get() == count);
	}

	private int active() {
		return this.fixture.gateway().counts(0).activeRequests();
	}

	private int queued() {
		return this.fixture.gateway().failoverCounts().queued();
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

}
