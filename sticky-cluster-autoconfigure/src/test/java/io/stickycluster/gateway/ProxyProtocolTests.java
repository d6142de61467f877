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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.gateway.ProxyProtocolSettings.Send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProxyProtocolReader} in a {@link Gateway}.
 */
@NullUnmarked
class ProxyProtocolTests {

	private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void firstVersionNamesTheClient() throws Exception {
		int port = start();
		try (RawClient client = new RawClient(port)) {
			client.send("PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n").get("/");
			assertThat(client.read().body()).containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n");
			assertThat(client.get("/again").read().body()).containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n");
		}
		try (RawClient client = new RawClient(port)) {
			client.send("PROXY TCP6 2001:db8::9 ::1 4711 80\r\n").get("/");
			assertThat(client.read().body()).containsIgnoringCase("\r\nx-forwarded-for: 2001:db8::9\r\n");
		}
	}

	@Test
	void secondVersionNamesTheClientWhateverTheParts() throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(version2(0x21, 0x11, address("203.0.113.9"), address("127.0.0.1")));
		bytes.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
		try (RawClient client = new RawClient(start())) {
			for (byte part : bytes.toByteArray()) {
				client.send(new byte[] { part });
			}
			assertThat(client.read().body()).containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n");
		}
	}

	@Test
	void supervisorSeesTheClientToo() throws Exception {
		int port = start();
		try (RawClient client = new RawClient(port)) {
			client.send("PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n").get("/local/peer");
			assertThat(client.read().body()).isEqualTo("203.0.113.9");
			assertThat(client.get("/local/peer").read().body()).isEqualTo("203.0.113.9");
			assertThat(client.get("/").read().body()).containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n");
		}
	}

	@Test
	void proxyMaySpeakForItself() throws Exception {
		int port = start();
		try (RawClient client = new RawClient(port)) {
			client.send("PROXY UNKNOWN\r\n").get("/");
			assertThat(client.read().body()).containsIgnoringCase("\r\nx-forwarded-for: 127.0.0.1\r\n");
		}
		try (RawClient client = new RawClient(port)) {
			client.send(version2(0x20, 0x00)).get("/");
			assertThat(client.read().body()).containsIgnoringCase("\r\nx-forwarded-for: 127.0.0.1\r\n");
		}
	}

	@Test
	void affinityIsThatOfTheClient() throws Exception {
		this.fixture.cluster(echoHead(), echoHead(), echoHead(), echoHead());
		int port = this.fixture.start(settings(0));
		Set<String> used = new HashSet<>();
		for (int i = 1; i <= 30; i++) {
			Set<String> ofClient = new HashSet<>();
			for (String proxy : List.of("127.0.0.5", "127.0.0.6")) {
				try (RawClient client = new RawClient(port, proxy)) {
					client.send("PROXY TCP4 203.0.113.%d 127.0.0.1 4711 80\r\n".formatted(i)).get("/");
					ofClient.add(client.read().header("X-Sticky-Instance"));
				}
			}
			assertThat(ofClient).hasSize(1);
			used.addAll(ofClient);
		}
		assertThat(used).hasSize(4);
	}

	@Test
	void limitIsThatOfTheClient() throws Exception {
		this.fixture.cluster(echoHead());
		int port = this.fixture.start(settings(1));
		try (RawClient first = new RawClient(port); RawClient second = new RawClient(port)) {
			first.send("PROXY TCP4 203.0.113.1 127.0.0.1 4711 80\r\n").get("/");
			assertThat(first.read().code()).isEqualTo(200);
			second.send("PROXY TCP4 203.0.113.2 127.0.0.1 4711 80\r\n").get("/");
			assertThat(second.read().code()).isEqualTo(200);
			assertClosed(port, "127.0.0.1",
					"PROXY TCP4 203.0.113.1 127.0.0.1 4712 80\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(this.fixture.gateway().clientConnections().refusedOfAddress()).isOne();
		}
	}

	@Test
	void instanceIsToldTheClientInItsFirstLine() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			String head = connection.head();
			String line = head.substring(0, head.indexOf("\r\n"));
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + line.length() + "\r\n\r\n" + line);
			connection.socket().getInputStream().read();
		}));
		this.fixture.cluster(instance.port());
		int port = this.fixture.start(settings(Send.V1));
		try (RawClient client = new RawClient(port, "127.0.3.7")) {
			String expected = "PROXY TCP4 127.0.3.7 127.0.0.1 %d %d".formatted(client.socket().getLocalPort(), port);
			assertThat(client.get("/").read().body()).isEqualTo(expected);
			assertThat(client.get("/").read().body()).isEqualTo(expected);
		}
		assertThat(instance.connections()).isEqualTo(2);
	}

	@Test
	void instanceIsToldTheClientInBinary() throws Exception {
		RawInstance instance = this.fixture.closing(new RawInstance((connection) -> {
			byte[] header = connection.socket().getInputStream().readNBytes(28);
			connection.head();
			String hex = HexFormat.of().formatHex(header, 0, 24);
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + hex.length() + "\r\n\r\n" + hex);
		}));
		this.fixture.cluster(instance.port());
		try (RawClient client = new RawClient(this.fixture.start(settings(Send.V2)), "127.0.3.7")) {
			assertThat(client.get("/").read().body())
				.isEqualTo(HexFormat.of().formatHex(SIGNATURE) + "2111000c" + "7f000307" + "7f000001");
		}
	}

	private static GatewaySettings settings(Send send) {
		return GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(),
				ClientSettings.DEFAULT.with(new ProxyProtocolSettings(false, send)), List.of());
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PROXY TCP4 203.0.113.900 127.0.0.1 1 2\r\n",
			"PROXY TCP4 203.0.113.9\r\n", "PROXY", "\r\n\r\n\0\r\nQUIT\n\u00ff" })
	void whatIsNoHeaderIsClosedUnanswered(String sent) throws Exception {
		assertClosed(start(), "127.0.0.1", sent);
	}

	@Test
	void peerThatIsNotTrustedIsClosedUnanswered() throws Exception {
		assertClosed(start(), "127.0.1.5",
				"PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
	}

	private void assertClosed(int port, String from, String sent) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			try (RawClient client = new RawClient(port, from)) {
				client.send(sent).read();
			}
		})
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("timed out")
				.satisfiesAnyOf((message) -> assertThat(message).isEqualTo("End of stream after ''"),
						(message) -> assertThat(message).containsAnyOf("reset", "Broken pipe")));
	}

	private int start() throws IOException {
		this.fixture.cluster(echoHead());
		return this.fixture.start(settings(0));
	}

	private static GatewaySettings settings(int maxConnectionsPerAddress) {
		return GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10),
				List.of(AddressRange.of("127.0.0.0/24")),
				ClientSettings.DEFAULT.withMaxConnections(0, maxConnectionsPerAddress)
					.with(new ProxyProtocolSettings(true, ProxyProtocolSettings.Send.NONE)),
				List.of());
	}

	private static byte[] address(String address) throws IOException {
		return InetAddress.getByName(address).getAddress();
	}

	private static byte[] version2(int command, int family, byte[]... addresses) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (byte[] address : addresses) {
			body.write(address);
		}
		if (addresses.length > 0) {
			body.write(new byte[] { 0x12, 0x34, 0, 80 });
		}
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		header.write(SIGNATURE);
		header.write(new byte[] { (byte) command, (byte) family, 0, (byte) body.size() });
		header.write(body.toByteArray());
		return header.toByteArray();
	}

	private int echoHead() throws IOException {
		return this.fixture.closing(new RawInstance((connection) -> {
			while (true) {
				String head = connection.head();
				connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
			}
		})).port();
	}

}
