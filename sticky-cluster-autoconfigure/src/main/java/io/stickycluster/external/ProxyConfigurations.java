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

package io.stickycluster.external;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;

/**
 * Prints the configuration of proxies in front of the cluster as it is now.
 */
public final class ProxyConfigurations {

	private static final Map<String, BiFunction<ProxySettings, List<Backend>, String>> PROXIES = proxies();

	private final ProxySettings settings;

	private final Supplier<ClusterSnapshot> snapshots;

	/**
	 * Create configurations.
	 * @param settings what proxies have to know
	 * @param snapshots gives the cluster as it is now
	 */
	public ProxyConfigurations(ProxySettings settings, Supplier<ClusterSnapshot> snapshots) {
		this.settings = settings;
		this.snapshots = snapshots;
	}

	private static Map<String, BiFunction<ProxySettings, List<Backend>, String>> proxies() {
		Map<String, BiFunction<ProxySettings, List<Backend>, String>> proxies = new LinkedHashMap<>();
		proxies.put("nginx", NginxConfiguration::print);
		proxies.put("haproxy", HaproxyConfiguration::print);
		proxies.put("caddy", CaddyConfiguration::print);
		return proxies;
	}

	/**
	 * Return which proxies are known.
	 * @return their names
	 */
	public List<String> names() {
		return List.copyOf(PROXIES.keySet());
	}

	/**
	 * Print the configuration of a proxy.
	 * @param name the proxy's name
	 * @return the configuration, {@code null} when the proxy is not known
	 * @throws NoPortsException when no instance has a port that a proxy could use
	 */
	public @Nullable String print(String name) {
		BiFunction<ProxySettings, List<Backend>, String> proxy = PROXIES.get(name);
		if (proxy == null) {
			return null;
		}
		List<Backend> backends = Backend.of(this.settings, this.snapshots.get());
		if (backends.stream().filter(Backend::isMain).allMatch((backend) -> backend.servers().isEmpty())) {
			throw new NoPortsException();
		}
		return proxy.apply(this.settings, backends);
	}

	/**
	 * Thrown when no instance has a port that a proxy could use.
	 */
	public static final class NoPortsException extends RuntimeException {

		NoPortsException() {
			super("No instance has a port that a proxy could be told. Wait until one is UP, "
					+ "or set 'sticky.cluster.base-port'.");
		}

	}

}
