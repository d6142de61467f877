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
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import io.stickycluster.gateway.RawClient.Response;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for instances that the {@link Gateway} reaches by Unix-domain sockets.
 */
@EnabledOnOs(OS.LINUX)
@NullUnmarked
class GatewaySocketTests {

	private final GatewayFixture fixture = new GatewayFixture();

	@TempDir
	Path directory;

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void socketIsPreferredToThePort(boolean nativeTransport) throws Exception {
		if (!nativeTransport) {
			this.fixture.useNio();
		}
		Path socket = this.directory.resolve("i0-1");
		this.fixture.socketInstance(socket, 100,
				(routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just("socket")))
					.post("/echo", (request, response) -> response.send(request.receive().retain())));
		this.fixture.cluster(instance(port(), socket));
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().body()).isEqualTo("socket");
		String large = "0123456789".repeat(100_000);
		client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n" + large);
		assertThat(client.read().body()).isEqualTo(large);
		assertThat(this.fixture.gateway().counts(0).openConnections()).isOne();
	}

	@Test
	void portIsTakenWhenTheSocketIsGone() throws Exception {
		Path socket = this.directory.resolve("i0-1");
		this.fixture.socketInstance(socket, 100,
				(routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just("socket"))));
		this.fixture.cluster(instance(port(), socket));
		Files.delete(socket);
		RawClient client = client(this.fixture.start());
		assertThat(client.get("/").read().body()).isEqualTo("port");
		assertThat(client.get("/").read().body()).isEqualTo("port");
		assertThat(this.fixture.gateway().counts(0).openConnections()).isOne();
	}

	@Test
	void fullBacklogCostsNoClientItsInstance() throws Exception {
		Path socket = this.directory.resolve("i0-1");
		this.fixture.socketInstance(socket, 1,
				(routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just("socket"))));
		int other = this.fixture
			.instance((routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just("other"))));
		Instance busy = instance(port(), socket);
		this.fixture.cluster(busy, new Instance(1, 1, InstanceState.DRAINING, new InetSocketAddress("127.0.0.1", other),
				null, Map.of(), 1, null, 0, 0, null, null, null, true, false));
		int port = this.fixture.start();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			clients.add(client(port).get("/"));
		}
		for (RawClient client : clients) {
			Response response = client.read();
			assertThat(response.code()).isEqualTo(200);
			assertThat(response.body()).isIn("socket", "port");
		}
	}

	private int port() {
		return this.fixture
			.instance((routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just("port"))));
	}

	private static Instance instance(int port, Path socket) {
		return new Instance(0, 1, InstanceState.UP, new InetSocketAddress("127.0.0.1", port), socket, Map.of(), 1, null,
				0, 0, null, null, null, true, false);
	}

	private RawClient client(int port) throws IOException {
		return this.fixture.closing(new RawClient(port));
	}

}
