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

import io.stickycluster.supervisor.ReloadPolicy;

/**
 * Checks what the way from clients to instances means for other properties.
 */
final class RoutingSettings {

	/**
	 * The strategy of reloads that a proxy in front needs, which knows one port of each
	 * instance.
	 */
	static final String EXTERNAL_RELOAD = "in-place";

	private static final String BECAUSE = ", because 'sticky.cluster.routing.mode' is 'external'";

	private final RoutingMode mode;

	RoutingSettings(RoutingMode mode) {
		this.mode = mode;
	}

	/**
	 * Refuse what a proxy in front cannot do.
	 * @param cluster the cluster's properties
	 * @param affinity what clients are recognised by
	 * @param strategy how instances are replaced
	 */
	void check(ClusterProperties cluster, AffinityProperties affinity, ReloadPolicy.Strategy strategy) {
		if (this.mode != RoutingMode.EXTERNAL) {
			return;
		}
		InvalidClusterPropertyException.throwUnless(cluster.getBasePort() != 0, "sticky.cluster.base-port", 0,
				"the proxy in front has to know the ports" + BECAUSE, "Use a port such as 3131.");
		InvalidClusterPropertyException.throwUnless(strategy == ReloadPolicy.Strategy.IN_PLACE,
				"sticky.cluster.reload.strategy", "surge",
				"the proxy in front would not find an instance that changes its port" + BECAUSE,
				"Use '" + EXTERNAL_RELOAD + "', or leave the property out.");
		InvalidClusterPropertyException.throwUnless(
				affinity.getKeys().stream().map(String::trim).toList().equals(List.of("client-address")),
				"sticky.cluster.affinity.keys", String.join(",", affinity.getKeys()),
				"the proxy in front tells clients apart by their addresses" + BECAUSE,
				"Use 'client-address', or leave the property out.");
	}

}
