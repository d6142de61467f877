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
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.stickycluster.gateway.AddressRange;
import io.stickycluster.gateway.PortRoute;
import io.stickycluster.launch.LivenessProbe;
import io.stickycluster.supervisor.InstancePorts;
import io.stickycluster.supervisor.RecyclePolicy;
import io.stickycluster.supervisor.ReloadPolicy;
import io.stickycluster.supervisor.RestartPolicy;
import io.stickycluster.supervisor.SupervisorSettings;
import io.stickycluster.supervisor.SupervisorTimeouts;

/**
 * {@link ClusterProperties} as the parts of the cluster take them, checked: each value
 * that cannot be is told with its property's name.
 */
class ClusterSettings {

	private static final String PREFIX = "sticky.cluster.";

	private static final int MAX_PORT = 65535;

	private static final int MAX_EXIT_CODE = 255;

	private final ClusterProperties properties;

	private final int processors;

	ClusterSettings(ClusterProperties properties, int processors) {
		this.properties = properties;
		this.processors = processors;
	}

	SupervisorSettings supervisorSettings(RecyclePolicy recycle, ReloadPolicy reload, AutoscaleSettings autoscale) {
		requireAtLeast("max-instances", this.properties.getMaxInstances(), 1);
		int count = instances();
		requireBetween("min-ready", this.properties.getMinReady(), 1, count, "the number of instances");
		requireAtLeast("start-concurrency", this.properties.getStartConcurrency(), 0);
		int concurrency = this.properties.getStartConcurrency();
		int stride = this.properties.getPortStride();
		requireBetween("port-stride", stride, this.properties.getMaxInstances(), MAX_PORT,
				"at least 'max-instances', so that no two instances share a port");
		int basePort = basePort("base-port", this.properties.getBasePort(), 0);
		return new SupervisorSettings(count, this.properties.getMaxInstances(), this.properties.getMinReady(),
				(concurrency != 0) ? concurrency : this.processors, new InstancePorts(basePort, stride), restarts(),
				timeouts(), recycle, reload, autoscale.policy(count, this.properties.getMaxInstances()));
	}

	/**
	 * Refuse a public port that an instance would listen on.
	 * @param serverPort the gateway's port, 0 for any free one
	 */
	void requireApartFrom(int serverPort) {
		int basePort = this.properties.getBasePort();
		if (serverPort != 0 && (isInstancePort(serverPort - basePort)
				|| isInstancePort(serverPort - basePort - this.properties.getPortStride()))) {
			throw invalid("base-port", basePort,
					"an instance would listen on port " + serverPort + ", which is 'server.port'",
					"Use a base port above 'server.port', or at least " + this.properties.getMaxInstances()
							+ " ('sticky.cluster.max-instances') below it.");
		}
	}

	private boolean isInstancePort(int offset) {
		return this.properties.getBasePort() != 0 && offset >= 0 && offset < this.properties.getMaxInstances();
	}

	private RestartPolicy restarts() {
		requireAtLeast("max-restarts", this.properties.getMaxRestarts(), 0);
		Duration delay = this.properties.getRestartDelay();
		if (this.properties.getMaxRestartDelay().compareTo(delay) < 0) {
			throw invalid("max-restart-delay", this.properties.getMaxRestartDelay(), "it is less than 'restart-delay'",
					"Use at least " + delay + ".");
		}
		return new RestartPolicy(this.properties.getMaxRestarts(),
				positive("restart-window", this.properties.getRestartWindow()), notNegative("restart-delay", delay),
				this.properties.getMaxRestartDelay(), notNegative("stable-after", this.properties.getStableAfter()),
				atLeast("max-configuration-restarts", this.properties.getMaxConfigurationRestarts(), 0),
				stopExitCodes());
	}

	private SupervisorTimeouts timeouts() {
		return new SupervisorTimeouts(positive("ready-timeout", this.properties.getReadyTimeout()),
				notNegative("drain-timeout", this.properties.getDrainTimeout()),
				positive("kill-timeout", this.properties.getKillTimeout()),
				positive("shutdown-timeout", this.properties.getShutdownTimeout()),
				notNegative("liveness-timeout", this.properties.getLivenessTimeout()));
	}

	private Set<Integer> stopExitCodes() {
		for (int code : this.properties.getStopExitCodes()) {
			requireBetween("stop-exit-codes", code, 0, MAX_EXIT_CODE, "the largest exit code");
		}
		return this.properties.getStopExitCodes();
	}

