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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.gateway.RawClient.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the {@link Gateway} does with clients that take their time.
 */
@NullUnmarked
class SlowClientTests {

	private final GatewayFixture fixture = new GatewayFixture();

	private final ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();

	@AfterEach
	void close() throws Exception {
		this.trickle.shutdownNow();
		assertThat(this.trickle.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		this.fixture.close();
	}

	@Test
	void headThatStopsIsAnswered408() throws Exception {
		try (RawClient client = start(
				new ClientSettings(Duration.ofMillis(300), Duration.ZERO, 0, 0, 0, ProxyProtocolSettings.NONE))) {
			assertThat(client.get("/").read().code()).isEqualTo(200);
			assertTooSlow(client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "));
			assertThat(refused(Refusals.Reason.HEAD_TIMEOUT)).isOne();
		}
	}

	@Test
	void headThatTricklesIsAnswered408() throws Exception {
		try (RawClient client = start(
				new ClientSettings(Duration.ofMillis(300), Duration.ZERO, 0, 0, 0, ProxyProtocolSettings.NONE))) {
			trickle(client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "));
			assertTooSlow(client);
		}
	}

	@Test
	void timeBetweenRequestsIsNotThatOfAHead() throws Exception {
		try (RawClient client = start(
				new ClientSettings(Duration.ofMillis(100), Duration.ZERO, 0, 0, 0, ProxyProtocolSettings.NONE))) {
			for (int i = 0; i < 3; i++) {
				assertThat(client.get("/").read().code()).isEqualTo(200);
				pause(200);
			}
		}
	}

	@Test
	void bodyThatTricklesIsAnswered408() throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.socket().getInputStream().readNBytes(1_000_000);
		})).port());
		try (RawClient client = connect(
				new ClientSettings(Duration.ZERO, Duration.ZERO, 1_000_000, 0, 0, ProxyProtocolSettings.NONE))) {
			trickle(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
			assertTooSlow(client);
			assertThat(refused(Refusals.Reason.BODY_TIMEOUT)).isOne();
		}
	}

	@Test
	void clientThatWaitsToBeToldToSendIsNotSlow() throws Exception {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			// longer than the grace of a body
			pause(7_000);
			connection.send("HTTP/1.1 100 Continue\r\n\r\n");
			connection.socket().getInputStream().readNBytes(3);
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		})).port());
		try (RawClient client = connect(
				new ClientSettings(Duration.ZERO, Duration.ZERO, 1000, 0, 0, ProxyProtocolSettings.NONE))) {
			client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
			assertThat(client.read().code()).isEqualTo(100);
			assertThat(client.send("abc").read().code()).isEqualTo(200);
		}
	}

	@Test
	void clientThatTakesNothingOfAResponseLosesItsConnection() throws Exception {
		CountDownLatch gone = new CountDownLatch(1);
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			try {
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
				while (true) {
					connection.send("a".repeat(100_000));
				}
			}
			finally {
				gone.countDown();
			}
		})).port());
		try (RawClient client = connect(
				new ClientSettings(Duration.ZERO, Duration.ofMillis(300), 0, 0, 0, ProxyProtocolSettings.NONE))) {
			client.get("/");
			assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
			Awaitility.await().until(() -> this.fixture.gateway().clientConnections().open() == 0);
			assertThat(refused(Refusals.Reason.SEND_TIMEOUT)).isOne();
		}
	}

	@Test
	void clientThatTakesAResponseSlowlyKeepsItsConnection() throws Exception {
		int size = 20_000_000;
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + "a".repeat(size));
		})).port());
		try (RawClient client = connect(
				new ClientSettings(Duration.ZERO, Duration.ofMillis(500), 0, 0, 0, ProxyProtocolSettings.NONE))) {
			client.get("/").readWithoutBody();
			for (int taken = 0; taken < size; taken += 1_000_000) {
				assertThat(client.bytes(1_000_000)).hasSize(1_000_000);
				pause(50);
			}
		}
	}

	private long refused(Refusals.Reason reason) {
		return this.fixture.gateway().refusals().of(reason);
	}

	private static void pause(int millis) {
		CompletableFuture.runAsync(() -> {
		}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)).join();
	}

	private void trickle(RawClient client) {
		this.trickle.scheduleAtFixedRate(() -> {
			try {
				client.send("a");
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}, 10, 10, TimeUnit.MILLISECONDS);
	}

	private static void assertTooSlow(RawClient client) throws IOException {
		Response response = client.read();
		assertThat(response.code()).isEqualTo(408);
		assertThat(response.header("Connection")).isEqualTo("close");
	}

	private RawClient start(ClientSettings settings) throws IOException {
		this.fixture.cluster(this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				connection.head();
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
			}
		})).port());
		return connect(settings);
	}

	private RawClient connect(ClientSettings settings) throws IOException {
		return new RawClient(this.fixture.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10),
				List.of(), settings, List.of())));
	}

}
