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
package io.stickycluster.session.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

import io.stickycluster.session.SessionStoreUnavailableException;

/**
 * {@link WebExceptionHandler} that says when to come again if a session cannot be had.
 * What else the answer has, those after it say.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class SessionUnavailableHandler implements WebExceptionHandler {

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
		if (ex instanceof SessionStoreUnavailableException unavailable && !exchange.getResponse().isCommitted()) {
			exchange.getResponse().getHeaders().putAll(unavailable.getHeaders());
		}
		return Mono.error(ex);
	}

}
