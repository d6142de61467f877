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

package io.stickycluster.app;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * HTTP client that calls from a loopback address of its choice.
 */
public final class LoopbackClient {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final String address;

	private final int port;

	public LoopbackClient(String address, int port) {
		this.address = address;
		this.port = port;
	}

	public Response get(String path) {
		return get("http", path, Map.of());
	}

	/**
	 * Send a GET request.
	 * @param scheme the scheme; {@code https} offers HTTP/2 and trusts any certificate
	 * @param path the path
	 * @param headers additional headers
	 * @return the response
	 */
	public Response get(String scheme, String path, Map<String, String> headers) {
		HttpClient client = HttpClient.newConnection().bindAddress(() -> new InetSocketAddress(this.address, 0));
		if (scheme.equals("https")) {
			client = client.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
				.secure((spec) -> spec.sslContext((GenericSslContextSpec<?>) Http2SslContextSpec.forClient()
					.configure((builder) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE))));
		}
		return client.headers((entries) -> headers.forEach(entries::set))
			.get()
			.uri(scheme + "://127.0.0.1:" + this.port + path)
			.responseSingle((response, body) -> body.asByteArray()
				.switchIfEmpty(Mono.just(new byte[0]))
				.map((bytes) -> new Response(response.status().code(), response.version().toString(),
						response.responseHeaders(), bytes)))
			.block(TIMEOUT);
	}

	/**
	 * A response.
	 */
	public record Response(int status, String version, HttpHeaders headers, byte[] bytes) {

		public String body() {
			return new String(this.bytes, StandardCharsets.UTF_8);
		}

	}

}
