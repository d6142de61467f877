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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link Gateway} behind trusted proxies.
 */
@NullUnmarked
class GatewayTrustTests {

	private final GatewayFixture fixture = new GatewayFixture();

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void trustedProxyTellsTheClientAndTheSchemeAndTheHost() throws Exception {
		String head = request("127.0.0.5", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https",
				"X-Forwarded-Host: www.example.com", "X-Forwarded-Prefix: /shop");
		assertThat(head).containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n")
			.containsIgnoringCase("\r\nx-forwarded-proto: https\r\n")
			.containsIgnoringCase("\r\nx-forwarded-host: www.example.com\r\n")
			.containsIgnoringCase("\r\nx-forwarded-port: 443\r\n")
			.containsIgnoringCase("\r\nx-forwarded-prefix: /shop\r\n")
			.containsIgnoringCase("\r\nforwarded: for=203.0.113.9;host=\"www.example.com\";proto=https\r\n");
	}

	@Test
	void chainIsCutAtTheFirstHopThatIsNotTrusted() throws Exception {
		assertThat(request("127.0.0.5", "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 127.0.0.6"))
			.containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n")
			.doesNotContain("6.6.6.6");
	}

	@Test
	void severalHeadersAreOneChain() throws Exception {
		assertThat(request("127.0.0.5", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.9"))
			.containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n")
			.doesNotContain("6.6.6.6");
	}

	@Test
	void forwardedHeaderOfATrustedProxyIsRead() throws Exception {
		assertThat(
				request("127.0.0.5", "Forwarded: for=6.6.6.6, for=\"[2001:db8::1]:4711\";proto=https;host=x.example"))
			.containsIgnoringCase("\r\nx-forwarded-for: 2001:db8::1\r\n")
			.containsIgnoringCase("\r\nx-forwarded-proto: https\r\n")
			.containsIgnoringCase("\r\nforwarded: for=\"[2001:db8::1]\";host=\"x.example\";proto=https\r\n");
	}

	@Test
	void whatIsNoAddressEndsTheChain() throws Exception {
		assertThat(request("127.0.0.5", "X-Forwarded-For: 203.0.113.9, unknown, 127.0.0.7"))
			.containsIgnoringCase("\r\nx-forwarded-for: 127.0.0.7\r\n");
	}

	@Test
	void peerThatIsNotTrustedIsTheClient() throws Exception {
		assertThat(request("127.0.1.5", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https"))
			.containsIgnoringCase("\r\nx-forwarded-for: 127.0.1.5\r\n")
			.containsIgnoringCase("\r\nx-forwarded-proto: http\r\n");
	}

	@Test
	void viaNamesTheGatewayOnBothWays() throws Exception {
		this.fixture.cluster(echoHead());
		GatewaySettings defaults = GatewayFixture.settings();
		int port = this.fixture.start(new GatewaySettings(defaults.connectTimeout(), defaults.responseTimeout(),
				defaults.instanceIdleTimeout(), defaults.clientIdleTimeout(), 10, 10, new HeaderSettings(false, "shop"),
				List.of(), defaults.clients(), List.of(), defaults.failover(), defaults.hold(), defaults.queue(),
				defaults.sessions()));
		try (RawClient client = new RawClient(port)) {
			RawClient.Response response = client.get("/", "Via: 1.0 other").read();
			assertThat(response.body()).containsIgnoringCase("\r\nvia: 1.0 other\r\n")
				.containsIgnoringCase("\r\nvia: 1.1 shop\r\n");
			assertThat(response.header("Via")).isEqualTo("1.1 shop");
			assertThat(response.header("X-Sticky-Instance")).isNull();
			client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
			assertThat(client.read().body()).containsIgnoringCase("\r\nvia: 1.0 shop\r\n");
		}
	}

	@Test
	void zoneOfAnAddressIsDropped() throws Exception {
		assertThat(request("127.0.0.5", "X-Forwarded-For: fe80::1%eth0"))
			.containsIgnoringCase("\r\nx-forwarded-for: fe80::1\r\n");
	}

	@Test
	void mappedAddressIsThatOfIpv4() throws Exception {
		assertThat(request("127.0.0.5", "X-Forwarded-For: ::ffff:203.0.113.9"))
			.containsIgnoringCase("\r\nx-forwarded-for: 203.0.113.9\r\n");
	}

	@Test
	void affinityIsThatOfTheClientBehindTheProxy() throws Exception {
		this.fixture.cluster(echoHead(), echoHead(), echoHead(), echoHead());
		int port = start();
		Set<String> used = new HashSet<>();
		for (int i = 1; i <= 30; i++) {
			Set<String> ofClient = new HashSet<>();
			for (String proxy : List.of("127.0.0.5", "127.0.0.6")) {
				try (RawClient client = new RawClient(port, proxy)) {
					ofClient.add(client.get("/", "X-Forwarded-For: 203.0.113." + i).read().header("X-Sticky-Instance"));
				}
			}
			assertThat(ofClient).hasSize(1);
			used.addAll(ofClient);
		}
		assertThat(used).hasSize(4);
	}

	private String request(String from, String... headers) throws Exception {
		this.fixture.cluster(echoHead());
		try (RawClient client = new RawClient(start(), from)) {
			return client.get("/", headers).read().body();
		}
	}

	private int start() {
		return this.fixture.start(GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10),
				List.of(AddressRange.of("127.0.0.0/24"), AddressRange.of("2001:db8:ffff::/48")), List.of()));
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
