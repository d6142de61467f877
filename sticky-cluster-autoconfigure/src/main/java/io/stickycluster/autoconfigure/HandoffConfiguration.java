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

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.endpoint.ClientMetrics;
import io.stickycluster.gateway.AddressRange;
import io.stickycluster.handoff.Handoff;
import io.stickycluster.handoff.HandoffSettings;
import io.stickycluster.launch.process.PrivateDirectory;

/**
 * The supervisor's part in handing connections over.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ HandoffProperties.class, GatewayProperties.class })
@ConditionalOnRoutingMode(RoutingMode.HANDOFF)
final class HandoffConfiguration {

	private static final String PREFIX = "sticky.cluster.routing.handoff.";

	private static final String SOCKET = "handoff";

	/**
	 * Files beside connections: jars, logs, links.
	 */
	private static final int OTHER_FILES = 500;

	@Bean
	HandoffSettings handoffSettings(HandoffProperties properties, GatewayProperties gateway, ClusterProperties cluster,
			AffinityProperties affinity, AffinitySettings affinitySettings, ClusterSettings settings,
			Environment environment) {
		new HandoffRequirements(cluster, affinity, gateway, environment).check(Handoff.isProcessPossible());
		require(!properties.getWaitTimeout().isNegative(), "wait-timeout", properties.getWaitTimeout(),
				"Use a duration such as 10s, or 0.");
		require(properties.getMaxWaiting() >= 0, "max-waiting", properties.getMaxWaiting(), "Use 0 or more.");
		require(properties.getMaxAcceptRate() >= 0, "max-accept-rate", properties.getMaxAcceptRate(),
				"Use 1 or more, or 0 for no limit.");
		List<AddressRange> proxies = settings.network().trustedProxies();
		Predicate<InetAddress> trusted = (address) -> proxies.stream().anyMatch((range) -> range.contains(address));
		return new HandoffSettings(maxConnections(gateway.getClient().getMaxConnections(), cluster.getIsolation()),
				gateway.getClient().getMaxConnectionsPerAddress(), properties.getMaxAcceptRate(),
				properties.getWaitTimeout(), properties.getMaxWaiting(), affinitySettings.addresses(),
				gateway.getProxyProtocol().isAccept() ? trusted : null);
	}

	private static void require(boolean valid, String name, Object value, String action) {
		InvalidClusterPropertyException.throwUnless(valid, PREFIX + name, value, "it is negative", action);
	}

	/**
	 * Return how many connections there may be: in this process as many as it may open
	 * files, in others as many as they can.
	 * @param configured how many are wanted, 0 when that is not set
	 * @param isolation where they are
	 * @return the number, 0 for any
	 */
	private static int maxConnections(int configured, Isolation isolation) {
		if (configured != 0 || isolation != Isolation.CONTEXT
				|| !(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
			return configured;
		}
		return (int) Math.max(OTHER_FILES,
				Math.min(Integer.MAX_VALUE, system.getMaxFileDescriptorCount() - OTHER_FILES));
	}

	@Bean
	Handoff handoff(HandoffSettings settings, ClusterSnapshots snapshots, AffinityTable table,
			ObjectProvider<HandoffSocket> socket) {
		HandoffSocket path = socket.getIfAvailable();
		Handoff handoff = (path != null) ? Handoff.toProcesses(settings, snapshots, table, path.path())
				: Handoff.toContexts(settings, snapshots, table);
		snapshots.onChange(handoff::clusterChanged);
		return handoff;
	}

	@Bean
	@ConditionalOnProperty(name = "sticky.cluster.isolation", havingValue = "process")
	HandoffSocket handoffSocket(PrivateDirectory directory, HandoffProperties properties) {
		return new HandoffSocket(directory.path().resolve(SOCKET), properties.isOpenJdkInternals());
	}

	@Bean
	HandoffServerCustomizer handoffServerCustomizer(Handoff handoff) {
		return new HandoffServerCustomizer(handoff);
	}

	@Bean
	HandoffShutdownLifecycle handoffShutdownLifecycle(Handoff handoff) {
		return new HandoffShutdownLifecycle(handoff);
	}

	/**
	 * Where processes connect to that are to be handed connections.
	 *
	 * @param path the path of the Unix-domain socket
	 * @param openJdkInternals whether their JVMs are opened as Tomcat needs it
	 */
	record HandoffSocket(Path path, boolean openJdkInternals) {

		List<String> jvmArguments() {
			return this.openJdkInternals ? Handoff.jvmArgumentsOfTomcat() : List.of();
		}

	}

	/**
	 * Configuration of metrics, where there are any.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class HandoffMetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ClientMetrics clusterClientMetrics(Handoff handoff) {
			return new ClientMetrics(handoff::open, handoff::max,
					Map.of("total", handoff::refused, "address", handoff::refusedOfAddress), Map.of());
		}

	}

}
