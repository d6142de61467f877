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
import java.util.Locale;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.stickycluster.endpoint.ClusterEndpoint;
import io.stickycluster.endpoint.ClusterEndpointJmxExtension;
import io.stickycluster.endpoint.ClusterEndpointWebExtension;
import io.stickycluster.endpoint.ClusterHealthIndicator;
import io.stickycluster.endpoint.ClusterLogs;
import io.stickycluster.endpoint.ClusterManagementFilter;
import io.stickycluster.endpoint.ClusterMetrics;
import io.stickycluster.endpoint.FailoverMetrics;
import io.stickycluster.endpoint.InstanceMetrics;
import io.stickycluster.endpoint.LogMetrics;
import io.stickycluster.endpoint.NestedParametersFilter;
import io.stickycluster.external.ProxyConfigurations;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.Deployments;

/**
 * Configuration of what operators see and use: endpoint, health and metrics.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ManagementProperties.class)
class EndpointConfiguration {

	private static final Duration WAIT_TIMEOUT = Duration.ofMinutes(10);

	private static final int MAX_LOG_STREAMS = 32;

	private static final String SECURITY_FILTER = "org.springframework.security.web.server.WebFilterChainProxy";

	@Bean
	@ConditionalOnEnabledHealthIndicator("cluster")
	@ConditionalOnMissingBean(name = "clusterHealthIndicator")
	ClusterHealthIndicator clusterHealthIndicator(ClusterSupervisor supervisor) {
		return new ClusterHealthIndicator(supervisor, supervisor.settings().minReady());
	}

	/**
	 * Configuration of the endpoint, where it is exposed.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(ClusterEndpoint.class)
	static class ClusterEndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClusterEndpoint clusterEndpoint(ClusterSupervisor supervisor, Deployments deployments, InstanceTraffic traffic,
				Environment environment) {
			String mode = environment.getProperty("sticky.cluster.isolation", "context").toLowerCase(Locale.ROOT);
			return new ClusterEndpoint(supervisor, deployments, traffic, mode, WAIT_TIMEOUT);
		}

		@Bean
		@ConditionalOnMissingBean
		ClusterEndpointWebExtension clusterEndpointWebExtension(ClusterEndpoint endpoint, ClusterLogs logs,
				ProxyConfigurations proxies) {
			return new ClusterEndpointWebExtension(endpoint, logs, proxies);
		}

		@Bean
		@ConditionalOnMissingBean
		ClusterEndpointJmxExtension clusterEndpointJmxExtension(ClusterEndpoint endpoint, ClusterLogs logs) {
			return new ClusterEndpointJmxExtension(endpoint, logs);
		}

		@Bean(destroyMethod = "close")
		ClusterLogs clusterLogs(ClusterEndpoint endpoint, ObjectProvider<InstanceLogs> logs) {
			return new ClusterLogs(endpoint, logs.getIfAvailable(), MAX_LOG_STREAMS);
		}

		@Bean
		LogStreamLifecycle logStreamLifecycle(ClusterLogs logs) {
			return new LogStreamLifecycle(logs);
		}

		@Bean
		ClusterManagementFilter clusterManagementFilter(ManagementProperties properties,
				ListableBeanFactory beanFactory) {
			return new ClusterManagementFilter(
					() -> beanFactory.getBean(PathMappedEndpoints.class).getPath(EndpointId.of("cluster")),
					properties.isAllowRemote(), hasSecurity(beanFactory));
		}

		@Bean
		NestedParametersFilter clusterNestedParametersFilter(ListableBeanFactory beanFactory) {
			return new NestedParametersFilter(
					() -> beanFactory.getBean(PathMappedEndpoints.class).getPath(EndpointId.of("cluster")));
		}

		private static boolean hasSecurity(ListableBeanFactory beanFactory) {
			ClassLoader classLoader = EndpointConfiguration.class.getClassLoader();
			return ClassUtils.isPresent(SECURITY_FILTER, classLoader)
					&& beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(SECURITY_FILTER, classLoader), false,
							false).length > 0;
		}

	}

	/**
	 * Configuration of metrics, where there are any.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClusterMetrics clusterMetrics(ClusterSupervisor supervisor) {
			return new ClusterMetrics(supervisor);
		}

		@Bean
		@ConditionalOnMissingBean
		FailoverMetrics failoverMetrics(InstanceTraffic traffic) {
			return new FailoverMetrics(traffic);
		}

		@Bean
		@ConditionalOnMissingBean
		LogMetrics logMetrics(ObjectProvider<InstanceLogs> logs) {
			return new LogMetrics(logs.getIfAvailable());
		}

		@Bean
		@ConditionalOnMissingBean
		InstanceMetrics clusterInstanceMetrics(ClusterSupervisor supervisor) {
			return new InstanceMetrics(supervisor);
		}

	}

}
