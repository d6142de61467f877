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

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventStreamWebFilter}.
 */
class EventStreamWebFilterTests {

	private final EventStreamWebFilter filter = new EventStreamWebFilter();

	private final MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));

	@BeforeEach
	void start() {
		this.filter.start();
	}

	@Test
	void openEventStreamEndsOnStop() {
		Disposable stream = begin(MediaType.TEXT_EVENT_STREAM);
		assertThat(stream.isDisposed()).isFalse();
		this.filter.stop();
		assertThat(stream.isDisposed()).isTrue();
		assertThat(this.exchange.getResponse().getBodyAsString().block()).isEqualTo("hello");
	}

	@Test
	void otherResponsesAreLeftAlone() {
		Disposable response = begin(MediaType.APPLICATION_NDJSON);
		this.filter.stop();
		assertThat(response.isDisposed()).isFalse();
		response.dispose();
	}

	@Test
	void streamsBeginAgainAfterAStart() {
		this.filter.stop();
		this.filter.start();
		Disposable stream = begin(MediaType.TEXT_EVENT_STREAM);
		assertThat(stream.isDisposed()).isFalse();
		stream.dispose();
	}

	private Disposable begin(MediaType contentType) {
		DataBuffer hello = DefaultDataBufferFactory.sharedInstance.wrap("hello".getBytes(StandardCharsets.UTF_8));
		return this.filter.filter(this.exchange, (filtered) -> {
			filtered.getResponse().getHeaders().setContentType(contentType);
			return filtered.getResponse().writeAndFlushWith(Flux.just(Mono.just(hello)).concatWith(Flux.never()));
		}).subscribe();
	}

}
