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

import java.time.Duration;

import jakarta.servlet.http.HttpSessionEvent;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletOpenSessions} and {@link ReactiveOpenSessions}.
 */
class OpenSessionsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Test
	void servletSessionsAreCountedFromBeginToEnd() {
		ServletOpenSessions sessions = new ServletOpenSessions();
		sessions.sessionCreated(event());
		sessions.sessionCreated(event());
		assertThat(sessions.count()).isEqualTo(2);
		sessions.sessionDestroyed(event());
		assertThat(sessions.count()).isEqualTo(1);
	}

	@Test
	void endOfSessionThatWasNotSeenToBeginIsNotCounted() {
		ServletOpenSessions sessions = new ServletOpenSessions();
		sessions.sessionDestroyed(event());
		sessions.sessionCreated(event());
		assertThat(sessions.count()).isEqualTo(1);
	}

	@Test
	void reactiveSessionsAreThoseOfTheStore() {
		DefaultWebSessionManager manager = new DefaultWebSessionManager();
		ReactiveOpenSessions sessions = new ReactiveOpenSessions(() -> manager);
		assertThat(sessions.count()).isZero();
		WebSession session = manager.getSession(MockServerWebExchange.from(MockServerHttpRequest.get("/")))
			.block(TIMEOUT);
		session.start();
		session.save().block(TIMEOUT);
		assertThat(sessions.count()).isEqualTo(1);
		session.invalidate().block(TIMEOUT);
		assertThat(sessions.count()).isZero();
	}

	@Test
	void reactiveSessionsElsewhereAreNotKnown() {
		WebSessionManager elsewhere = (exchange) -> Mono.empty();
		assertThat(new ReactiveOpenSessions(() -> elsewhere).count()).isEqualTo(-1);
		assertThat(new ReactiveOpenSessions(() -> null).count()).isEqualTo(-1);
	}

	private static HttpSessionEvent event() {
		return new HttpSessionEvent(new MockHttpSession());
	}

}
