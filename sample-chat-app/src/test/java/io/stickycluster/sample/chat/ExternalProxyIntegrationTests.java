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

package io.stickycluster.sample.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users of a proxy in front are promised, with the real ones on what the cluster has
 * printed for them.
 */
class ExternalProxyIntegrationTests {

	private static final int CLIENTS = 40;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final JsonMapper JSON = new JsonMapper();

	private static SampleApplication application;

	private static final Map<String, ProxyServer> PROXIES = new TreeMap<>();

	@TempDir
	private static Path directory;

	@BeforeAll
	static void start() throws Exception {
		application = SampleApplication.start("--sticky.cluster.routing.mode=external",
				"--sticky.cluster.base-port=" + freePorts(4), "--sticky.cluster.reload.survive=0");
		for (String name : List.of("nginx", "haproxy", "caddy")) {
			// Not each distribution has it
			if (!name.equals("caddy") || ProxyServer.program(name).isPresent()) {
				PROXIES.put(name, ProxyServer.start(name, printed(name), directory));
			}
		}
	}

	@AfterAll
	static void stop() {
		PROXIES.values().forEach(ProxyServer::close);
		if (application != null) {
			application.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nginx", "haproxy", "caddy" })
	void clientsStayOnTheirInstance(String name) throws Exception {
		ProxyServer proxy = PROXIES.get(name);
		Assumptions.assumeTrue(proxy != null, "no package has it");
		for (String transport : List.of("default", "polling")) {
			NodeScript.Report report = NodeScript.clients(proxy.port(),
					Map.of("protocol", "socketio", "transport", transport, "clients", CLIENTS));
			assertThat(report.errors()).isEmpty();
			assertThat(report.stayed()).isEqualTo(CLIENTS);
			assertThat(report.sessionIdUnknown()).isZero();
			assertThat(report.instances()).containsOnlyKeys("0", "1", "2", "3");
		}
		JsonNode who = who(proxy, "127.20.5.7", "X-Forwarded-For: 192.0.2.1",
				"Forwarded: for=192.0.2.2;proto=https;host=evil.example", "X-Forwarded-Proto: https",
				"X-Forwarded-Prefix: /evil");
		assertThat(who.get("remoteAddress").asString()).isEqualTo("127.20.5.7");
		assertThat(who.get("scheme").asString()).isEqualTo("http");
		assertThat(who.get("host").asString()).isEqualTo("127.0.0.1:" + proxy.port());
	}

	@Test
	void replacedInstanceGetsItsClientsBackAndNoRequestIsLost() throws Exception {
		Map<String, Visitors> visitors = new TreeMap<>();
		for (String name : PROXIES.keySet()) {
			visitors.put(name, new Visitors(PROXIES.get(name)));
		}
		String instance = "http://127.0.0.1:" + application.port() + "/actuator/cluster/0";
		HttpRequest request = HttpRequest.newBuilder(URI.create(instance))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"reload\",\"wait\":true}"))
			.build();
		var outcome = HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
		while (!outcome.isDone()) {
			for (Visitors each : visitors.values()) {
				each.visit();
			}
		}
		assertThat(JSON.readTree(outcome.join().body()).get("status").asString()).as(outcome.join().body())
			.isEqualTo("COMPLETED");
		// The instance was away, and only its own clients were given to others
		assertThat(visitors)
			.allSatisfy((name, each) -> assertThat(each.elsewhere.values()).isNotEmpty().containsOnly(0));
		// HAProxy's clients stay where they are then
		visitors.remove("haproxy");
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			for (Visitors each : visitors.values()) {
				each.assertAtHome();
			}
		});
	}

	private static JsonNode who(ProxyServer proxy, String client, String... headers) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", proxy.port(), InetAddress.getByName(client), 0)) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			String head = "GET /who HTTP/1.1\r\nHost: 127.0.0.1:" + proxy.port() + "\r\nConnection: close\r\n"
					+ Stream.of(headers).map((header) -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
			socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(response).startsWith("HTTP/1.1 200 ");
			return JSON.readTree(response.substring(response.indexOf('{'), response.lastIndexOf('}') + 1));
		}
	}

	private static String printed(String name) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + application.port() + "/actuator/cluster/config/" + name))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
		return response.body();
	}

	private static int freePorts(int count) throws IOException {
		while (true) {
			int first = ProxyServer.freePort();
			List<ServerSocket> bound = new ArrayList<>();
			try {
				for (int i = 0; i < count; i++) {
					bound.add(new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress()));
				}
				return first;
			}
			catch (IOException | IllegalArgumentException ex) {
				// taken by somebody: try elsewhere
			}
			finally {
				for (ServerSocket socket : bound) {
					socket.close();
				}
			}
		}
	}

	/**
	 * Clients of a proxy that come again and again.
	 */
	private static final class Visitors {

		private static final List<String> ADDRESSES = IntStream.rangeClosed(1, 16)
			.mapToObj((i) -> "127.20.6." + i)
			.toList();

		private final ProxyServer proxy;

		private final Map<String, Integer> home = new TreeMap<>();

		private final Map<String, Integer> elsewhere = new TreeMap<>();

		Visitors(ProxyServer proxy) throws IOException {
			this.proxy = proxy;
			for (String address : ADDRESSES) {
				this.home.put(address, instance(address));
			}
		}

		private int instance(String address) throws IOException {
			return who(this.proxy, address).get("instance").asInt();
		}

		void visit() throws IOException {
			for (String address : ADDRESSES) {
				if (instance(address) != this.home.get(address)) {
					this.elsewhere.put(address, this.home.get(address));
				}
			}
		}

		void assertAtHome() throws IOException {
			for (String address : ADDRESSES) {
				assertThat(instance(address)).isEqualTo(this.home.get(address));
			}
		}

	}

}
