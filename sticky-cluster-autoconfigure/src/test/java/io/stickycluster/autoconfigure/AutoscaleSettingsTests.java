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
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.supervisor.AutoscalePolicy;
import io.stickycluster.supervisor.AutoscalePolicy.Targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AutoscaleSettings} and {@link AutoscaleProperties}.
 */
class AutoscaleSettingsTests {

	private static AutoscaleSettings settings(Isolation isolation, Map<String, String> values) {
		Map<String, String> source = new HashMap<>();
		values.forEach((name, value) -> source.put("sticky.cluster.autoscale." + name, value));
		return new AutoscaleSettings(new Binder(new MapConfigurationPropertySource(source))
			.bindOrCreate("sticky.cluster.autoscale", AutoscaleProperties.class), isolation);
	}

	@Test
	void offByDefault() {
		assertThat(settings(Isolation.CONTEXT, Map.of()).policy(4, 64).isOn()).isFalse();
		assertThat(settings(Isolation.COMMAND, Map.of()).policy(4, 64).isOn()).isFalse();
	}

	@Test
	void defaultsOnceItIsOn() {
		assertThat(settings(Isolation.PROCESS, Map.of("enabled", "true")).policy(4, 64))
			.isEqualTo(new AutoscalePolicy(1, 64, new Targets(0.7, 0, 0), 0.8, Duration.ofMinutes(1),
					Duration.ofMinutes(1), Duration.ofMinutes(5)));
	}

	@Test
	void allIsTaken() {
		Map<String, String> values = new HashMap<>(Map.of("enabled", "true", "min", "2", "max", "8", "target-cpu", "0",
				"target-requests-per-second", "200", "target-sessions", "1000", "down-threshold", "0.5", "window",
				"30s", "up-cool-down", "40s", "down-cool-down", "0"));
		assertThat(settings(Isolation.COMMAND, values).policy(4, 64)).isEqualTo(new AutoscalePolicy(2, 8,
				new Targets(0, 200, 1000), 0.5, Duration.ofSeconds(30), Duration.ofSeconds(40), Duration.ZERO));
	}

	@ParameterizedTest
	@CsvSource({ "min, 0", "min, 5", "max, 3", "max, 65", "target-cpu, -1", "target-cpu, NaN",
			"target-requests-per-second, -0.1", "target-sessions, Infinity", "down-threshold, 0", "down-threshold, 1.1",
			"window, 0", "up-cool-down, -1s", "down-cool-down, -1s" })
	void valueThatCannotBeIsToldWithItsProperty(String name, String value) {
		AutoscaleSettings settings = settings(Isolation.CONTEXT, Map.of("enabled", "true", name, value));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> settings.policy(4, 64))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("sticky.cluster.autoscale." + name);
				assertThat(ex.getAction()).startsWith("Use ");
			});
	}

	@Test
	void somethingHasToBeFollowed() {
		AutoscaleSettings settings = settings(Isolation.CONTEXT, Map.of("enabled", "true", "target-cpu", "0"));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> settings.policy(4, 64))
			.withMessageContaining("'sticky.cluster.autoscale.enabled'");
	}

	@Test
	void processorTimeOfCommandsIsNotKnown() {
		AutoscaleSettings settings = settings(Isolation.COMMAND, Map.of("enabled", "true"));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> settings.policy(4, 64))
			.withMessageContaining("'sticky.cluster.autoscale.target-cpu'");
	}

}