	/**
	 * Return how instances are asked for a sign of life.
	 * @return the probe, {@code null} when they are not asked
	 */
	@Nullable LivenessProbe livenessProbe() {
		Duration interval = positive("liveness-interval", this.properties.getLivenessInterval());
		String path = this.properties.getLivenessPath();
		if (path == null || path.isBlank() || this.properties.getLivenessTimeout().isZero()) {
			return null;
		}
		try {
			return new LivenessProbe(path, interval);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("liveness-path", path, "it is no path", "Use a path such as '/livez'.");
		}
	}

	/**
	 * Return how many instances are wanted at start.
	 * @return the number
	 */
	int instances() {
		String instances = this.properties.getInstances();
		return InstanceCount.parse((instances != null) ? instances : "", this.processors,
				this.properties.getMaxInstances());
	}

	/**
	 * Return what the variable is called that tells an instance its index.
	 * @return the name
	 */
	String instanceVariable() {
		String name = this.properties.getInstanceVariable();
		if (name.isBlank() || name.contains("=") || name.equals("PORT")) {
			throw invalid("instance-variable", name, "it is no name that is free for an environment variable",
					"Use a name such as NODE_APP_INSTANCE.");
		}
		return name;
	}

	/**
	 * Return how often an instance in a process of its own tells how it is.
	 * @return the interval
	 */
	Duration heartbeatInterval() {
		return positive("heartbeat-interval", this.properties.getHeartbeatInterval());
	}

	InetAddress instanceAddress() {
		String address = this.properties.getInstanceAddress();
		if (address == null || address.isBlank()) {
			return InetAddress.getLoopbackAddress();
		}
		try {
			return InetAddress.getByName(address);
		}
		catch (UnknownHostException ex) {
			throw invalid("instance-address", address, "no such address is known",
					"Use an address of this machine, or leave the property out for loopback.");
		}
	}

	/**
	 * Return the first port of each further port.
	 * @return the base ports by name
	 */
	Map<String, Integer> basePorts() {
		Map<String, Integer> basePorts = new LinkedHashMap<>();
		this.properties.getPorts()
			.forEach((name, port) -> basePorts.put(name,
					basePort("ports." + name + ".base-port", port.getBasePort(), 1)));
		return basePorts;
	}

	/**
	 * Return what the gateway takes from the cluster's own properties.
	 * @return the trusted proxies, and the paths that lead to further ports
	 */
	GatewayNetwork network() {
		List<AddressRange> proxies = this.properties.getTrustedProxies().stream().map(this::proxy).toList();
		List<PortRoute> routes = new ArrayList<>();
		this.properties.getPorts().forEach((name, port) -> routes.add(route(name, port.getPath())));
		return new GatewayNetwork(proxies, routes);
	}

	private AddressRange proxy(String range) {
		try {
			return AddressRange.of(range);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("trusted-proxies", range, "it is no address range",
					"Use addresses or ranges in CIDR notation such as 10.0.0.0/8.");
		}
	}

	private PortRoute route(String name, @Nullable String path) {
		try {
			return new PortRoute((path != null) ? path : "", name);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("ports." + name + ".path", (path != null) ? path : "",
					"it is not a path below '/' that can be told from the main port's",
					"Use the path whose requests go to this port, such as '/socket.io'.");
		}
	}

	private int basePort(String name, int basePort, int minimum) {
		int last = MAX_PORT - this.properties.getPortStride() - this.properties.getMaxInstances() + 1;
		requireBetween(name, basePort, minimum, last,
				"the last port that leaves room for two times 'max-instances' ports, 'port-stride' apart");
		return basePort;
	}

	private int atLeast(String name, int value, int minimum) {
		requireAtLeast(name, value, minimum);
		return value;
	}

	private void requireAtLeast(String name, int value, int minimum) {
		if (value < minimum) {
			throw invalid(name, value, "it is less than " + minimum, "Use " + minimum + " or more.");
		}
	}

	private void requireBetween(String name, int value, int minimum, int maximum, String maximumIs) {
		if (value < minimum || value > maximum) {
			throw invalid(name, value, "it is not between " + minimum + " and " + maximum + ", " + maximumIs,
					"Use a number from " + minimum + " to " + maximum + ".");
		}
	}

	private Duration positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw invalid(name, value, "it is not more than 0", "Use a duration such as 30s.");
		}
		return value;
	}

	private Duration notNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw invalid(name, value, "it is negative", "Use a duration such as 30s, or 0.");
		}
		return value;
	}

	private InvalidClusterPropertyException invalid(String name, Object value, String reason, String action) {
		return new InvalidClusterPropertyException(PREFIX + name, String.valueOf(value), reason, action);
	}

}
