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
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientConnections}.
 */
@NullUnmarked
class ClientConnectionsTests {

	private final GatewayFixture fixture = new GatewayFixture();

	private final List<RawClient> clients = new ArrayList<>();

	@BeforeEach
	void cluster() {
		this.fixture.cluster(this.fixture
			.instance((routes) -> routes.get("/**", (request, response) -> response.header("Content-Length", "0"))));
	}

	@AfterEach
	void close() throws Exception {
		for (RawClient client : this.clients) {
			client.close();
		}
		this.fixture.close();
	}

	@Test
	void connectionBeyondTheLimitIsClosedAndOneThatLeavesMakesRoom() throws Exception {
		int port = start(new ClientSettings(2, 0, false));
		RawClient first = served(port, "127.0.0.1");
		served(port, "127.0.0.2");
		assertRefused(port, "127.0.0.3");
		ClientConnections connections = this.fixture.gateway().clientConnections();
		assertThat(connections.open()).isEqualTo(2);
		assertThat(connections.max()).isEqualTo(2);
		assertThat(connections.refused()).isOne();
		assertThat(connections.refusedOfAddress()).isZero();
		first.close();
		Awaitility.await().until(() -> connections.open() == 1);
		served(port, "127.0.0.3");
	}

	@Test
	void eachAddressHasALimitOfItsOwn() throws Exception {
		int port = start(new ClientSettings(0, 2, false));
		RawClient first = served(port, "127.0.0.1");
		served(port, "127.0.0.1");
		served(port, "127.0.0.2");
		assertRefused(port, "127.0.0.1");
		ClientConnections connections = this.fixture.gateway().clientConnections();
		assertThat(connections.refused()).isZero();
		assertThat(connections.refusedOfAddress()).isOne();
		assertThat(first.get("/").read().code()).isEqualTo(200);
		Awaitility.await().until(() -> connections.open() == 3);
		first.close();
		Awaitility.await().until(() -> connections.open() == 2);
		served(port, "127.0.0.1");
	}

	@Test
	void trustedProxyHasNoLimitOfItsOwn() throws Exception {
		int port = this.fixture.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10),
				List.of(AddressRange.of("127.0.0.9")), new ClientSettings(0, 1, false), List.of()));
		served(port, "127.0.0.9");
		served(port, "127.0.0.9");
		served(port, "127.0.0.1");
		assertRefused(port, "127.0.0.1");
	}

	@Test
	void limitFollowsOpenFiles() throws Exception {
		assertThat(ClientConnections.affordable(20_000)).isEqualTo(9_750);
		assertThat(ClientConnections.affordable(256)).isEqualTo(100);
		assertThat(ClientConnections.affordable(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
		start(ClientSettings.DEFAULT);
		assertThat(this.fixture.gateway().clientConnections().max()).isGreaterThanOrEqualTo(100);
	}

	private int start(ClientSettings settings) {
		return this.fixture.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(),
				settings, List.of()));
	}

	private RawClient served(int port, String from) throws IOException {
		RawClient client = new RawClient(port, from);
		this.clients.add(client);
		assertThat(client.get("/").read().code()).isEqualTo(200);
		return client;
	}

	private void assertRefused(int port, String from) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			try (RawClient client = new RawClient(port, from)) {
				client.get("/").read();
			}
		})
			.satisfies((ex) -> assertThat(ex instanceof SocketException || ex.getMessage().startsWith("End of stream"))
				.isTrue());
	}

}
