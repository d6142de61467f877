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
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import io.stickycluster.supervisor.RecyclePolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RecycleSettings} and {@link RecycleProperties}.
 */
class RecycleSettingsTests {

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	@Test
	void everythingIsOffByDefault() {
		RecyclePolicy policy = new RecycleSettings(bind(Map.of())).policy();
		assertThat(policy.maxMemory()).isZero();
		assertThat(policy.maxRequests()).isZero();
		assertThat(policy.maxAge()).isZero();
		assertThat(policy.jitter()).isEqualTo(0.1);
		assertThat(policy.schedule().apply(NOON)).isNull();
	}

	@Test
	void valuesAreBound() {
		RecycleProperties properties = bind(Map.of("max-memory", "512MB", "max-requests", "10000", "max-age", "24h",
				"jitter", "0.2", "cron", "0 0 4 * * *", "zone", "Europe/Berlin"));
		assertThat(properties.getMaxMemory()).isEqualTo(DataSize.ofMegabytes(512));
		assertThat(properties.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
		RecyclePolicy policy = new RecycleSettings(properties).policy();
		assertThat(policy.maxMemory()).isEqualTo(512 * 1024 * 1024);
		assertThat(policy.maxRequests()).isEqualTo(10_000);
		assertThat(policy.maxAge()).isEqualTo(Duration.ofDays(1));
		assertThat(policy.jitter()).isEqualTo(0.2);
		assertThat(policy.schedule().apply(NOON)).isEqualTo("2026-11-23T03:00:00Z");
	}

	@Test
	void scheduleThatNeverComesIsNone() {
		RecyclePolicy policy = new RecycleSettings(bind(Map.of("cron", "0 0 0 31 2 *"))).policy();
		assertThat(policy.schedule().apply(NOON)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "cron, 0 4 * * *", "cron, at night", "max-memory, -1B", "max-requests, -1", "max-age, -1s",
			"jitter, 1", "jitter, -0.1", "jitter, NaN" })
	void valueThatCannotBeIsToldWithItsProperty(String name, String value) {
		RecycleSettings settings = new RecycleSettings(bind(Map.of(name, value)));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(settings::policy)
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("sticky.cluster.recycle." + name);
				assertThat(ex.getAction()).startsWith("Use ");
			});
	}

	private static RecycleProperties bind(Map<String, String> values) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		values.forEach((name, value) -> source.put("sticky.cluster.recycle." + name, value));
		return new Binder(source).bindOrCreate("sticky.cluster.recycle", Bindable.of(RecycleProperties.class));
	}

}
