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

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.session.SessionLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedSessionSettings} and {@link SharedSessionProperties}.
 */
class SharedSessionSettingsTests {

	private static final String REDIS_TIMEOUT = "spring.data.redis.timeout";

	@Test
	void defaults() {
		SharedSessionSettings settings = settings(Map.of());
		assertThat(settings.isShared(Isolation.PROCESS)).isFalse();
		assertThat(settings.isShared(Isolation.COMMAND)).isFalse();
		assertThat(settings.limits()).isEqualTo(new SessionLimits(100_000, 64 * 1024 * 1024, 256 * 1024));
		assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings.keyPrefix(new MockEnvironment().withProperty("spring.application.name", "shop")))
			.isEqualTo("sticky-cluster.shop");
	}

	@Test
	void valuesAreBound() {
		SharedSessionSettings settings = settings(
				Map.of("sticky.cluster.sessions.store", "supervisor", "sticky.cluster.sessions.max-sessions", "7",
						"sticky.cluster.sessions.max-size", "2MB", "sticky.cluster.sessions.max-session-size", "3KB",
						"sticky.cluster.sessions.timeout", "5s", "sticky.cluster.sessions.key-prefix", "chat"));
		assertThat(settings.isShared(Isolation.CONTEXT)).isTrue();
		assertThat(settings.limits()).isEqualTo(new SessionLimits(7, 2 * 1024 * 1024, 3 * 1024));
		assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(settings.keyPrefix(new MockEnvironment())).isEqualTo("chat");
	}

	@ParameterizedTest
	@CsvSource({ "max-sessions, 0", "max-size, 1KB", "max-session-size, 0B", "max-session-size, 2MB" })
	void limitsThatHoldNoSessionAreRefused(String name, String value) {
		SharedSessionSettings settings = settings(Map.of("sticky.cluster.sessions." + name, value));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(settings::limits)
			.withMessageContaining("'sticky.cluster.sessions." + name + "'");
	}

	@Test
	void timeoutMustNotBe0() {
		SharedSessionSettings settings = settings(Map.of("sticky.cluster.sessions.timeout", "0"));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(settings::timeout)
			.withMessageContaining("'sticky.cluster.sessions.timeout'");
	}

	@Test
	void redisIsNotWaitedForLongerThanTheSupervisorWouldBe() {
		MockEnvironment environment = new MockEnvironment();
		assertThat(SharedSessionSettings.redisDefaults(environment)).isEmpty();
		environment.setProperty("sticky.cluster.sessions.store", "redis");
		assertThat(SharedSessionSettings.redisDefaults(environment)).isEqualTo(Map.of(REDIS_TIMEOUT, "2s"));
		environment.setProperty("sticky.cluster.sessions.timeout", "500ms");
		assertThat(SharedSessionSettings.redisDefaults(environment)).isEqualTo(Map.of(REDIS_TIMEOUT, "500ms"));
		environment.setProperty("sticky.cluster.sessions.store", "supervisor");
		assertThat(SharedSessionSettings.redisDefaults(environment)).isEmpty();
	}

	@Test
	void programsKeepTheirOwnSessions() {
		SharedSessionSettings settings = settings(Map.of("sticky.cluster.sessions.store", "supervisor"));
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> settings.isShared(Isolation.COMMAND))
			.withMessageContaining("'sticky.cluster.sessions.store' has the value 'supervisor'");
	}

	private static SharedSessionSettings settings(Map<String, String> values) {
		return new SharedSessionSettings(new Binder(new MapConfigurationPropertySource(values))
			.bindOrCreate("sticky.cluster.sessions", SharedSessionProperties.class));
	}

}
