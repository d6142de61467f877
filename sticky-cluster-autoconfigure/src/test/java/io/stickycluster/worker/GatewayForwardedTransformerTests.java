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

package io.stickycluster.worker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayForwardedTransformer}.
 */
class GatewayForwardedTransformerTests {

	private final GatewayForwardedTransformer transformer = new GatewayForwardedTransformer();

	@ParameterizedTest
	@ValueSource(strings = { "192.0.2.7", "2001:db8::7" })
	void clientIsWhoTheGatewaySays(String address) {
		ServerHttpRequest request = this.transformer.apply(request("http", "shop.example", address).build());
		assertThat(request.getRemoteAddress()).isNotNull();
		assertThat(request.getRemoteAddress().isUnresolved()).isFalse();
		assertThat(request.getRemoteAddress()).isEqualTo(new InetSocketAddress(address, 0));
		assertThat(request.getURI()).isEqualTo(URI.create("http://shop.example/cart?id=1"));
	}

	@Test
	void uriIsTheClients() {
		ServerHttpRequest request = this.transformer.apply(request("https", "shop.example", "192.0.2.7").build());
		assertThat(request.getURI()).isEqualTo(URI.create("https://shop.example/cart?id=1"));
		assertThat(request.getRemoteAddress()).isEqualTo(new InetSocketAddress("192.0.2.7", 0));
	}

	@Test
	void prefixOfATrustedProxyIsKept() {
		ServerHttpRequest request = this.transformer
			.apply(request("http", "shop.example", "192.0.2.7").header("X-Forwarded-Prefix", "/eu").build());
		assertThat(request.getPath().contextPath().value()).isEqualTo("/eu");
	}

	@Test
	void connectionWithAnAddressIsBelieved() {
		InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 4711);
		ServerHttpRequest request = request("https", "shop.example", "192.0.2.7").remoteAddress(peer).build();
		assertThat(this.transformer.apply(request)).isSameAs(request);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "unknown", "shop.example", "192.0.2.7:80" })
	void whatIsNoAddressIsOfThisMachine(String address) {
		ServerHttpRequest request = this.transformer.apply(request("http", "shop.example", address).build());
		assertThat(request.getRemoteAddress()).isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	private static MockServerHttpRequest.BaseBuilder<?> request(String proto, String host, String address) {
		return MockServerHttpRequest.get("http://shop.example/cart?id=1")
			.header("Host", "shop.example")
			.header("X-Forwarded-For", address)
			.header("X-Forwarded-Host", host)
			.header("X-Forwarded-Proto", proto)
			.header("X-Forwarded-Port", proto.equals("https") ? "443" : "80");
	}

}
