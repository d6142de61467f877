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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * {@link WebFilter} that lets the cluster be changed, and the logs of its instances be
 * read, from this machine only.
 *
 * <p>
 * Paths are matched as Spring matches them to the endpoint, so that there is no way to
 * write one that leads there and is not seen here. Peer and headers are taken from the
 * connection, before anything that trusts forwarding headers could change them.
 */
public class ClusterManagementFilter implements WebFilter, Ordered {

	private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

	private static final String BODY = """
			{"title":"Forbidden","status":403,"detail":"This request must not %s because %s. \
			Set sticky.cluster.management.allow-remote=true to allow it."}""";

	private static final String CHANGING = "change the cluster";

	private static final String READING = "read the logs of instances";

	private final boolean open;

	private final Supplier<List<PathPattern>> paths;

	private final Supplier<List<PathPattern>> confidentialPaths;

	/**
	 * Create a filter.
	 * @param endpointPath gives the path of the endpoint within the application, or
	 * {@code null} when it has none; asked once
	 * @param allowRemote whether nothing is refused
	 * @param securityPresent whether something else decides who may change the cluster
	 */
	public ClusterManagementFilter(Supplier<@Nullable String> endpointPath, boolean allowRemote,
			boolean securityPresent) {
		this.open = allowRemote || securityPresent;
		this.paths = SingletonSupplier.of(() -> patterns(endpointPath.get(), "", "/**"));
		// What an instance shows beside its state may be anything that the application
		// logs
		this.confidentialPaths = SingletonSupplier.of(() -> patterns(endpointPath.get(), "/*/*/**"));
	}

	private static List<PathPattern> patterns(@Nullable String path, String... below) {
		if (path == null) {
			return List.of();
		}
		return Stream.of(below).map((suffix) -> PathPatternParser.defaultInstance.parse(path + suffix)).toList();
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 10;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		boolean reads = READS.contains(request.getMethod());
		if (this.open || !isAt(reads ? this.confidentialPaths : this.paths, request)) {
			return chain.filter(exchange);
		}
		String refusal = refusal(request);
		return (refusal != null) ? refuse(exchange, reads ? READING : CHANGING, refusal) : chain.filter(exchange);
	}

	private static boolean isAt(Supplier<List<PathPattern>> paths, ServerHttpRequest request) {
		PathContainer path = request.getPath().pathWithinApplication();
		return paths.get().stream().anyMatch((pattern) -> pattern.matches(path));
	}

	private static @Nullable String refusal(ServerHttpRequest request) {
		if (nativeRequest(request) instanceof HttpServerRequest connection) {
			SocketAddress peer = connection.connectionRemoteAddress();
			return LoopbackPolicy.refusal((peer instanceof InetSocketAddress address) ? address : null,
					connection.requestHeaders().names(), connection.requestHeaders()::getAll);
		}
		return LoopbackPolicy.refusal(request.getRemoteAddress(), request.getHeaders().headerNames(),
				(name) -> request.getHeaders().getOrDefault(name, List.of()));
	}

	private static @Nullable Object nativeRequest(ServerHttpRequest request) {
		ServerHttpRequest current = request;
		while (current instanceof ServerHttpRequestDecorator decorator) {
			current = decorator.getDelegate();
		}
		return (current instanceof AbstractServerHttpRequest server) ? server.getNativeRequest() : null;
	}

	private static Mono<Void> refuse(ServerWebExchange exchange, String what, String refusal) {
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatus.FORBIDDEN);
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		byte[] body = BODY.formatted(what, refusal).getBytes(StandardCharsets.UTF_8);
		// Reactor Netty may leave the connection's next request without an answer when
		// the end of this one comes after its answer
		return exchange.getRequest()
			.getBody()
			.doOnNext(DataBufferUtils::release)
			.then(response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body))));
	}

}
