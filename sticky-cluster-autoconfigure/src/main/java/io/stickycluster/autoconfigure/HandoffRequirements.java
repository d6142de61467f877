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

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;

import io.stickycluster.autoconfigure.ClusterProperties.Isolation;

/**
 * What has to be so for connections to be handed over. A connection stays where it was
 * handed to, whatever is asked for over it: so it has to be that of one client, and the
 * supervisor can answer nothing on it.
 *
 * @param cluster the properties of the cluster
 * @param affinity the properties of affinity
 * @param gateway the properties of the gateway
 * @param environment the environment
 */
record HandoffRequirements(ClusterProperties cluster, AffinityProperties affinity, GatewayProperties gateway,
		Environment environment) {

	private static final List<String> CLIENT_ADDRESS = List.of("client-address");

	/**
	 * Check.
	 * @param nativeTransport whether Netty's native transport of Linux is there
	 */
	void check(boolean nativeTransport) {
		require(this.affinity.getKeys().stream().map(String::trim).toList().equals(CLIENT_ADDRESS),
				"clients are recognised by '%s', which only a request has, and connections are handed over before there is one"
					.formatted(String.join(",", this.affinity.getKeys())),
				"Leave 'sticky.cluster.affinity.keys' at 'client-address', or use 'gateway'.");
		require(this.cluster.getTrustedProxies().isEmpty() || this.gateway.getProxyProtocol().isAccept(),
				"the proxies of 'sticky.cluster.trusted-proxies' send requests of many clients over one connection, which would all be handed to one instance",
				"Use 'gateway'; or let the proxy pass connections on, with the PROXY protocol, and set 'sticky.cluster.gateway.proxy-protocol.accept=true'.");
		require(!this.gateway.getProxyProtocol().isAccept() || !this.cluster.getTrustedProxies().isEmpty(),
				"no proxy is trusted to send a header of the PROXY protocol, so that every connection would be closed",
				"Set 'sticky.cluster.trusted-proxies' to the addresses of the proxies, or 'sticky.cluster.gateway.proxy-protocol.accept=false'.");
		require(ManagementPortType.get(this.environment) != ManagementPortType.SAME,
				"every connection to 'server.port' is handed to an instance, so that the supervisor's management could not be reached",
				"Set 'management.server.port' to a port of its own, such as 8081.");
		require(this.cluster.getPorts().isEmpty(),
				"the paths of 'sticky.cluster.ports' are not known before a connection is handed over",
				"Use 'gateway', or let clients connect to the further ports by themselves.");
		require(this.cluster.getSurviveSupervisor().isZero(),
				"instances that outlive their supervisor ('sticky.cluster.survive-supervisor') take connections from the one that has launched them only",
				"Use 'gateway', or leave 'sticky.cluster.survive-supervisor' out.");
		checkIsolation(nativeTransport);
	}

	private void checkIsolation(boolean nativeTransport) {
		Isolation isolation = this.cluster.getIsolation();
		require(isolation != Isolation.COMMAND,
				"a program of 'sticky.cluster.isolation=command' does not know how to take a connection",
				"Use 'gateway', or 'sticky.cluster.isolation=process'.");
		require(isolation != Isolation.PROCESS || nativeTransport,
				"a connection reaches another process by Netty's native transport of Linux only, which is not there",
				"Use 'gateway' or 'sticky.cluster.isolation=context'; on Linux, add the dependency 'io.netty:netty-transport-native-epoll' with the classifier of the platform.");
	}

	private static void require(boolean fulfilled, String reason, String action) {
		InvalidClusterPropertyException.throwUnless(fulfilled, RoutingMode.PROPERTY, "handoff", reason, action);
	}

}
