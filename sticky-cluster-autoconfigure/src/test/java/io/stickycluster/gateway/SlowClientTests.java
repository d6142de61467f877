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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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
		try (RawClient client = start(new ClientSettings(Duration.ofMillis(300), Duration.ZERO, 0, 0, 0, false))) {
			assertThat(client.get("/").read().code()).isEqualTo(200);
			assertTooSlow(client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "));
		}
	}

	@Test
	void headThatTricklesIsAnswered408() throws Exception {
		try (RawClient client = start(new ClientSettings(Duration.ofMillis(300), Duration.ZERO, 0, 0, 0, false))) {
			trickle(client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "));
			assertTooSlow(client);
		}
	}

	@Test
	void timeBetweenRequestsIsNotThatOfAHead() throws Exception {
		try (RawClient client = start(new ClientSettings(Duration.ofMillis(100), Duration.ZERO, 0, 0, 0, false))) {
			for (int i = 0; i < 3; i++) {
				assertThat(client.get("/").read().code()).isEqualTo(200);
				assertThat(this.trickle.schedule(() -> true, 200, TimeUnit.MILLISECONDS).get()).isTrue();
			}
		}
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
		return new RawClient(this.fixture.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10),
				List.of(), settings, List.of())));
	}

}
