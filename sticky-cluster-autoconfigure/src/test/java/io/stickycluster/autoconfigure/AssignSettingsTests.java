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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

import io.stickycluster.launch.survive.StateDirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AssignSettings}, {@link AssignProperties} and {@link InstanceTls}.
 */
class AssignSettingsTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	@Test
	void defaults() {
		AssignProperties properties = new AssignProperties();
		assertThat(properties.getPath()).isEqualTo("/cluster/assign");
		assertThat(properties.getLifetime()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.getAllowedOrigins()).isEmpty();
		assertThat(properties.getAdvertisedHost()).isNull();
		assertThat(properties.getSecret()).isNull();
		assertThat(settings(Map.of()).addresses().assign(2, 3133).httpUrl()).isEqualTo("http://localhost:3133");
	}

	@Test
	void propertiesAreUsed() {
		AssignSettings settings = settings(Map.of("sticky.cluster.assign.path", "/where",
				"sticky.cluster.assign.advertised-host", "shop.example", "sticky.cluster.assign.allowed-origins",
				"https://shop.example,http://localhost:8080", "sticky.cluster.assign.secret", SECRET,
				"sticky.cluster.instance-address", "0.0.0.0", "server.ssl.bundle", "web"));
		assertThat(settings.path()).isEqualTo("/where");
		assertThat(settings.addresses().assign(0, 3131).wsUrl()).isEqualTo("wss://shop.example:3131");
		assertThat(settings.origins().isAllowed("http://localhost:8080", "shop.example:3131")).isTrue();
		assertThat(settings.ofInstances()).isEqualTo(Map.of("sticky.cluster.assign.secret", SECRET));
	}

	@Test
	void instanceAddressIsToldWhereNothingElseIsSaid() {
		assertThat(settings(Map.of("sticky.cluster.instance-address", "127.0.0.2")).addresses().assign(0, 1).host())
			.isEqualTo("127.0.0.2");
	}

	@Test
	void randomSecretIsToldToInstances() {
		assertThat(settings(Map.of()).ofInstances()).isNotEqualTo(settings(Map.of()).ofInstances());
		assertThat(settings(Map.of()).ofInstances().get("sticky.cluster.assign.secret")).hasSizeGreaterThan(32);
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void randomSecretOutlivesTheSupervisorAsTheInstancesDo(@TempDir Path directory) throws IOException {
		Map<String, String> first;
		try (StateDirectory state = StateDirectory.open(directory, Duration.ZERO)) {
			first = settings(Map.of(), state).ofInstances();
		}
		try (StateDirectory state = StateDirectory.open(directory, Duration.ZERO)) {
			assertThat(settings(Map.of(), state).ofInstances()).isEqualTo(first);
			assertThat(settings(Map.of("sticky.cluster.assign.secret", SECRET), state).ofInstances())
				.containsValue(SECRET);
		}
	}

	@ParameterizedTest
	@CsvSource({ "sticky.cluster.assign.path, cluster, path", "sticky.cluster.assign.path, /, path",
			"sticky.cluster.assign.path, /a/*, path", "sticky.cluster.assign.lifetime, 0, lifetime",
			"sticky.cluster.assign.lifetime, 999ms, lifetime", "sticky.cluster.assign.secret, short, secret",
			"sticky.cluster.assign.advertised-host, http://shop.example, advertised-host",
			"sticky.cluster.assign.advertised-host, shop.example:80, advertised-host",
			"sticky.cluster.assign.allowed-origins, *, allowed-origins",
			"sticky.cluster.assign.allowed-origins, https://shop.example/, allowed-origins",
			"sticky.cluster.instance-address, 0.0.0.0, advertised-host" })
	void refuses(String name, String value, String property) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> settings(Map.of(name, value)).addresses())
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("sticky.cluster.assign." + property);
				assertThat(ex.getMessage()).doesNotContain("short");
			});
	}

	@Test
	void tlsOfTheApplicationIsKeptByInstancesThatClientsConnectTo() {
		MockEnvironment environment = environment();
		environment.setProperty("server.ssl.bundle", "web");
		assertThat(InstanceTls.isKept(environment)).isFalse();
		environment.setProperty(RoutingMode.PROPERTY, "assign");
		assertThat(InstanceTls.isKept(environment)).isTrue();
		environment.setProperty("sticky.cluster.isolation", "command");
		assertThat(InstanceTls.isKept(environment)).isFalse();
		environment.setProperty("sticky.cluster.isolation", "process");
		environment.setProperty("server.ssl.enabled", "false");
		assertThat(InstanceTls.isKept(environment)).isFalse();
	}

	@Test
	void instancesWithTlsNeedSocketsAndNoLivenessPath() {
		MockEnvironment environment = environment();
		environment.setProperty("server.ssl.bundle", "web");
		environment.setProperty(RoutingMode.PROPERTY, "assign");
		ClusterProperties cluster = new ClusterProperties();
		GatewayProperties gateway = new GatewayProperties();
		InstanceTls.check(environment, cluster, gateway);
		cluster.setLivenessPath("/livez");
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> InstanceTls.check(environment, cluster, gateway))
			.withMessageContaining("liveness-path");
		gateway.setUnixDomainSockets(false);
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> InstanceTls.check(environment, cluster, gateway))
			.withMessageContaining("unix-domain-sockets");
	}

	private static MockEnvironment environment() {
		MockEnvironment environment = new MockEnvironment();
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	private static AssignSettings settings(Map<String, String> values) {
		return settings(values, null);
	}

	private static AssignSettings settings(Map<String, String> values, StateDirectory lastingDirectory) {
		Map<String, String> all = new LinkedHashMap<>(values);
		all.put(RoutingMode.PROPERTY, "assign");
		MockEnvironment environment = environment();
		all.forEach(environment::setProperty);
		Binder binder = new Binder(new MapConfigurationPropertySource(all));
		return new AssignSettings(
				binder.bind("sticky.cluster.assign", AssignProperties.class).orElseGet(AssignProperties::new),
				binder.bind("sticky.cluster", ClusterProperties.class).orElseGet(ClusterProperties::new), environment,
				lastingDirectory);
	}

}
