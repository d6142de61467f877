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

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.core.env.Environment;

import io.stickycluster.autoconfigure.ClusterProperties.Isolation;

/**
 * Says whether instances do TLS themselves: those that clients connect to, if the
 * application is set up for it. The gateway reaches them by their sockets, without TLS.
 */
final class InstanceTls {

	private InstanceTls() {
	}

	static boolean isKept(Environment environment) {
		Binder binder = Binder.get(environment);
		Isolation isolation = binder.bind("sticky.cluster.isolation", Isolation.class).orElse(Isolation.CONTEXT);
		if (RoutingMode.of(environment) != RoutingMode.ASSIGN || isolation == Isolation.COMMAND) {
			return false;
		}
		return binder.bind("server.ssl", Ssl.class).map((ssl) -> ssl.isEnabled()).orElse(false);
	}

	/**
	 * Refuse what cannot be together with it.
	 * @param environment the supervisor's environment
	 * @param cluster the cluster's properties
	 * @param gateway the gateway's properties
	 */
	static void check(Environment environment, ClusterProperties cluster, GatewayProperties gateway) {
		if (!isKept(environment)) {
			return;
		}
		InvalidClusterPropertyException.throwUnless(gateway.isUnixDomainSockets(),
				"sticky.cluster.gateway.unix-domain-sockets", false,
				"the instances do TLS, because 'sticky.cluster.routing.mode' is 'assign' and 'server.ssl' is set, "
						+ "and the gateway reaches such instances by Unix-domain sockets only",
				"Leave the property out.");
		String liveness = cluster.getLivenessPath();
		InvalidClusterPropertyException.throwUnless(liveness == null || liveness.isBlank(),
				"sticky.cluster.liveness-path", String.valueOf(liveness),
				"the instances do TLS, because 'sticky.cluster.routing.mode' is 'assign' and 'server.ssl' is set, "
						+ "and the path is asked for without",
				"Leave the property out.");
	}

}
