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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoop;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the {@link Gateway} does about instances that fail while the supervisor
 * holds them to be up.
 */
@NullUnmarked
class GatewayFailoverTests {

	private static final FailoverSettings NO_RETRIES = new FailoverSettings(0, 0, GatewayFixture.NO_EJECTION);

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		Awaitility.await().until(() -> this.fixture.gateway().failover().changes().size() == 0);
		this.fixture.close();
	}

	@Test
	void requestThatAnInstanceBreaksOffGoesToAnotherWhenItLives() throws Exception {
		RawInstance breaking = instance(GatewayFailoverTests::answerAndClose, GatewayFailoverTests::reset);
		this.fixture.cluster(breaking.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().code()).isEqualTo(200);
		this.fixture.cluster(breaking.port(), instance(GatewayFailoverTests::answer).port());
		Response response = client.get("/").read();
		assertThat(response.code()).isEqualTo(200);
		assertThat(response.header("X-Sticky-Instance")).isEqualTo("1");
		// And stays there
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
		assertThat(this.fixture.gateway().failoverCounts().retries()).isEqualTo(2);
	}

	@Test
	void announcedEndOfAnInstanceDecidesAtOnce() throws Exception {
		RawInstance ending = instance(GatewayFailoverTests::answerAndClose, GatewayFailoverTests::reset);
		RawInstance other = instance(GatewayFailoverTests::answer);
		this.fixture.cluster(ending.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().code()).isEqualTo(200);
		Instance up = GatewayFixture.up(1, 1, other.port());
		this.fixture.cluster(GatewayFixture.up(0, 1, ending.port()), up);
		client.get("/");
		Awaitility.await().until(() -> ending.connections() == 3);
		this.fixture.cluster(ending(GatewayFixture.up(0, 1, ending.port())), up);
		assertThat(client.read().code()).isEqualTo(502);
		assertThat(other.connections()).isZero();
	}

	@Test
	void instanceThatIsAboutToEndGetsNoRequests() throws Exception {
		RawInstance ending = instance(GatewayFailoverTests::answer);
		this.fixture.cluster(ending.port());
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("0");
		this.fixture.cluster(ending(GatewayFixture.up(0, 1, ending.port())),
				GatewayFixture.up(1, 1, instance(GatewayFailoverTests::answer).port()));
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
	}

	private static Instance ending(Instance up) {
		return new Instance(up.index(), up.generation(), up.state(), up.address(), null, up.ports(), 1, null, 0, 0,
				null, null, null, true, true);
	}

	@Test
	void withoutBudgetTheErrorGoesToTheClient() throws Exception {
		RawInstance instance = instance((connection) -> {
			answerOnce(connection);
			connection.head();
			connection.socket().close();
		}, GatewayFailoverTests::answer);
		this.fixture.cluster(instance.port());
		RawClient client = client(this.fixture
			.start(GatewayFixture.settings(NO_RETRIES, GatewayFixture.NO_HOLD, GatewayFixture.NO_QUEUE)));
		assertThat(client.get("/").read().code()).isEqualTo(200);
		assertThat(client.get("/").read().code()).isEqualTo(502);
		assertThat(this.fixture.gateway().failoverCounts().retriesRefused()).isOne();
		assertThat(instance.connections()).isOne();
	}

	@Test
	void refusedConnectionNeedsNoBudget() throws Exception {
		this.fixture.cluster(unusedPort(), instance(GatewayFailoverTests::answer).port());
		int port = this.fixture
			.start(GatewayFixture.settings(NO_RETRIES, GatewayFixture.NO_HOLD, GatewayFixture.NO_QUEUE));
		for (int host = 1; host < 10; host++) {
			try (RawClient client = new RawClient(port, "127.0.4." + host)) {
				client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
				assertThat(client.read().code()).isEqualTo(200);
			}
		}
		assertThat(this.fixture.gateway().failoverCounts().retries()).isZero();
	}

	/**
	 * The connection is reset while the event loop is busy with something else, so that
	 * the request is written to it before its end is seen.
	 */
	@Test
	void requestThatCouldNotBeWrittenIsSentByAnotherConnectionWhateverItIs() throws Exception {
		CountDownLatch reset = new CountDownLatch(1);
		CountDownLatch isReset = new CountDownLatch(1);
		RawInstance instance = instance((connection) -> {
			answerOnce(connection);
			await(reset);
			connection.reset();
			isReset.countDown();
		}, GatewayFailoverTests::answer);
		this.fixture.cluster(instance.port());
		AtomicReference<EventLoop> eventLoop = new AtomicReference<>();
		RawClient client = client(this.fixture.start(
				GatewayFixture.settings(NO_RETRIES, GatewayFixture.NO_HOLD, GatewayFixture.NO_QUEUE), (server) -> server
					.doOnChannelInit((observer, channel, address) -> eventLoop.set(channel.eventLoop()))));
		assertThat(client.get("/").read().code()).isEqualTo(200);
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		eventLoop.get().execute(() -> {
			busy.countDown();
			await(goOn);
		});
		await(busy);
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
		reset.countDown();
		await(isReset);
		goOn.countDown();
		assertThat(client.read().code()).isEqualTo(200);
		assertThat(instance.connections()).isEqualTo(2);
	}

	@Test
	void instanceThatKeepsFailingIsEjectedForAllAndTriedAgain() throws Exception {
		AtomicInteger failures = new AtomicInteger(2);
		RawInstance failing = failing(failures);
		RawInstance other = instance(GatewayFailoverTests::answer);
		this.fixture.cluster(failing.port(), other.port());
		int port = this.fixture.start(ejecting(2, Duration.ofMillis(300), 0.5));
		int host = 1;
		while (failures.get() > 0) {
			post(port, host++);
		}
		assertThat(this.fixture.gateway().counts(0).ejected()).isTrue();
		assertThat(this.fixture.gateway().failoverCounts().ejections()).isOne();
		assertThat(this.fixture.gateway().failoverCounts().ejected()).isOne();
		RawClient moved = client(port);
		assertThat(moved.get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
		AtomicInteger next = new AtomicInteger(host);
		Awaitility.await().until(() -> {
			get(port, next.getAndIncrement());
			return !this.fixture.gateway().counts(0).ejected();
		});
		assertThat(moved.get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
		assertThat(this.fixture.gateway().failoverCounts().ejected()).isZero();
	}

	@Test
	void missingResponsesEjectToo() throws Exception {
		RawInstance silent = instance((connection) -> {
			connection.head();
			connection.head();
		});
		this.fixture.cluster(silent.port(), instance(GatewayFailoverTests::answer).port());
		GatewaySettings settings = ejecting(1, Duration.ofMinutes(1), 0.5);
		int port = this.fixture.start(
				new GatewaySettings(settings.connectTimeout(), Duration.ofMillis(200), settings.instanceIdleTimeout(),
						settings.clientIdleTimeout(), 1000, 64, HeaderSettings.DEFAULT, List.of(), settings.clients(),
						List.of(), settings.failover(), settings.hold(), settings.queue(), settings.sessions()));
		AtomicInteger next = new AtomicInteger(1);
		Awaitility.await().until(() -> get(port, next.getAndIncrement()) == 504);
		assertThat(this.fixture.gateway().counts(0).ejected()).isTrue();
		assertThat(get(port, next.get())).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void serverErrorsEjectIfTheyAreToCount(boolean serverErrors) throws Exception {
		RawInstance erring = instance((connection) -> {
			while (true) {
				connection.head();
				connection.send("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
			}
		});
		this.fixture.cluster(erring.port(), instance(GatewayFailoverTests::answer).port());
		EjectionSettings ejection = new EjectionSettings(1, Duration.ofMinutes(1), Duration.ofMinutes(1), 0.5,
				serverErrors);
		int port = this.fixture.start(GatewayFixture.settings(new FailoverSettings(0.2, 10, ejection),
				GatewayFixture.NO_HOLD, GatewayFixture.NO_QUEUE));
		AtomicInteger next = new AtomicInteger(1);
		Awaitility.await().until(() -> get(port, next.getAndIncrement()) == 500);
		assertThat(this.fixture.gateway().counts(0).ejected()).isEqualTo(serverErrors);
	}

	@ParameterizedTest
	@EnumSource
	void lastInstanceIsNeverEjected(Share share) throws Exception {
		RawInstance failing = instance(GatewayFailoverTests::reset);
		this.fixture.cluster(failing.port());
		int port = this.fixture.start(ejecting(1, Duration.ofMinutes(1), share.value));
		for (int host = 1; host < 5; host++) {
			assertThat(post(port, host)).isEqualTo(502);
		}
		assertThat(failing.connections()).isEqualTo(4);
		assertThat(this.fixture.gateway().counts(0).ejected()).isFalse();
	}

	@Test
	void ejectedInstanceIsUsedWhenNobodyElseIsLeft() throws Exception {
		AtomicInteger failures = new AtomicInteger(1);
		RawInstance failing = failing(failures);
		RawInstance other = instance(GatewayFailoverTests::answer);
		this.fixture.cluster(failing.port(), other.port());
		int port = this.fixture.start(ejecting(1, Duration.ofMinutes(1), 0.5));
		int host = 1;
		while (failures.get() > 0) {
			post(port, host++);
		}
		assertThat(this.fixture.gateway().counts(0).ejected()).isTrue();
		this.fixture.cluster(failing.port());
		assertThat(get(port, host)).isEqualTo(200);
	}

	private RawInstance failing(AtomicInteger failures) throws IOException {
		return instance((connection) -> {
			if (failures.getAndDecrement() > 0) {
				reset(connection);
			}
			else {
				answer(connection);
			}
		});
	}

	private static GatewaySettings ejecting(int failures, Duration backoff, double maxEjected) {
		EjectionSettings ejection = new EjectionSettings(failures, backoff, Duration.ofMinutes(1), maxEjected, false);
		return GatewayFixture.settings(new FailoverSettings(0.2, 10, ejection), GatewayFixture.NO_HOLD,
				GatewayFixture.NO_QUEUE);
	}

	private static int post(int port, int host) throws IOException {
		try (RawClient client = new RawClient(port, "127.0.5." + host)) {
			client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
			return client.read().code();
		}
	}

	private static int get(int port, int host) throws IOException {
		try (RawClient client = new RawClient(port, "127.0.6." + host)) {
			return client.get("/").read().code();
		}
	}

	private static void answer(RawInstance.Connection connection) throws IOException {
		while (true) {
			answerOnce(connection);
		}
	}

	private static void answerOnce(RawInstance.Connection connection) throws IOException {
		if (connection.head().startsWith("POST")) {
			connection.socket().getInputStream().readNBytes(3);
		}
		connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	}

	private static void answerAndClose(RawInstance.Connection connection) throws IOException {
		connection.head();
		connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
	}

	private static void reset(RawInstance.Connection connection) throws IOException {
		connection.head();
		connection.reset();
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

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

	enum Share {

		HALF(0.5), ALL(1);

		private final double value;

		Share(double value) {
			this.value = value;
		}

	}

}
