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

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * {@link WebFilter} that ends the event streams of an instance before its web server
 * waits for them: they do not end by themselves, and a graceful shutdown would wait until
 * it times out.
 */
public final class EventStreamWebFilter extends EventStreamLifecycle implements WebFilter {

	private volatile Sinks.Empty<Void> stop = Sinks.empty();

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		EndingResponse response = new EndingResponse(exchange.getResponse(), this.stop.asMono());
		return chain.filter(exchange.mutate().response(response).build());
	}

	@Override
	public void start() {
		this.stop = Sinks.empty();
		super.start();
	}

	@Override
	public void stop() {
		super.stop();
		this.stop.tryEmitEmpty();
	}

	/**
	 * Ends when told to, if it is an event stream.
	 */
	private static final class EndingResponse extends ServerHttpResponseDecorator {

		private final Mono<Void> stop;

		EndingResponse(ServerHttpResponse delegate, Mono<Void> stop) {
			super(delegate);
			this.stop = stop;
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return super.writeAndFlushWith(isEventStream() ? Flux.from(body).takeUntilOther(this.stop) : body);
		}

		private boolean isEventStream() {
			return MediaType.TEXT_EVENT_STREAM.isCompatibleWith(getHeaders().getContentType());
		}

	}

}
