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

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.stickycluster.launch.survive.StateDirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SurvivalSettings} and the binding of their properties.
 */
class SurvivalSettingsTests {

	private static final String HOME = System.getProperty("java.io.tmpdir");

	private static final Map<String, String> SYSTEM = Map.of("user.home", HOME, "java.io.tmpdir", "/tmp", "user.name",
			"shop");

	private static final Map<String, String> HOMELESS = Map.of("java.io.tmpdir", "/tmp", "user.name", "shop");

	@Test
	void instancesEndWithTheirSupervisorByDefault() {
		SurvivalSettings settings = settings(Map.of());
		assertThat(settings.time()).isZero();
		assertThat(settings.open()).isNull();
	}

	@Test
	void directoryIsOpenedForOneSupervisor(@TempDir Path temporary) throws Exception {
		Path configured = temporary.resolve("state");
		SurvivalSettings settings = settings(
				Map.of("isolation", "process", "survive-supervisor", "30s", "state-directory", configured.toString()));
		assertThat(settings.time()).isEqualTo(Duration.ofSeconds(30));
		try (StateDirectory directory = settings.open()) {
			assertThat(directory.path()).isEqualTo(configured).isDirectory();
		}
	}

	@Test
	void directoryIsTheUsersOwnAndTheSameAfterARestart() {
		SurvivalSettings settings = settings(Map.of());
		Path path = settings.path(Map.of(), SYSTEM::get);
		assertThat(path).startsWithRaw(Path.of(HOME, ".local", "state", "sticky-cluster"))
			.isEqualTo(settings(Map.of()).path(Map.of(), SYSTEM::get))
			.isNotEqualTo(new SurvivalSettings(new ClusterProperties(), "other").path(Map.of(), SYSTEM::get));
		assertThat(settings.path(Map.of("XDG_STATE_HOME", "/var/shop"), SYSTEM::get))
			.isEqualTo(Path.of("/var/shop/sticky-cluster").resolve(path.getFileName()));
		assertThat(settings.path(Map.of("XDG_STATE_HOME", "shop"), SYSTEM::get)).isEqualTo(path);
		assertThat(settings.path(Map.of(), HOMELESS::get))
			.isEqualTo(Path.of("/tmp/sticky-cluster-shop/state").resolve(path.getFileName()));
	}

	@ParameterizedTest
	@CsvSource({ "-1s, process, it is negative", "30s, context, only instances in JVMs of their own",
			"30s, command, only instances in JVMs of their own" })
	void nonsenseNamesTheProperty(String time, String isolation, String reason) {
		SurvivalSettings settings = settings(Map.of("survive-supervisor", time, "isolation", isolation));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(settings::time)
			.withMessageContaining("sticky.cluster.survive-supervisor")
			.withMessageContaining(reason);
	}

	@Test
	void directoryThatCannotBeUsedNamesTheProperty(@TempDir Path temporary) {
		for (String path : new String[] { temporary + "/" + "x".repeat(100), "/proc/none" }) {
			SurvivalSettings settings = settings(
					Map.of("survive-supervisor", "1s", "isolation", "process", "state-directory", path));
			assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(settings::open)
				.withMessageContaining("sticky.cluster.state-directory");
		}
	}

	private static SurvivalSettings settings(Map<String, String> values) {
		Map<String, String> all = new HashMap<>();
		values.forEach((name, value) -> all.put("sticky.cluster." + name, value));
		return new SurvivalSettings(new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("sticky.cluster",
				ClusterProperties.class), "shop");
	}

}
