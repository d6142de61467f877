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
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.stickycluster.gateway.EjectionSettings;
import io.stickycluster.gateway.FailoverSettings;
import io.stickycluster.gateway.HoldSettings;
import io.stickycluster.gateway.QueueSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FailoverPropertiesMapper} and {@link FailoverProperties}.
 */
class FailoverPropertiesMapperTests {

	@Test
	void defaults() {
		FailoverPropertiesMapper mapper = mapper(Map.of());
		assertThat(mapper.failover()).isEqualTo(new FailoverSettings(0.2, 10,
				new EjectionSettings(5, Duration.ofSeconds(5), Duration.ofSeconds(60), 0.5, false)));
		assertThat(mapper.hold()).isEqualTo(new HoldSettings(Duration.ofSeconds(10), 1000, false));
		assertThat(mapper.queue()).isEqualTo(new QueueSettings(0, 1000, Duration.ofSeconds(10)));
	}

	@Test
	void valuesAreBound() {
		FailoverPropertiesMapper mapper = mapper(Map.ofEntries(Map.entry("retry-budget", "0.5"),
				Map.entry("min-retries-per-second", "3"), Map.entry("ejection.failures", "7"),
				Map.entry("ejection.min-backoff", "1s"), Map.entry("ejection.max-backoff", "2s"),
				Map.entry("ejection.max-ejected", "0.25"), Map.entry("ejection.server-errors", "true"),
				Map.entry("hold.timeout", "4s"), Map.entry("hold.max-requests", "5"),
				Map.entry("hold.own-instance", "true"), Map.entry("max-requests-per-instance", "200"),
				Map.entry("queue.max-requests", "6"), Map.entry("queue.timeout", "7s")));
		assertThat(mapper.failover()).isEqualTo(new FailoverSettings(0.5, 3,
				new EjectionSettings(7, Duration.ofSeconds(1), Duration.ofSeconds(2), 0.25, true)));
		assertThat(mapper.hold()).isEqualTo(new HoldSettings(Duration.ofSeconds(4), 5, true));
		assertThat(mapper.queue()).isEqualTo(new QueueSettings(200, 6, Duration.ofSeconds(7)));
	}

	@ParameterizedTest
	@CsvSource({ "retry-budget, -0.1, Use a share such as 0.2.", "retry-budget, 1.1, Use a share such as 0.2.",
			"retry-budget, NaN, Use a share such as 0.2.", "min-retries-per-second, -1, Use 0 or more.",
			"ejection.failures, -1, Use 0 or more.", "ejection.min-backoff, 0s, Use a duration such as 10s.",
			"ejection.max-backoff, 4s, Use at least PT5S.", "ejection.max-ejected, 2, Use a share such as 0.2.",
			"hold.timeout, -1s, 'Use a duration such as 10s, or 0.'", "hold.max-requests, -1, Use 0 or more.",
			"max-requests-per-instance, -1, Use 0 or more.", "queue.max-requests, -1, Use 0 or more.",
			"queue.timeout, 0s, Use a duration such as 10s." })
	void wrongValueIsToldWithItsProperty(String name, String value, String action) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> {
			FailoverPropertiesMapper mapper = mapper(Map.of(name, value));
			mapper.failover();
			mapper.hold();
			mapper.queue();
		}).satisfies((ex) -> {
			assertThat(ex.getProperty()).isEqualTo("sticky.cluster.gateway." + name);
			assertThat(ex.getAction()).isEqualTo(action);
		});
	}

	private static FailoverPropertiesMapper mapper(Map<String, String> values) {
		return new FailoverPropertiesMapper(
				new Binder(new MapConfigurationPropertySource(values)).bind("", Bindable.of(FailoverProperties.class))
					.orElseGet(FailoverProperties::new));
	}

}
