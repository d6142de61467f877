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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

import io.stickycluster.supervisor.ReloadPolicy.Strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RoutingSettings} and {@link RoutingProperties}.
 */
class RoutingSettingsTests {

	private final ClusterProperties cluster = new ClusterProperties();

	private final AffinityProperties affinity = new AffinityProperties();

	@ParameterizedTest
	@EnumSource
	void modeIsBound(RoutingMode mode) {
		assertThat(new RoutingProperties().getMode()).isEqualTo(RoutingMode.GATEWAY);
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		source.put(RoutingMode.PROPERTY, mode.name().toLowerCase());
		assertThat(new Binder(source).bind("sticky.cluster.routing", RoutingProperties.class).get().getMode())
			.isEqualTo(mode);
		MockEnvironment environment = new MockEnvironment();
		ConfigurationPropertySources.attach(environment);
		assertThat(RoutingMode.of(environment)).isEqualTo(RoutingMode.GATEWAY);
		environment.setProperty(RoutingMode.PROPERTY, mode.name().toLowerCase());
		assertThat(RoutingMode.of(environment)).isEqualTo(mode);
	}

	@Test
	void proxyHasToKnowThePorts() {
		this.cluster.setBasePort(0);
		expectRefused(Strategy.IN_PLACE, "sticky.cluster.base-port");
	}

	@Test
	void portsOfAProxyDoNotChange() {
		expectRefused(Strategy.SURGE, "sticky.cluster.reload.strategy");
	}

	@Test
	void proxyKnowsClientsByTheirAddresses() {
		this.affinity.setKeys(List.of("cookie"));
		expectRefused(Strategy.IN_PLACE, "sticky.cluster.affinity.keys");
	}

	@Test
	void gatewayCanDoAllThat() {
		this.cluster.setBasePort(0);
		this.affinity.setKeys(List.of("cookie"));
		new RoutingSettings(RoutingMode.GATEWAY).check(this.cluster, this.affinity, Strategy.SURGE);
		new RoutingSettings(RoutingMode.ASSIGN).check(this.cluster, this.affinity, Strategy.SURGE);
	}

	private void expectRefused(Strategy strategy, String property) {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> new RoutingSettings(RoutingMode.EXTERNAL).check(this.cluster, this.affinity, strategy))
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo(property));
	}

}
