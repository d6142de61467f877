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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.gateway.RawClient.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for big bodies and slow ends.
 */
@NullUnmarked
class GatewayLoadTests {

	private static final int SIZE = 64 * 1024 * 1024;

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void relaysBigResponse() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
			write(connection, SIZE);
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		}));
		RawClient client = client();
		client.get("/");
		assertThat(client.readWithoutBody().header("Content-Length")).isEqualTo(String.valueOf(SIZE));
		assertThat(read(client.in(), SIZE)).isEqualTo(SIZE);
		assertThat(client.get("/").read().body()).isEqualTo("ok");
	}

	@Test
	void relaysBigRequest() throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			long received = read(connection.socket().getInputStream(), SIZE);
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + received);
		}));
		RawClient client = client();
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\n");
		byte[] chunk = new byte[64 * 1024];
		for (int sent = 0; sent < SIZE; sent += chunk.length) {
			client.send(chunk);
		}
		assertThat(client.read().body()).isEqualTo(String.valueOf(SIZE));
	}

	@Test
	void stopsReadingTheResponseOfAClientThatDoesNotRead() throws Exception {
		CompletableFuture<Long> written = new CompletableFuture<>();
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n");
			written.complete(RelayLoad.writeUntilStuck(connection.socket()));
		}));
		client().get("/");
		assertThat(written.get(60, TimeUnit.SECONDS)).isLessThan(RelayLoad.MAX_BUFFERED);
	}

	@Test
	void stopsReadingTheRequestForAnInstanceThatDoesNotRead() throws Exception {
		CompletableFuture<Void> end = new CompletableFuture<>();
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			end.join();
		}));
		RawClient client = client();
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n");
		assertThat(RelayLoad.writeUntilStuck(client.socket())).isLessThan(RelayLoad.MAX_BUFFERED);
		end.complete(null);
	}

	@Test
	void takesNoPipelinedRequestsAheadForAClientThatDoesNotRead() throws Exception {
		AtomicInteger served = new AtomicInteger();
		String body = "x".repeat(256 * 1024);
		this.fixture.cluster(instance((connection) -> {
			while (true) {
				connection.head();
				served.incrementAndGet();
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
			}
		}));
		RawClient client = client();
		client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1000));
		AtomicInteger last = new AtomicInteger(-1);
		Awaitility.await()
			.pollInterval(Duration.ofSeconds(1))
			.atMost(Duration.ofSeconds(30))
			.until(() -> last.getAndSet(served.get()) == served.get());
		assertThat((long) served.get() * body.length()).isLessThan(RelayLoad.MAX_BUFFERED);
		for (int i = 0; i < 1000; i++) {
			assertThat(client.read().body()).hasSize(body.length());
		}
	}

	@Test
	void answersManyConcurrentClients() throws Exception {
		this.fixture.cluster(this.fixture.instance(
				(routes) -> routes.post("/echo", (request, response) -> response.send(request.receive().retain()))));
		int port = this.fixture.start();
		CompletableFuture<?>[] clients = new CompletableFuture<?>[16];
		for (int i = 0; i < clients.length; i++) {
			String address = "127.0.5." + (i + 1);
			clients[i] = CompletableFuture.runAsync(() -> exchange(port, address));
		}
		CompletableFuture.allOf(clients).get(60, TimeUnit.SECONDS);
		assertThat(this.fixture.gateway().counts(0).activeRequests()).isZero();
		assertThat(this.fixture.gateway().counts(0).assignedClients()).isEqualTo(16);
	}

	private static void exchange(int port, String address) {
		try (RawClient client = new RawClient(port, address)) {
			for (int i = 0; i < 100; i++) {
				String body = address + "/" + i;
				client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
				Response response = client.read();
				assertThat(response.body()).isEqualTo(body);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private int instance(RawInstance.Script script) throws IOException {
		return this.fixture.closing(new RawInstance(script)).port();
	}

	private RawClient client() throws IOException {
		return this.fixture.closing(new RawClient(this.fixture.start()));
	}

	private static void write(RawInstance.Connection connection, int size) throws IOException {
		byte[] chunk = new byte[64 * 1024];
		for (int written = 0; written < size; written += chunk.length) {
			connection.socket().getOutputStream().write(chunk);
		}
	}

	private static long read(InputStream in, long size) throws IOException {
		byte[] chunk = new byte[64 * 1024];
		long total = 0;
		while (total < size) {
			int count = in.read(chunk, 0, (int) Math.min(chunk.length, size - total));
			if (count == -1) {
				break;
			}
			total += count;
		}
		return total;
	}

}
