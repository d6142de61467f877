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

import io.stickycluster.launch.LivenessProbe;
import io.stickycluster.supervisor.RecyclePolicy;
import io.stickycluster.supervisor.ReloadPolicy;
import io.stickycluster.supervisor.SupervisorSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterSettings} and the rules in {@link ClusterProperties}.
 */
class ClusterSettingsTests {

	private static final AutoscaleSettings NOT_SCALING = new AutoscaleSettings(new AutoscaleProperties(),
			ClusterProperties.Isolation.CONTEXT);

	@Test
	void rulesHaveDefaults() {
		ClusterProperties properties = bind(Map.of());
		assertThat(properties.getStopExitCodes()).isEmpty();
		assertThat(properties.getMaxConfigurationRestarts()).isEqualTo(2);
		assertThat(properties.getLivenessTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(properties.getLivenessPath()).isNull();
		assertThat(properties.getLivenessInterval()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.getHeartbeatInterval()).isEqualTo(Duration.ofSeconds(2));
		assertThat(properties.getInstanceVariable()).isEqualTo("NODE_APP_INSTANCE");
	}

	@Test
	void rulesAreBoundAndReachTheSupervisor() {
		ClusterProperties properties = bind(Map.of("stop-exit-codes", "0,3", "max-configuration-restarts", "7",
				"liveness-timeout", "11s", "liveness-path", "/livez", "liveness-interval", "2s", "heartbeat-interval",
				"500ms", "instance-variable", "WORKER"));
		assertThat(properties.getHeartbeatInterval()).isEqualTo(Duration.ofMillis(500));
		assertThat(properties.getInstanceVariable()).isEqualTo("WORKER");
		SupervisorSettings settings = settings(properties).supervisorSettings(RecyclePolicy.NEVER, ReloadPolicy.DEFAULT,
				NOT_SCALING);
		assertThat(settings.restarts().stopExitCodes()).containsExactlyInAnyOrder(0, 3);
		assertThat(settings.restarts().maxConfigurationRestarts()).isEqualTo(7);
		assertThat(settings.timeouts().liveness()).isEqualTo(Duration.ofSeconds(11));
		assertThat(settings(properties).livenessProbe()).isEqualTo(new LivenessProbe("/livez", Duration.ofSeconds(2)));
	}

	@Test
	void nobodyIsAskedWithoutPathOrWithoutTimeout() {
		assertThat(settings(bind(Map.of())).livenessProbe()).isNull();
		assertThat(settings(bind(Map.of("liveness-path", " "))).livenessProbe()).isNull();
		assertThat(settings(bind(Map.of("liveness-path", "/livez", "liveness-timeout", "0"))).livenessProbe()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "stop-exit-codes, 256", "stop-exit-codes, -1", "max-configuration-restarts, -1",
			"liveness-timeout, -1s", "liveness-interval, 0", "liveness-path, livez", "heartbeat-interval, 0" })
	void ruleThatCannotBeIsToldWithItsProperty(String name, String value) {
		ClusterSettings settings = settings(bind(Map.of(name, value)));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> {
			settings.supervisorSettings(RecyclePolicy.NEVER, ReloadPolicy.DEFAULT, NOT_SCALING);
			settings.livenessProbe();
			settings.heartbeatInterval();
		}).satisfies((ex) -> {
			assertThat(ex.getProperty()).isEqualTo("sticky.cluster." + name);
			assertThat(ex.getAction()).startsWith("Use ");
		});
	}

	private static ClusterSettings settings(ClusterProperties properties) {
		properties.setInstances("2");
		return new ClusterSettings(properties, 2);
	}

	private static ClusterProperties bind(Map<String, String> values) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		values.forEach((name, value) -> source.put("sticky.cluster." + name, value));
		return new Binder(source).bindOrCreate("sticky.cluster", Bindable.of(ClusterProperties.class));
	}

}
