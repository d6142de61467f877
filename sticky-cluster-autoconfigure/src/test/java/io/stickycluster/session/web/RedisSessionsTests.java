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

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.ReactiveMapSessionRepository;
import org.springframework.session.Session;
import reactor.core.publisher.Mono;

import io.stickycluster.session.SessionStoreUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RedisSessions} and {@link ReactiveRedisSessions}.
 */
class RedisSessionsTests {

	private static final PersistenceExceptionTranslator REDIS = new LettuceConnectionFactory();

	private RuntimeException failure = new RedisConnectionFailureException("gone");

	private boolean failing = true;

	private final Map<String, Session> map = new HashMap<>() {

		@Override
		public Session get(Object key) {
			fail();
			return super.get(key);
		}

		@Override
		public Session put(String key, Session value) {
			fail();
			return super.put(key, value);
		}

		@Override
		public Session remove(Object key) {
			fail();
			return super.remove(key);
		}

	};

	private final RedisSessions<MapSession> sessions = new RedisSessions<>(new MapSessionRepository(this.map), REDIS);

	private final ReactiveRedisSessions<MapSession> reactive = new ReactiveRedisSessions<>(
			new ReactiveMapSessionRepository(this.map), REDIS);

	@Test
	void redisThatFailsIsA503UntilItWorks() {
		MapSession session = this.sessions.createSession();
		assertUnavailable(() -> this.sessions.save(session));
		assertUnavailable(() -> this.sessions.findById("a"));
		assertUnavailable(() -> this.sessions.deleteById("a"));
		this.failing = false;
		this.sessions.save(session);
		assertThat(this.sessions.findById(session.getId())).isEqualTo(session);
		this.sessions.deleteById(session.getId());
		assertThat(this.sessions.findById(session.getId())).isNull();
	}

	@Test
	void reactiveRedisThatFailsIsA503UntilItWorks() {
		MapSession session = this.reactive.createSession().block();
		assertUnavailable(() -> this.reactive.save(session).block());
		assertUnavailable(() -> this.reactive.findById("a").block());
		assertUnavailable(() -> this.reactive.deleteById("a").block());
		this.failing = false;
		this.reactive.save(session).block();
		assertThat(this.reactive.findById(session.getId()).block()).isEqualTo(session);
		this.reactive.deleteById(session.getId()).block();
		assertThat(this.reactive.findById(session.getId()).block()).isNull();
	}

	@Test
	void otherFailuresStayWhatTheyAre() {
		this.failure = new IllegalStateException("Session was invalidated");
		assertThatIllegalStateException().isThrownBy(() -> this.sessions.findById("a"));
		assertThatIllegalStateException().isThrownBy(() -> this.reactive.findById("a").block());
	}

	@Test
	void clientsAreAskedToComeAgain() {
		SessionStoreUnavailableException unavailable = new SessionStoreUnavailableException("gone");
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
		assertThatExceptionOfType(SessionStoreUnavailableException.class)
			.isThrownBy(() -> new SessionUnavailableHandler().handle(exchange, unavailable).block());
		assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("1");
		MockServerWebExchange other = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
		assertThatIllegalStateException()
			.isThrownBy(() -> new SessionUnavailableHandler().handle(other, new IllegalStateException()).block());
		assertThat(other.getResponse().getHeaders().isEmpty()).isTrue();
	}

	@Test
	void failuresOfTheClientAreThoseOfRedis() {
		this.failure = new RedisException("Currently not connected. Commands are rejected.");
		assertThatExceptionOfType(SessionStoreUnavailableException.class)
			.isThrownBy(() -> this.reactive.findById("a").block())
			.havingRootCause()
			.isSameAs(this.failure);
		IOException broken = new IOException("Connection reset by peer");
		ReactiveRedisSessions<MapSession> breaking = new ReactiveRedisSessions<>(
				new ReactiveMapSessionRepository(Map.of()) {

					@Override
					public Mono<MapSession> findById(String id) {
						return Mono.error(broken);
					}

				}, REDIS);
		assertThatExceptionOfType(SessionStoreUnavailableException.class)
			.isThrownBy(() -> breaking.findById("a").block())
			.havingRootCause()
			.isSameAs(broken);
	}

	private static void assertUnavailable(Runnable task) {
		assertThatExceptionOfType(SessionStoreUnavailableException.class).isThrownBy(task::run)
			.withRootCauseInstanceOf(RedisConnectionFailureException.class);
	}

	private void fail() {
		if (this.failing) {
			throw this.failure;
		}
	}

}
