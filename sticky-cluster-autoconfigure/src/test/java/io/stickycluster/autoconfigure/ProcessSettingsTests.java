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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProcessProperties}, {@link InstanceOverrideProperties} and
 * {@link ProcessSettings}.
 */
class ProcessSettingsTests {

	@Test
	void defaults() {
		ProcessProperties properties = bind(Map.of());
		assertThat(properties.getMainClass()).isNull();
		assertThat(properties.getJvmArgs()).isEmpty();
		assertThat(properties.getEnv()).isEmpty();
		assertThat(properties.getMemory()).isNull();
		assertThat(properties.isClassDataSharing()).isTrue();
		assertThat(properties.isExtractJar()).isTrue();
		assertThat(properties.getCacheDirectory()).isNull();
		ProcessSettings settings = settings(Map.of());
		assertThat(settings.mainClass()).isNull();
		assertThat(settings.memory().configured()).isZero();
		assertThat(settings.memory().total()).isPositive();
		assertThat(settings.classDataSharing()).isNotNull();
	}

	@Test
	void values() {
		ProcessProperties properties = bind(Map.of("sticky.cluster.process.main-class", "a.Main",
				"sticky.cluster.process.jvm-args[0]", "-Xlog:gc:file=x:time,tags", "sticky.cluster.process.env.A_B",
				"c", "sticky.cluster.process.memory", "512MB", "sticky.cluster.process.class-data-sharing", "false",
				"sticky.cluster.process.extract-jar", "false", "sticky.cluster.process.cache-directory", "/tmp/x"));
		assertThat(properties.getMainClass()).isEqualTo("a.Main");
		assertThat(properties.getJvmArgs()).containsExactly("-Xlog:gc:file=x:time,tags");
		assertThat(properties.getEnv()).containsExactly(Map.entry("A_B", "c"));
		assertThat(properties.getMemory()).isEqualTo(DataSize.ofMegabytes(512));
		assertThat(properties.isClassDataSharing()).isFalse();
		assertThat(properties.isExtractJar()).isFalse();
		assertThat(properties.getCacheDirectory()).isEqualTo(Path.of("/tmp/x"));
	}

	@Test
	void settingsTakeTheValues() {
		ProcessSettings settings = settings(Map.of("sticky.cluster.process.main-class", "a.Main",
				"sticky.cluster.process.jvm-args", "-Da=b", "sticky.cluster.process.env.A", "all",
				"sticky.cluster.process.memory", "512MB", "sticky.cluster.process.class-data-sharing", "false",
				"sticky.cluster.instance.1.jvm-args", "-Da=c", "sticky.cluster.instance.1.env.A", "one"));
		assertThat(settings.mainClass()).isEqualTo("a.Main");
		assertThat(settings.jvmArguments(List.of()).additional()).containsExactly("-Da=b");
		assertThat(settings.jvmArguments(List.of()).perInstance()).isEqualTo(Map.of(1, List.of("-Da=c")));
		assertThat(settings.memory().configured()).isEqualTo(512L * 1024 * 1024);
		assertThat(settings.environment("INDEX").indexVariable()).isEqualTo("INDEX");
		assertThat(settings.environment("INDEX").variables()).isEqualTo(Map.of("A", "all"));
		assertThat(settings.environment("INDEX").perInstance()).isEqualTo(Map.of(1, Map.of("A", "one")));
	}

	@Test
	void wrongValuesAreToldWithTheirProperty() {
		assertInvalid("sticky.cluster.process.jvm-args",
				() -> settings(Map.of("sticky.cluster.process.jvm-args", "--add-opens,java.base/java.lang=ALL-UNNAMED"))
					.jvmArguments(List.of()));
		assertInvalid("sticky.cluster.instance.2.jvm-args",
				() -> settings(Map.of("sticky.cluster.instance.2.jvm-args", "Xmx1g")).jvmArguments(List.of()));
		assertInvalid("sticky.cluster.process.memory",
				() -> settings(Map.of("sticky.cluster.process.memory", "0MB")).memory());
		assertInvalid("sticky.cluster.process.env",
				() -> settings(Map.of("sticky.cluster.process.env[A=B]", "c")).environment("INDEX"));
		assertInvalid("sticky.cluster.instance.-1", () -> settings(Map.of("sticky.cluster.instance[-1].env.A", "b")));
	}

	@Test
	void cacheDirectoryIsTheUsers(@TempDir Path home) {
		Map<String, String> properties = Map.of("user.home", home.toString(), "java.io.tmpdir", "/tmp", "user.name",
				"me");
		assertThat(CacheDirectory.find(Map.of("XDG_CACHE_HOME", "/caches"), properties::get))
			.isEqualTo(Path.of("/caches/sticky-cluster"));
		assertThat(CacheDirectory.find(Map.of("XDG_CACHE_HOME", "relative"), properties::get))
			.isEqualTo(home.resolve(".cache/sticky-cluster"));
		assertThat(CacheDirectory.find(Map.of(),
				Map.of("user.home", "/no/such/home", "java.io.tmpdir", "/tmp", "user.name", "me")::get))
			.isEqualTo(Path.of("/tmp/sticky-cluster-me"));
	}

	private void assertInvalid(String property, Runnable code) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(code::run)
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo(property));
	}

	private ProcessSettings settings(Map<String, String> values) {
		InstanceOverrideProperties overrides = binder(values).bindOrCreate("sticky.cluster",
				InstanceOverrideProperties.class);
		return new ProcessSettings(bind(values), overrides);
	}

	private ProcessProperties bind(Map<String, String> values) {
		return binder(values).bindOrCreate("sticky.cluster.process", ProcessProperties.class);
	}

	private Binder binder(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values));
	}

}
