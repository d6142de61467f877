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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.OpenSsl;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.stickycluster.affinity.AffinityKeyResolver;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.endpoint.ClientMetrics;
import io.stickycluster.gateway.ClientConnections;
import io.stickycluster.gateway.ClientSettings;
import io.stickycluster.gateway.Gateway;
import io.stickycluster.gateway.GatewaySettings;
import io.stickycluster.gateway.HeaderSettings;
import io.stickycluster.gateway.ProxyProtocolSettings;
import io.stickycluster.gateway.Refusals;
import io.stickycluster.gateway.RequestPolicy;
import io.stickycluster.gateway.SessionSettings;

/**
 * The gateway in the supervisor's web server.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ GatewayProperties.class, FailoverProperties.class, ReloadProperties.class })
@ConditionalOnRoutingMode({ RoutingMode.GATEWAY, RoutingMode.ASSIGN })
final class GatewayConfiguration {

	@Bean
	ManagementPaths managementPaths(ObjectProvider<PathMappedEndpoints> endpoints,
			ObjectProvider<AssignSettings> assign, Environment environment) {
		return new ManagementPaths(endpoints, environment, assign.stream().map(AssignSettings::path).toList());
	}

	@Bean
	Gateway gateway(GatewayProperties properties, FailoverProperties failover, AffinitySettings affinity,
			AffinityTable table, ClusterSnapshots snapshots, RequestPolicy policy, ClusterSettings clusterSettings,
			ReloadProperties reload, ClusterProperties cluster, SharedSessionSettings sessions,
			ListableBeanFactory beans) {
		GatewaySettings settings = settings(properties, new FailoverPropertiesMapper(failover),
				new ReloadSettings(reload).sessions(sessions.isShared(cluster.getIsolation())),
				clusterSettings.network());
		Gateway gateway = new Gateway(settings, snapshots, table,
				affinity.keys(beans.getBeansOfType(AffinityKeyResolver.class)::get), policy);
		snapshots.onChange(gateway::clusterChanged);
		return gateway;
	}

	private static GatewaySettings settings(GatewayProperties properties, FailoverPropertiesMapper failover,
			SessionSettings sessions, GatewayNetwork network) {
		return new GatewaySettings(properties.getConnectTimeout(), properties.getResponseTimeout(),
				properties.getInstanceIdleTimeout(), properties.getClient().getIdleTimeout(),
				properties.getMaxConnections(), properties.getMaxIdleConnections(), headers(properties),
				network.trustedProxies(), clients(properties, network), network.portRoutes(), failover.failover(),
				failover.hold(), failover.queue(), sessions);
	}

	private static HeaderSettings headers(GatewayProperties properties) {
		return new HeaderSettings(properties.isInstanceHeader(), properties.getVia());
	}

	static ClientSettings clients(GatewayProperties properties, GatewayNetwork network) {
		boolean proxyProtocol = properties.getProxyProtocol().isAccept();
		if (proxyProtocol && network.trustedProxies().isEmpty()) {
			throw new InvalidClusterPropertyException("sticky.cluster.gateway.proxy-protocol.accept", "true",
					"no proxy is trusted, so that every connection would be closed",
					"Set 'sticky.cluster.trusted-proxies' to the addresses of the proxies that send the header.");
		}
		GatewayProperties.Client client = properties.getClient();
		return new ClientSettings(client.getHeadTimeout(), client.getSendTimeout(), client.getMinBodyRate().toBytes(),
				client.getMaxConnections(), client.getMaxConnectionsPerAddress(),
				new ProxyProtocolSettings(proxyProtocol, properties.getProxyProtocol().getSend()));
	}

	@Bean
	GatewayServerCustomizer gatewayServerCustomizer(Gateway gateway) {
		return new GatewayServerCustomizer(gateway);
	}

	@Bean
	GatewayTlsCustomizer gatewayTlsCustomizer(GatewayProperties properties) {
		return new GatewayTlsCustomizer(properties.getTlsProvider(), OpenSsl.isAvailable());
	}

	@Bean
	GatewayShutdownLifecycle gatewayShutdownLifecycle(Gateway gateway, Environment environment) {
		boolean graceful = environment.getProperty("server.shutdown", Shutdown.class,
				Shutdown.GRACEFUL) == Shutdown.GRACEFUL;
		Duration phase = environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class,
				Duration.ofSeconds(30));
		// a little less than what the context waits for, so that the end is orderly
		return new GatewayShutdownLifecycle(gateway, graceful ? phase.multipliedBy(9).dividedBy(10) : Duration.ZERO);
	}

	/**
	 * Configuration of metrics, where there are any.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class GatewayMetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClientMetrics clusterClientMetrics(Gateway gateway) {
			ClientConnections clients = gateway.clientConnections();
			Map<String, LongSupplier> requests = new LinkedHashMap<>();
			for (Refusals.Reason reason : Refusals.Reason.values()) {
				requests.put(reason.tag(), () -> gateway.refusals().of(reason));
			}
			return new ClientMetrics(clients::open, clients::max,
					Map.of("total", clients::refused, "address", clients::refusedOfAddress), requests);
		}

	}

}
