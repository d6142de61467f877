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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

import io.stickycluster.launch.HealthCheck;
import io.stickycluster.supervisor.ReloadPolicy;
import io.stickycluster.supervisor.ReloadPolicy.CanaryLimits;
import io.stickycluster.supervisor.ReloadPolicy.Strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link ReloadSettings} and {@link ReloadProperties}.
 */
class ReloadSettingsTests {

	private static ReloadSettings settings(Map<String, String> properties) {
		return new ReloadSettings(new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("sticky.cluster.reload", ReloadProperties.class));
	}

	@Test
	void defaults() {
		assertThat(settings(Map.of()).policy()).isEqualTo(ReloadPolicy.DEFAULT);
		assertThat(settings(Map.of()).sessions(false).cookies()).containsExactly("JSESSIONID", "SESSION");
		assertThat(settings(Map.of()).sessions(true).cookies()).isEmpty();
	}

	@Test
	void allIsTaken() {
		ReloadSettings settings = settings(Map.of("sticky.cluster.reload.strategy", "in-place",
				"sticky.cluster.reload.concurrency", "3", "sticky.cluster.reload.survive", "7s",
				"sticky.cluster.reload.canary-pause", "1h", "sticky.cluster.reload.canary-min-requests", "5",
				"sticky.cluster.reload.canary-max-failure-ratio", "0.5",
				"sticky.cluster.reload.canary-max-latency-factor", "4", "sticky.cluster.reload.keep-old", "2m",
				"sticky.cluster.reload.close-spread", "30s", "sticky.cluster.reload.session-cookies", "shop"));
		assertThat(settings.policy()).isEqualTo(new ReloadPolicy(Strategy.IN_PLACE, 3, Duration.ofSeconds(7),
				Duration.ofHours(1), new CanaryLimits(5, 0.5, 4), Duration.ofMinutes(2), Duration.ofSeconds(30)));
		assertThat(settings.sessions(true).cookies()).isEqualTo(List.of("shop"));
	}

	@ParameterizedTest
	@CsvSource({ "concurrency, 0", "survive, -1s", "canary-pause, -1s", "canary-min-requests, 0",
			"canary-max-failure-ratio, 1.5", "canary-max-failure-ratio, -0.1", "canary-max-latency-factor, -1",
			"keep-old, -1s", "close-spread, -1s" })
	void whatCannotBeIsRefusedByItsName(String name, String value) {
		ReloadSettings settings = settings(Map.of("sticky.cluster.reload." + name, value));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(settings::policy)
			.withMessageContaining("'sticky.cluster.reload." + name + "'");
	}

	@Test
	void healthPathMustBeAPathOrEmpty() {
		assertThat(settings(Map.of("sticky.cluster.reload.health-path", "")).healthCheck(new MockEnvironment()))
			.isSameAs(HealthCheck.NONE);
		ReloadSettings wrong = settings(Map.of("sticky.cluster.reload.health-path", "health"));
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> wrong.healthCheck(new MockEnvironment()))
			.withMessageContaining("'sticky.cluster.reload.health-path'");
	}

	@Test
	void healthEndpointOfTheApplicationIsAskedUnlessSetOtherwise() {
		MockEnvironment environment = new MockEnvironment();
		assertThat(ReloadSettings.healthEndpoint(environment)).isEqualTo("/actuator/health");
		environment.setProperty("server.servlet.context-path", "/shop");
		environment.setProperty("management.endpoints.web.base-path", "/");
		environment.setProperty("management.endpoints.web.path-mapping.health", "status");
		assertThat(ReloadSettings.healthEndpoint(environment)).isEqualTo("/shop/status");
	}

}
