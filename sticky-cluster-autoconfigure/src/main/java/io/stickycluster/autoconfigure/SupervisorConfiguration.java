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

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.Deployments;
import io.stickycluster.supervisor.SupervisorSettings;

/**
 * The supervisor, what it launches instances with, and its place in the application's
 * life.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole(ClusterRole.SUPERVISOR)
@EnableConfigurationProperties({ ClusterProperties.class, RecycleProperties.class, ReloadProperties.class,
		AutoscaleProperties.class, RoutingProperties.class, AffinityProperties.class })
@Import({ AffinityConfiguration.class, AssignConfiguration.class, DeployConfiguration.class,
		EndpointConfiguration.class, ExternalConfiguration.class, GatewayConfiguration.class,
		HandoffConfiguration.class, LauncherConfiguration.class, LogConfiguration.class, ProxyConfiguration.class,
		ServiceManagerConfiguration.class, SessionStoreConfiguration.class, SurvivalConfiguration.class })
class SupervisorConfiguration {

	private static final int DEFAULT_SERVER_PORT = 8080;

	@Bean
	ClusterSettings clusterSettings(ClusterProperties properties, AffinityProperties affinity, ReloadProperties reload,
			RoutingProperties routing, Environment environment) {
		new RoutingSettings(routing.getMode()).check(properties, affinity, reload.getStrategy());
		ClusterSettings settings = new ClusterSettings(properties, Runtime.getRuntime().availableProcessors());
		settings.requireApartFrom(environment.getProperty("server.port", Integer.class, DEFAULT_SERVER_PORT));
		return settings;
	}

	@Bean
	ClusterSnapshots clusterSnapshots() {
		return new ClusterSnapshots();
	}

	@Bean
	HealthCheck clusterHealthCheck(ReloadProperties properties, Environment environment) {
		if (InstanceTls.isKept(environment)) {
			// It would be asked without TLS
			return HealthCheck.NONE;
		}
		return new ReloadSettings(properties).healthCheck(environment);
	}

	@Bean
	SupervisorSettings clusterSupervisorSettings(ClusterSettings settings, ClusterProperties properties,
			RecycleProperties recycle, ReloadProperties reload, AutoscaleProperties autoscale) {
		return settings.supervisorSettings(new RecycleSettings(recycle).policy(), new ReloadSettings(reload).policy(),
				new AutoscaleSettings(autoscale, properties.getIsolation()));
	}

	@Bean(destroyMethod = "close")
	ClusterSupervisor clusterSupervisor(SupervisorSettings supervisorSettings, HealthCheck healthCheck,
			InstanceLauncher launcher, InstanceTraffic traffic, ClusterSnapshots snapshots) {
		ClusterSupervisor supervisor = new ClusterSupervisor(supervisorSettings, launcher, traffic, healthCheck,
				Clock.systemUTC());
		supervisor.addListener(snapshots);
		return supervisor;
	}

	@Bean
	ClusterLifecycle clusterLifecycle(ClusterSupervisor supervisor, Deployments deployments, Succession succession) {
		return new ClusterLifecycle(supervisor, deployments, succession);
	}

}
