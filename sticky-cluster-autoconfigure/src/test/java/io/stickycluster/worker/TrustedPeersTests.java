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

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrustedPeers}, {@link TrustedForwardedFilter} and
 * {@link TrustedForwardedTransformer}.
 */
@NullUnmarked
class TrustedPeersTests {

	private final TrustedPeers peers = new TrustedPeers(List.of("192.0.2.5", "10.1.0.0/16", "2001:db8::/32"));

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, true", "127.9.9.9, true", "::1, true", "192.0.2.5, true", "192.0.2.6, false",
			"10.1.255.1, true", "10.2.0.1, false", "2001:db8:1::1, true", "2001:db9::1, false", "'', true",
			"nonsense, false" })
	void believesOwnMachineAndNamedProxies(String address, boolean trusted) {
		assertThat(this.peers.isTrusted(address)).isEqualTo(trusted);
	}

	@Test
	void peerOfAUnixDomainSocketIsTheGateway() {
		assertThat(this.peers.isTrusted((String) null)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 203.0.113.7, https", "192.0.2.6, 192.0.2.6, http" })
	void servletApplicationSees(String peer, String client, String scheme) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
		request.setRemoteAddr(peer);
		request.addHeader("X-Forwarded-For", "203.0.113.7");
		request.addHeader("X-Forwarded-Proto", "https");
		MockFilterChain chain = new MockFilterChain();
		new TrustedForwardedFilter(this.peers).doFilter(request, new MockHttpServletResponse(), chain);
		HttpServletRequest seen = (HttpServletRequest) chain.getRequest();
		assertThat(seen.getRemoteAddr()).isEqualTo(client);
		assertThat(seen.getScheme()).isEqualTo(scheme);
		assertThat(seen.getHeader("X-Forwarded-For")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 203.0.113.7, https", "192.0.2.6, 192.0.2.6, http" })
	void webFluxApplicationSees(String peer, String client, String scheme) {
		ServerHttpRequest request = MockServerHttpRequest.get("http://shop.example/")
			.remoteAddress(new InetSocketAddress(peer, 40000))
			.header("X-Forwarded-For", "203.0.113.7")
			.header("X-Forwarded-Proto", "https")
			.build();
		ServerHttpRequest seen = new TrustedForwardedTransformer(this.peers).apply(request);
		assertThat(seen.getRemoteAddress().getHostString()).isEqualTo(client);
		assertThat(seen.getURI()).isEqualTo(URI.create(scheme + "://shop.example/"));
		assertThat(seen.getHeaders().containsHeader("X-Forwarded-For")).isFalse();
	}

}
