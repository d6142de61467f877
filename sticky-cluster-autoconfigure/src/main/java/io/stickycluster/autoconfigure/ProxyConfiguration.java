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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.external.ProxyConfigurations;
import io.stickycluster.external.ProxySettings;
import io.stickycluster.external.ProxySettings.ProxyPath;
import io.stickycluster.gateway.PortRoute;

/**
 * Configuration of what is printed for a proxy in front.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ AffinityProperties.class, InstanceOverrideProperties.class, ReloadProperties.class })
class ProxyConfiguration {

	/**
	 * What Spring Boot lets a form with files have, for the want of a better number.
	 */
	private static final String MAX_BODY = "spring.servlet.multipart.max-request-size";

	private static final DataSize DEFAULT_MAX_BODY = DataSize.ofMegabytes(10);

	private static final String GATEWAY_NOTE = "The gateway serves this cluster: without "
			+ "'sticky.cluster.routing.mode=external' a reload changes the ports.";

	@Bean
	ProxyConfigurations clusterProxyConfigurations(ClusterSettings settings, ClusterProperties properties,
			AffinityProperties affinity, InstanceOverrideProperties overrides, ReloadProperties reload,
			ClusterSnapshots snapshots, Environment environment) {
		AddressKeys prefixes = new AffinitySettings(affinity, overrides, null).addresses();
		String health = healthPath(reload, environment);
		List<String> notes = (RoutingMode.of(environment) == RoutingMode.EXTERNAL) ? List.of() : List.of(GATEWAY_NOTE);
		ProxySettings proxy = new ProxySettings(environment.getProperty("spring.application.name", ""),
				host(settings.instanceAddress()), paths(settings, properties), prefixes.ipv4Prefix(),
				prefixes.ipv6Prefix(), properties.getTrustedProxies(), health.isEmpty() ? null : health,
				Math.max(0, environment.getProperty(MAX_BODY, DataSize.class, DEFAULT_MAX_BODY).toBytes()),
				new AffinitySettings(affinity, overrides, null).weights().byIndex(), notes);
		return new ProxyConfigurations(proxy, snapshots);
	}

	private static String healthPath(ReloadProperties reload, Environment environment) {
		String path = reload.getHealthPath();
		if (path != null) {
			return path;
		}
		// the instances' own is not on the port that the proxy knows
		boolean elsewhere = ManagementPortType.get(environment) != ManagementPortType.SAME;
		return elsewhere ? "" : ReloadSettings.healthEndpoint(environment);
	}

	private static String host(InetAddress address) {
		return (address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address).getHostAddress();
	}

	private static List<ProxyPath> paths(ClusterSettings settings, ClusterProperties properties) {
		List<ProxyPath> paths = new ArrayList<>();
		paths.add(new ProxyPath("/", null, properties.getBasePort()));
		Map<String, Integer> basePorts = settings.basePorts();
		for (PortRoute route : settings.network().portRoutes()) {
			paths.add(new ProxyPath(route.path(), route.port(), basePorts.getOrDefault(route.port(), 0)));
		}
		return paths;
	}

}
