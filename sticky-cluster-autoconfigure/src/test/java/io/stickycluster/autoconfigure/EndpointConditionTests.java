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

import java.time.Clock;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.security.web.server.WebFilterChainProxy;

import io.stickycluster.endpoint.ClusterEndpoint;
import io.stickycluster.endpoint.ClusterEndpointWebExtension;
import io.stickycluster.endpoint.ClusterHealthIndicator;
import io.stickycluster.endpoint.ClusterManagementFilter;
import io.stickycluster.endpoint.ClusterMetrics;
import io.stickycluster.endpoint.InstanceMetrics;
import io.stickycluster.external.ProxyConfigurations;
import io.stickycluster.external.ProxySettings;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstantLauncher;
import io.stickycluster.launch.deploy.Artifacts;
import io.stickycluster.launch.deploy.DeployMemory;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.DeployRules;
import io.stickycluster.supervisor.Deployments;
import io.stickycluster.supervisor.InstancePorts;
import io.stickycluster.supervisor.RecyclePolicy;
import io.stickycluster.supervisor.ReloadPolicy;
import io.stickycluster.supervisor.RestartPolicy;
import io.stickycluster.supervisor.SupervisorSettings;
import io.stickycluster.supervisor.SupervisorTimeouts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the conditions of {@link EndpointConfiguration}.
 */
class EndpointConditionTests {

	private static final SupervisorSettings SETTINGS = new SupervisorSettings(1, 1, 1, 1, new InstancePorts(3131, 100),
			RestartPolicy.DEFAULT, SupervisorTimeouts.DEFAULT, RecyclePolicy.NEVER, ReloadPolicy.DEFAULT);

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
		.withBean(ClusterSupervisor.class,
				() -> new ClusterSupervisor(SETTINGS, new InstantLauncher(), InstanceTraffic.NONE, HealthCheck.NONE,
						Clock.systemUTC()))
		.withBean(Deployments.class,
				() -> new Deployments(new ClusterSupervisor(SETTINGS, new InstantLauncher(), InstanceTraffic.NONE,
						HealthCheck.NONE, Clock.systemUTC()), Artifacts.none(), DeployMemory.NONE, DeployRules.CONTEXT,
						5))
		.withBean(InstanceTraffic.class, () -> InstanceTraffic.NONE)
		.withBean(ProxyConfigurations.class,
				() -> new ProxyConfigurations(new ProxySettings("test", "127.0.0.1", List.of(), 32, 64, List.of(), null,
						0, Map.of(), List.of()), () -> ClusterSnapshot.EMPTY))
		.withUserConfiguration(EndpointConfiguration.class);

	@Test
	void exposedEndpointComesWithItsFilter() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=cluster")
			.run((context) -> assertThat(context).hasSingleBean(ClusterEndpoint.class)
				.hasSingleBean(ClusterEndpointWebExtension.class)
				.hasSingleBean(ClusterHealthIndicator.class)
				.hasSingleBean(ClusterMetrics.class)
				.hasSingleBean(InstanceMetrics.class)
				.getBean(ClusterManagementFilter.class)
				.hasFieldOrPropertyWithValue("open", false));
	}

	@Test
	void endpointThatIsNotExposedIsAbsent() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ClusterEndpoint.class)
			.doesNotHaveBean(ClusterManagementFilter.class)
			.hasSingleBean(ClusterHealthIndicator.class));
	}

	@Test
	void endpointWithoutAccessIsAbsent() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=cluster",
					"management.endpoint.cluster.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterEndpoint.class));
	}

	@Test
	void healthCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.cluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterHealthIndicator.class));
	}

	@Test
	void metricsNeedMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("clusterMetrics")
				.doesNotHaveBean("clusterInstanceMetrics"));
	}

	@Test
	void filterStandsBackForSpringSecurity() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=cluster")
			.withBean(WebFilterChainProxy.class, () -> new WebFilterChainProxy())
			.run((context) -> assertThat(context).getBean(ClusterManagementFilter.class)
				.hasFieldOrPropertyWithValue("open", true));
	}

	@Test
	void filterOpensByProperty() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=cluster",
					"sticky.cluster.management.allow-remote=true")
			.run((context) -> assertThat(context).getBean(ClusterManagementFilter.class)
				.hasFieldOrPropertyWithValue("open", true));
	}

}
