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
package io.stickycluster.autoconfigure;

import java.time.Clock;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.ReactiveMapSessionRepository;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.server.session.DefaultWebSessionManager;

import io.stickycluster.session.LocalSessionAccess;
import io.stickycluster.session.SessionLimits;
import io.stickycluster.session.SessionStore;
import io.stickycluster.session.SessionStoreAccess;
import io.stickycluster.session.web.ClusterSessionRepository;
import io.stickycluster.session.web.ReactiveClusterSessionRepository;
import io.stickycluster.session.web.ReactiveRedisSessions;
import io.stickycluster.session.web.RedisSessions;
import io.stickycluster.session.web.SessionUnavailableHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSessionAutoConfiguration}.
 */
class ClusterSessionAutoConfigurationTests {

	private static final String SUPERVISOR = "sticky.cluster.sessions.store=supervisor";

	private static final String REDIS = "sticky.cluster.sessions.store=redis";

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterSessionAutoConfiguration.class, SessionAutoConfiguration.class))
		.withPropertyValues(ClusterRole.PROPERTY + "=INSTANCE", "spring.session.timeout=77s")
		.withBean(InstanceRun.SESSION_STORE_BEAN, SessionStore.class,
				() -> new SessionStore(new SessionLimits(10, 10_000, 10_000), Clock.systemUTC()));

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterSessionAutoConfiguration.class, SessionAutoConfiguration.class))
		.withUserConfiguration(Server.class)
		.withPropertyValues(ClusterRole.PROPERTY + "=INSTANCE", "spring.session.timeout=77s")
		.withBean(InstanceRun.SESSION_STORE_BEAN, SessionStore.class,
				() -> new SessionStore(new SessionLimits(10, 10_000, 10_000), Clock.systemUTC()));

	@Test
	void nothingIsChangedByDefault() {
		this.servlet.run((context) -> assertThat(context).doesNotHaveBean(SessionRepository.class)
			.doesNotHaveBean(SessionRepositoryFilter.class));
		this.reactive.run((context) -> assertThat(context).doesNotHaveBean(ReactiveSessionRepository.class)
			.doesNotHaveBean(DefaultWebSessionManager.class));
	}

	@Test
	void plainApplicationKeepsItsSessions() {
		this.servlet.withPropertyValues(SUPERVISOR, ClusterRole.PROPERTY + "=STANDALONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionRepository.class));
	}

	@Test
	void servletApplicationGetsTheSupervisorsStore() {
		this.servlet.withPropertyValues(SUPERVISOR).run((context) -> {
			assertThat(context).hasSingleBean(SessionRepositoryFilter.class)
				.hasSingleBean(DelegatingFilterProxyRegistrationBean.class);
			assertThat(context.getBean(SessionStoreAccess.class)).isInstanceOf(LocalSessionAccess.class);
			assertThat(context.getBean(ClusterSessionRepository.class).createSession().getMaxInactiveInterval())
				.hasSeconds(77);
		});
	}

	@Test
	void reactiveApplicationGetsTheSupervisorsStore() {
		this.reactive.withPropertyValues(SUPERVISOR).run((context) -> {
			assertThat(context.getBean(DefaultWebSessionManager.class).getSessionStore())
				.isInstanceOf(SpringSessionWebSessionStore.class);
			assertThat(context.getBean(ReactiveClusterSessionRepository.class)
				.createSession()
				.block()
				.getMaxInactiveInterval()).hasSeconds(77);
		});
	}

	@Test
	void applicationsOwnRepositoryWins() {
		for (String store : new String[] { SUPERVISOR, REDIS }) {
			this.servlet.withPropertyValues(store)
				.withBean(MapSessionRepository.class, () -> new MapSessionRepository(Map.of()))
				.run((context) -> assertThat(context).hasSingleBean(SessionRepository.class));
			this.reactive.withPropertyValues(store)
				.withBean(ReactiveSessionRepository.class, () -> new ReactiveMapSessionRepository(Map.of()))
				.run((context) -> assertThat(context).hasSingleBean(ReactiveSessionRepository.class));
		}
	}

	@Test
	void redisKeepsTheSessions() {
		this.servlet.withPropertyValues(REDIS)
			.withBean(LettuceConnectionFactory.class)
			.run((context) -> assertThat(context).hasSingleBean(RedisSessions.class)
				.hasSingleBean(SessionRepositoryFilter.class));
		this.reactive.withPropertyValues(REDIS)
			.withBean(LettuceConnectionFactory.class)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveRedisSessions.class)
				.hasSingleBean(DefaultWebSessionManager.class)
				.hasSingleBean(SessionUnavailableHandler.class));
	}

	@Test
	void whatIsMissingIsNamed() {
		this.servlet.withPropertyValues(SUPERVISOR)
			.withClassLoader(new FilteredClassLoader("org.springframework.session", "org.springframework.boot.session"))
			.run((context) -> assertMissing(context.getStartupFailure(),
					"org.springframework.boot:spring-boot-session"));
		this.servlet.withPropertyValues(REDIS)
			.withClassLoader(new FilteredClassLoader("org.springframework.session.data"))
			.run((context) -> assertMissing(context.getStartupFailure(),
					"org.springframework.session:spring-session-data-redis"));
		this.servlet.withPropertyValues(REDIS)
			.run((context) -> assertMissing(context.getStartupFailure(), "spring-boot-starter-data-redis"));
	}

	private static void assertMissing(Throwable failure, String artifact) {
		assertThat(failure).hasRootCauseInstanceOf(InvalidClusterPropertyException.class)
			.rootCause()
			.satisfies((ex) -> assertThat(((InvalidClusterPropertyException) ex).getAction()).contains(artifact));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ServerProperties.class)
	static class Server {

	}

}
