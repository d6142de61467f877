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

package io.stickycluster.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterManagementFilter}.
 */
class ClusterManagementFilterTests {

	private static final String PATH = "/actuator/cluster";

	private final ClusterManagementFilter filter = new ClusterManagementFilter(() -> PATH, false, false);

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.9.10", "::1" })
	void loopbackPeerMayWrite(String peer) throws Exception {
		assertThat(passes(this.filter, exchange(HttpMethod.POST, peer, "localhost:8080"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "192.168.1.4", "10.0.0.1", "0.0.0.0", "128.0.0.1", "2001:db8::1", "fe80::1" })
	void otherPeerMayNotWrite(String peer) throws Exception {
		assertThat(passes(this.filter, exchange(HttpMethod.POST, peer, "localhost:8080"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "192.168.1.4", "2001:db8::1" })
	void otherPeerMayRead(String peer) throws Exception {
		assertThat(passes(this.filter, exchange(HttpMethod.GET, peer, "app.example.org"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { PATH + "/0/logs", PATH + "/0/logs/", PATH + "/0/other/more", PATH + "/%30/%6Cogs",
			PATH + "/0;a=b/logs" })
	void otherPeerMayNotReadLogs(String path) throws Exception {
		for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
			ServerWebExchange exchange = exchange(method, path, "192.168.1.4", host("localhost"));
			assertThat(passes(this.filter, exchange)).isFalse();
			assertThat(((MockServerHttpResponse) exchange.getResponse()).getBodyAsString().block())
				.contains("This request must not read the logs of instances because it does not come from");
		}
		assertThat(passes(this.filter, exchange(HttpMethod.GET, path, "127.0.0.1", host("localhost")))).isTrue();
		assertThat(passes(this.filter, exchange(HttpMethod.GET, PATH + "/0", "192.168.1.4", host("localhost"))))
			.isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void otherPeerMayWriteWhereThatIsAllowed(boolean allowRemote) throws Exception {
		ClusterManagementFilter open = new ClusterManagementFilter(() -> PATH, allowRemote, !allowRemote);
		assertThat(passes(open, exchange(HttpMethod.POST, "192.168.1.4", "app.example.org"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST:8080", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:8080" })
	void loopbackHostMayBeWritten(String host) throws Exception {
		assertThat(passes(this.filter, exchange(HttpMethod.POST, "127.0.0.1", host))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.org", "localhost.example.org", "127.0.0.1.example.org", "127.evil.example",
			"example.org:127", "localhost@example.org", "[::2]", "192.168.1.4", "localhost:", "localhost:8080:x" })
	void otherHostMayNotBeWritten(String host) throws Exception {
		assertThat(passes(this.filter, exchange(HttpMethod.POST, "127.0.0.1", host))).isFalse();
	}

	@Test
	void missingOrDoubledHostIsRefused() throws Exception {
		assertThat(passes(this.filter, exchange("127.0.0.1", new HttpHeaders()))).isFalse();
		HttpHeaders doubled = host("localhost");
		doubled.add("Host", "evil.example");
		assertThat(passes(this.filter, exchange("127.0.0.1", doubled))).isFalse();
	}

	@Test
	void unknownPeerIsRefused() throws Exception {
		assertThat(passes(this.filter, exchange(null, host("localhost")))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://localhost.evil.example", "http://localhost:9090", "file://localhost:8080", "null",
			"http://evil.example/http://localhost:8080", "not a uri", "" })
	void otherOriginIsRefused(String origin) throws Exception {
		HttpHeaders headers = host("localhost:8080");
		headers.add("Origin", origin);
		assertThat(passes(this.filter, exchange("127.0.0.1", headers))).isFalse();
	}

	@Test
	void refusalIsForbiddenAndNamesTheProperty() throws Exception {
		ServerWebExchange exchange = exchange(HttpMethod.POST, "192.168.1.4", "localhost");
		passes(this.filter, exchange);
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(((MockServerHttpResponse) exchange.getResponse()).getBodyAsString().block())
			.isEqualTo("{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"This request must not change the cluster"
					+ " because it does not come from a loopback address. Set"
					+ " sticky.cluster.management.allow-remote=true to allow it.\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/chat", "/actuator", "/actuator/clusters", "/actuator/health" })
	void otherPathsAreNoneOfItsBusiness(String path) throws Exception {
		assertThat(passes(this.filter, exchange(HttpMethod.POST, path, "192.168.1.4", host("app.example.org"))))
			.isTrue();
	}

	@Test
	void endpointWithoutPathHasNothingToGuard() throws Exception {
		ClusterManagementFilter idle = new ClusterManagementFilter(() -> null, false, false);
		assertThat(passes(idle, exchange(HttpMethod.POST, "192.168.1.4", "app.example.org"))).isTrue();
	}

	private static HttpHeaders host(String host) {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Host", host);
		return headers;
	}

	private static ServerWebExchange exchange(HttpMethod method, String peer, String host) throws Exception {
		return exchange(method, PATH, peer, host(host));
	}

	private static ServerWebExchange exchange(@Nullable String peer, HttpHeaders headers) throws Exception {
		return exchange(HttpMethod.POST, PATH, peer, headers);
	}

	private static ServerWebExchange exchange(HttpMethod method, String path, @Nullable String peer,
			HttpHeaders headers) throws Exception {
		InetSocketAddress address = (peer != null) ? new InetSocketAddress(InetAddress.getByName(peer), 1234) : null;
		MockServerHttpRequest mock = MockServerHttpRequest.method(method, path).build();
		return MockServerWebExchange.from(mock)
			.mutate()
			.request(new OtherServerRequest(method, URI.create(path), headers, address))
			.build();
	}

	private static boolean passes(ClusterManagementFilter filter, ServerWebExchange exchange) {
		boolean[] passed = new boolean[1];
		filter.filter(exchange, (next) -> Mono.fromRunnable(() -> passed[0] = true)).block();
		return passed[0];
	}

	/**
	 * Request of a server other than Netty.
	 */
	private static final class OtherServerRequest extends AbstractServerHttpRequest {

		private final @Nullable InetSocketAddress peer;

		OtherServerRequest(HttpMethod method, URI uri, HttpHeaders headers, @Nullable InetSocketAddress peer) {
			super(method, uri, null, headers);
			this.peer = peer;
		}

		@Override
		protected MultiValueMap<String, HttpCookie> initCookies() {
			return new LinkedMultiValueMap<>();
		}

		@Override
		protected @Nullable SslInfo initSslInfo() {
			return null;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> T getNativeRequest() {
			return (T) "request";
		}

		@Override
		public @Nullable InetSocketAddress getRemoteAddress() {
			return this.peer;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.empty();
		}

	}

}
