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
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.stickycluster.gateway.RawClient.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ends of connections in each phase of an exchange through the {@link Gateway},
 * in order and by reset.
 */
@NullUnmarked
class GatewayPhaseTests {

	private static final String HALF_A_POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc";

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).activeRequests() == 0);
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource
	void instanceEndsInTheMiddleOfTheRequestBody(End end) throws Exception {
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.socket().getInputStream().readNBytes(3);
			end.apply(connection.socket());
		}).port());
		RawClient client = client(this.fixture.start());
		client.send(HALF_A_POST);
		assertThat(client.read().code()).isEqualTo(502);
		client.send("def");
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void instanceEndsAfterAnInformationalResponse(End end) throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
			end.apply(connection.socket());
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		assertThat(client.read().code()).isEqualTo(103);
		assertThat(client.read().code()).isEqualTo(502);
		// What a client has seen a part of is not sent again
		assertThat(instance.connections()).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "FIN, 'HTTP/1.1 20'", "RESET, 'HTTP/1.1 20'", "FIN, 'HTTP/1.1 200 OK\r\nContent-'",
			"RESET, 'HTTP/1.1 200 OK\r\nContent-'" })
	void instanceEndsInTheMiddleOfTheHead(End end, String part) throws Exception {
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send(part);
			end.apply(connection.socket());
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
		assertThat(client.read().code()).isEqualTo(502);
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void instanceEndsInTheMiddleOfTheResponseBody(End end) throws Exception {
		CountDownLatch passedOn = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
			await(passedOn);
			end.apply(connection.socket());
		}).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		assertThat(client.readWithoutBody().code()).isEqualTo(200);
		assertThat(new String(client.bytes(3))).isEqualTo("abc");
		passedOn.countDown();
		assertThat(client.isClosed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void earlyResponseOfAnInstanceThatEndsArrives(End end) throws Exception {
		CountDownLatch arrived = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
			await(arrived);
			end.apply(connection.socket());
		}).port());
		RawClient client = client(this.fixture.start());
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50000));
		Response response = client.read();
		assertThat(response.code()).isEqualTo(413);
		assertThat(response.body()).isEqualTo("big");
		arrived.countDown();
		client.send("x".repeat(50000));
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void clientEndsInTheMiddleOfTheRequestBody(End end) throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.socket().getInputStream().readNBytes(3);
			awaitEnd(connection, closed);
		}).port());
		RawClient client = client(this.fixture.start());
		client.send(HALF_A_POST);
		awaitActive();
		end.apply(client.socket());
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void clientEndsWhileItWaitsForTheResponse(End end) throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			received.countDown();
			awaitEnd(connection, closed);
		}).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		await(received);
		end.apply(client.socket());
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void clientEndsInTheMiddleOfTheResponseBody(End end) throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		this.fixture.cluster(instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
			awaitEnd(connection, closed);
		}).port());
		RawClient client = client(this.fixture.start());
		client.get("/");
		assertThat(client.readWithoutBody().code()).isEqualTo(200);
		end.apply(client.socket());
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void instanceThatClosesAnIdleConnectionIsNotAskedByIt() throws Exception {
		CountDownLatch answered = new CountDownLatch(1);
		RawInstance instance = instance((connection) -> {
			connection.head();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
			await(answered);
			connection.socket().shutdownOutput();
			connection.socket().getInputStream().readAllBytes();
		}, (connection) -> {
			connection.head();
			connection.socket().getInputStream().readNBytes(3);
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
		});
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().body()).isEqualTo("one");
		answered.countDown();
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).openConnections() == 0);
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
		assertThat(client.read().body()).isEqualTo("two");
	}

	private void awaitActive() {
		Awaitility.await().until(() -> this.fixture.gateway().counts(0).activeRequests() == 1);
	}

	private static void awaitEnd(RawInstance.Connection connection, CountDownLatch closed) throws IOException {
		try {
			connection.socket().getInputStream().readAllBytes();
		}
		finally {
			closed.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private RawInstance instance(RawInstance.Script... scripts) throws IOException {
		return this.fixture.closing(new RawInstance(scripts));
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

	/**
	 * How a connection ends.
	 */
	enum End {

		/**
		 * In order.
		 */
		FIN {

			@Override
			void apply(Socket socket) throws IOException {
				socket.close();
			}

		},

		/**
		 * Without regard to what is on its way.
		 */
		RESET {

			@Override
			void apply(Socket socket) throws IOException {
				socket.setSoLinger(true, 0);
				socket.close();
			}

		};

		abstract void apply(Socket socket) throws IOException;

	}

}
