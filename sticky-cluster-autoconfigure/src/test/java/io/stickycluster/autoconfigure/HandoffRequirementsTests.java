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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests of {@link HandoffRequirements} and {@link HandoffProperties}.
 */
class HandoffRequirementsTests {

	private final MockEnvironment environment = new MockEnvironment().withProperty("management.server.port", "8081");

	@Test
	void clientsThatConnectDirectlyAreWhatItIsFor() {
		assertThatNoException().isThrownBy(() -> requirements().check(false));
		this.environment.setProperty("management.server.port", "-1");
		assertThatNoException().isThrownBy(() -> requirements().check(false));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			sticky.cluster.affinity.keys     | cookie     | only a request has
			sticky.cluster.affinity.keys     | socketio-sid,client-address | only a request has
			sticky.cluster.trusted-proxies   | 10.0.0.0/8 | many clients over one connection
			sticky.cluster.gateway.proxy-protocol.accept | true | every connection would be closed
			sticky.cluster.isolation         | command    | does not know how to take a connection
			sticky.cluster.isolation         | process    | native transport of Linux
			sticky.cluster.ports.live.base-port | 4000    | are not known before
			sticky.cluster.survive-supervisor | 30s | take connections from the one
			management.server.port           |            | management could not be reached
			""")
	void whatCannotBeIsExplained(String property, String value, String reason) {
		this.environment.setProperty(property, (value != null) ? value : "");
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> requirements().check(false))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("sticky.cluster.routing.mode");
				assertThat(ex.getReason()).contains(reason);
				assertThat(ex.getAction()).isNotBlank();
			});
	}

	@Test
	void processesAreReachedByTheNativeTransport() {
		this.environment.setProperty("sticky.cluster.isolation", "process");
		assertThatNoException().isThrownBy(() -> requirements().check(true));
	}

	@Test
	void proxyThatPassesConnectionsOnMayBeTrusted() {
		this.environment.setProperty("sticky.cluster.trusted-proxies", "10.0.0.0/8");
		this.environment.setProperty("sticky.cluster.gateway.proxy-protocol.accept", "true");
		assertThatNoException().isThrownBy(() -> requirements().check(false));
	}

	@Test
	void propertiesHaveDefaultsAndAreBound() {
		HandoffProperties defaults = new HandoffProperties();
		assertThat(defaults.getWaitTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(defaults.getMaxWaiting()).isEqualTo(10_000);
		assertThat(defaults.getMaxAcceptRate()).isZero();
		assertThat(defaults.isOpenJdkInternals()).isFalse();
		HandoffProperties bound = new Binder(new MapConfigurationPropertySource(Map.of(
				"sticky.cluster.routing.handoff.wait-timeout", "3s", "sticky.cluster.routing.handoff.max-waiting", "7",
				"sticky.cluster.routing.handoff.max-accept-rate", "500",
				"sticky.cluster.routing.handoff.open-jdk-internals", "true")))
			.bind("sticky.cluster.routing.handoff", HandoffProperties.class)
			.get();
		assertThat(bound.getWaitTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(bound.getMaxWaiting()).isEqualTo(7);
		assertThat(bound.getMaxAcceptRate()).isEqualTo(500);
		assertThat(bound.isOpenJdkInternals()).isTrue();
	}

	private HandoffRequirements requirements() {
		Binder binder = Binder.get(this.environment);
		return new HandoffRequirements(binder.bindOrCreate("sticky.cluster", ClusterProperties.class),
				binder.bindOrCreate("sticky.cluster.affinity", AffinityProperties.class),
				binder.bindOrCreate("sticky.cluster.gateway", GatewayProperties.class), this.environment);
	}

}
