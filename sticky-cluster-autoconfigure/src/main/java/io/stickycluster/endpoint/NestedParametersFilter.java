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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link WebFilter} that lets parameters of the endpoint's write operations be JSON
 * objects. Spring Boot reads the body as a map of strings, whatever the parameters' types
 * are, and refuses all others: here such parameters become strings of JSON.
 */
public class NestedParametersFilter implements WebFilter, Ordered {

	private static final int MAX_BODY_BYTES = 1024 * 1024;

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Supplier<@Nullable PathPattern> path;

	/**
	 * Create a filter.
	 * @param endpointPath gives the path of the endpoint within the application, or
	 * {@code null} when it has none; asked once
	 */
	public NestedParametersFilter(Supplier<@Nullable String> endpointPath) {
		this.path = SingletonSupplier.ofNullable(() -> {
			String path = endpointPath.get();
			return (path != null) ? PathPatternParser.defaultInstance.parse(path) : null;
		});
	}

	@Override
	public int getOrder() {
		// After those that decide whether the body is to be looked at at all
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		PathPattern path = this.path.get();
		MediaType type = request.getHeaders().getContentType();
		if (path == null || type == null || !type.isCompatibleWith(MediaType.APPLICATION_JSON)
				|| !HttpMethod.POST.equals(request.getMethod())
				|| !path.matches(request.getPath().pathWithinApplication())) {
			return chain.filter(exchange);
		}
		return DataBufferUtils.join(request.getBody(), MAX_BODY_BYTES)
			.onErrorMap(DataBufferLimitException.class,
					(ex) -> new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE, null, ex))
			.map(NestedParametersFilter::bytes)
			.defaultIfEmpty(new byte[0])
			.flatMap((body) -> chain.filter(exchange.mutate().request(withBody(exchange, flatten(body))).build()));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static byte[] flatten(byte[] body) {
		try {
			JsonNode parameters = MAPPER.readTree(body);
			if (!parameters.isObject() || parameters.valueStream().noneMatch(JsonNode::isObject)) {
				return body;
			}
			Map<String, Object> flat = new LinkedHashMap<>();
			parameters.properties()
				.forEach((entry) -> flat.put(entry.getKey(),
						entry.getValue().isObject() ? entry.getValue().toString() : entry.getValue()));
			return MAPPER.writeValueAsBytes(flat);
		}
		catch (JacksonException ex) {
			// Whoever reads it next says what is wrong
			return body;
		}
	}

	private static ServerHttpRequest withBody(ServerWebExchange exchange, byte[] body) {
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(exchange.getRequest().getHeaders());
		headers.remove(HttpHeaders.TRANSFER_ENCODING);
		headers.setContentLength(body.length);
		return new ServerHttpRequestDecorator(exchange.getRequest()) {

			@Override
			public HttpHeaders getHeaders() {
				return headers;
			}

			@Override
			public Flux<DataBuffer> getBody() {
				return (body.length == 0) ? Flux.empty() : Flux
					.defer(() -> Flux.fromIterable(List.of(exchange.getResponse().bufferFactory().wrap(body))));
			}

		};
	}

}
