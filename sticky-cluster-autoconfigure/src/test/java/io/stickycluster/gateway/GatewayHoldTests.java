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

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.HttpProtocol;

import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests that wait in the {@link Gateway} until an instance is there.
 */
@NullUnmarked
class GatewayHoldTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		Awaitility.await().until(() -> held() == 0 && this.fixture.gateway().failover().changes().size() == 0);
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "STARTING", "STOPPING", "BACKING_OFF" })
	void requestWaitsForTheInstanceThatIsOnItsWay(InstanceState state) throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, state, true));
		int port = start(LONG, 10, false);
		RawClient get = client(port).get("/");
		RawClient post = client(port).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
		awaitHeld(2);
		this.fixture.cluster(GatewayFixture.down(0, 2, InstanceState.STARTING, true));
		this.fixture.cluster(GatewayFixture.up(0, 2, echo().port()));
		assertThat(get.read().body()).isEmpty();
		assertThat(post.read().body()).isEqualTo("abc");
		assertThat(held()).isZero();
		assertThat(get.get("/again").read().code()).isEqualTo(200);
	}

	@Test
	void requestWaitsNoLongerThanAllowed() throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STARTING, true));
		RawClient client = client(start(Duration.ofMillis(200), 10, false));
		Response response = client.get("/").read();
		assertThat(response.code()).isEqualTo(503);
		assertThat(response.header("Retry-After")).isEqualTo("1");
		assertThat(this.fixture.gateway().failoverCounts().holdsExpired()).isOne();
		assertThat(held()).isZero();
		assertThat(client.get("/local/hello").read().code()).isEqualTo(200);
	}

	@Test
	void requestDoesNotWaitWhenNobodyIsOnItsWay() throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STOPPED, false),
				GatewayFixture.down(1, 1, InstanceState.FAILED, true),
				GatewayFixture.down(2, 1, InstanceState.STOPPING, false));
		assertThat(client(start(LONG, 10, false)).get("/").read().code()).isEqualTo(503);
	}

	@Test
	void requestDoesNotGoOnWaitingWhenTheInstanceIsGivenUp() throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.BACKING_OFF, true));
		RawClient client = client(start(LONG, 10, false)).get("/");
		awaitHeld(1);
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.FAILED, true));
		assertThat(client.read().code()).isEqualTo(503);
	}

	@Test
	void onlySoManyRequestsWait() throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STARTING, true));
		int port = start(LONG, 2, false);
		RawClient first = client(port).get("/");
		client(port).get("/");
		awaitHeld(2);
		assertThat(client(port).get("/").read().code()).isEqualTo(503);
		assertThat(this.fixture.gateway().failoverCounts().holdsRejected()).isOne();
		this.fixture.cluster(GatewayFixture.up(0, 1, echo().port()));
		assertThat(first.read().code()).isEqualTo(200);
	}

	@Test
	void clientThatLeavesMakesRoom() throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STARTING, true));
		int port = start(LONG, 2, false);
		RawClient leaving = client(port).get("/");
		awaitHeld(1);
		leaving.close();
		awaitHeld(0);
	}

	@Test
	void streamsOfHttp2WaitEachForItself() throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STARTING, true));
		int port = this.fixture.start(settings(LONG, 10, false),
				(server) -> server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C));
		try (Http2Client client = new Http2Client(port)) {
			Http2Client.Stream leaving = client.open(get(), true);
			awaitHeld(1);
			Http2Client.Stream waiting = client.open(get(), true);
			awaitHeld(2);
			leaving.reset();
			awaitHeld(1);
			this.fixture.cluster(GatewayFixture.up(0, 1, echo().port()));
			assertThat(waiting.head().status()).asString().isEqualTo("200");
		}
	}

	private static Http2Headers get() {
		return new DefaultHttp2Headers().method("GET").scheme("http").path("/").authority("a");
	}

	@Test
	void endOfTheGatewayAnswersThoseThatWait() throws Exception {
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STARTING, true));
		RawClient client = client(start(LONG, 2, false)).get("/");
		awaitHeld(1);
		this.fixture.gateway().beginShutdown(LONG);
		Response response = client.read();
		assertThat(response.code()).isEqualTo(503);
		assertThat(response.header("Connection")).isEqualTo("close");
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void bodyIsNotReadMeanwhile() throws Exception {
		int size = 64 * 1024 * 1024;
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STARTING, true));
		RawClient client = client(start(LONG, 2, false));
		client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
		awaitHeld(1);
		CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
			try {
				client.send(new byte[size]);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		// More than all socket buffers together take
		assertThat(sent).isNotDone();
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.socket().getInputStream().skipNBytes(size);
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		}));
		assertThat(sent).isNotDone();
		this.fixture.cluster(GatewayFixture.up(0, 1, instance.port()));
		assertThat(client.read().code()).isEqualTo(200);
		assertThat(sent).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void knownClientMovesUnlessItIsToWaitForItsInstance() throws Exception {
		assertThat(instanceAfterRestart(false)).isEqualTo("1");
	}

	@Test
	void knownClientWaitsForItsInstanceIfItIsTo() throws Exception {
		assertThat(instanceAfterRestart(true)).isEqualTo("0");
	}

	private String instanceAfterRestart(boolean ownInstance) throws Exception {
		int first = echo().port();
		int second = echo().port();
		this.fixture.cluster(GatewayFixture.up(0, 1, first));
		RawClient client = client(start(LONG, 10, ownInstance));
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("0");
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STOPPING, true), GatewayFixture.up(1, 1, second));
		client.get("/");
		if (ownInstance) {
			awaitHeld(1);
			// Others do not wait
			assertThat(other().get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
			this.fixture.cluster(GatewayFixture.up(0, 2, first), GatewayFixture.up(1, 1, second));
		}
		return client.read().header("X-Sticky-Instance");
	}

	@Test
	void knownClientMovesWhenItsInstanceTakesTooLong() throws Exception {
		int port = echo().port();
		this.fixture.cluster(GatewayFixture.up(0, 1, port));
		RawClient client = client(start(Duration.ofMillis(200), 10, true));
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("0");
		this.fixture.cluster(GatewayFixture.down(0, 2, InstanceState.STARTING, true), GatewayFixture.up(1, 1, port));
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
	}

	@Test
	void knownClientDoesNotWaitForAnInstanceThatIsStopped() throws Exception {
		int port = echo().port();
		this.fixture.cluster(GatewayFixture.up(0, 1, port));
		RawClient client = client(start(LONG, 10, true));
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("0");
		this.fixture.cluster(GatewayFixture.down(0, 1, InstanceState.STOPPING, false), GatewayFixture.up(1, 1, port));
		assertThat(client.get("/").read().header("X-Sticky-Instance")).isEqualTo("1");
	}

	@Test
	void requestOfAKilledInstanceIsAnsweredByItsNextGeneration() throws Exception {
		RawInstance killed = this.fixture.closing(new RawInstance((connection) -> {
			connection.head();
			connection.reset();
		}));
		this.fixture.cluster(GatewayFixture.up(0, 1, killed.port()));
		RawClient client = client(start(LONG, 10, false)).get("/");
		Awaitility.await().until(() -> killed.connections() == 2);
		this.fixture.cluster(GatewayFixture.failed(0, FailureKind.SIGNAL));
		awaitHeld(1);
		this.fixture.cluster(GatewayFixture.up(0, 2, echo().port()));
		assertThat(client.read().code()).isEqualTo(200);
	}

	@Test
	void requestWaitsForTheSupervisorToLearnOfAnInstanceThatHasEnded() throws Exception {
		RawInstance ended = echo();
		ended.close();
		this.fixture.cluster(GatewayFixture.up(0, 1, ended.port()));
		RawClient client = client(start(LONG, 10, false)).get("/");
		awaitHeld(1);
		this.fixture.cluster(GatewayFixture.failed(0, FailureKind.ERROR));
		this.fixture.cluster(GatewayFixture.up(0, 2, echo().port()));
		assertThat(client.read().code()).isEqualTo(200);
	}

	private int start(Duration timeout, int maxRequests, boolean ownInstance) {
		return this.fixture.start(settings(timeout, maxRequests, ownInstance));
	}

	private static GatewaySettings settings(Duration timeout, int maxRequests, boolean ownInstance) {
		return GatewayFixture.settings(GatewayFixture.FAILOVER, new HoldSettings(timeout, maxRequests, ownInstance),
				GatewayFixture.NO_QUEUE);
	}

	private RawInstance echo() throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				int length = connection.head().contains("POST") ? 3 : 0;
				String body = new String(connection.socket().getInputStream().readNBytes(length));
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body);
			}
		}));
	}

	private void awaitHeld(int count) {
		Awaitility.await().until(() -> held() == count);
	}

	private int held() {
		return this.fixture.gateway().failoverCounts().held();
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

	private RawClient other() throws IOException {
		return this.fixture.closing(new RawClient(this.fixture.server().port(), "127.0.7.9"));
	}

}
