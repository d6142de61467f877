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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the cluster as a whole.
 */
@ConfigurationProperties("sticky.cluster")
public class ClusterProperties {

	/**
	 * Number of instances: a number, 'max' for one per processor, or a negative number
	 * for that many less than processors (at least 1). Without it the application runs
	 * plain, without a cluster.
	 */
	private @Nullable String instances;

	/**
	 * Greatest number of instances that the cluster may be started with or scaled to.
	 */
	private int maxInstances = 64;

	/**
	 * How an instance lives.
	 */
	private Isolation isolation = Isolation.CONTEXT;

	/**
	 * Port of the instance with index 0; the others follow. 0 means any free port for
	 * each.
	 */
	private int basePort = 3131;

	/**
	 * How far the second port of an instance is from its first one: while an instance is
	 * replaced, its new generation listens on the other of the two. At least as much as
	 * there may be instances.
	 */
	private int portStride = 100;

	/**
	 * Address that the instances listen on. Loopback when not set.
	 */
	private @Nullable String instanceAddress;

	/**
	 * Name of the environment variable, and of the property, that tells an instance its
	 * index.
	 */
	private String instanceVariable = "NODE_APP_INSTANCE";

	/**
	 * How many instances may be starting at the same time. 0 means one per processor.
	 */
	private int startConcurrency;

	/**
	 * How many instances must be ready before the application itself is ready and opens
	 * its port.
	 */
	private int minReady = 1;

	/**
	 * Time that an instance has to become ready; it counts as failed after that. Must be
	 * more than 0.
	 */
	private Duration readyTimeout = Duration.ofSeconds(60);

	/**
	 * Maximum number of unplanned restarts of an instance within the restart window. 0
	 * means that an instance that ended by itself stays failed.
	 */
	private int maxRestarts = 16;

	/**
	 * Sliding window in which unplanned restarts are counted. Must be more than 0.
	 */
	private Duration restartWindow = Duration.ofMinutes(5);

	/**
	 * Maximum number of unplanned restarts in a row of an instance whose configuration is
	 * wrong, because that does not mend itself. 0 means that it stays failed at once.
	 */
	private int maxConfigurationRestarts = 2;

	/**
	 * Exit codes by which an instance says that it is to stay stopped. Without them each
	 * end that nobody asked for is a failure, exit code 0 too.
	 */
	private Set<Integer> stopExitCodes = new LinkedHashSet<>();

	/**
	 * Time before the first unplanned restart; it doubles with each further one. 0 means
	 * at once, always.
	 */
	private Duration restartDelay = Duration.ofSeconds(1);

	/**
	 * Longest time before an unplanned restart. Must not be less than the restart delay.
	 */
	private Duration maxRestartDelay = Duration.ofSeconds(30);

	/**
	 * Time that an instance must have been ready for its restart delay to begin anew. 0
	 * means as soon as it is ready.
	 */
	private Duration stableAfter = Duration.ofMinutes(1);

	/**
	 * Longest time that an instance that is to end keeps serving the requests and streams
	 * that it has. 0 means not at all.
	 */
	private Duration drainTimeout = Duration.ofSeconds(10);

	/**
	 * Time that an instance has to end after it was told to; halfway a process is sent
	 * SIGTERM, and after it the instance is ended without grace. Must be more than 0.
	 */
	private Duration killTimeout = Duration.ofSeconds(30);

	/**
	 * Time that all instances together have to end when the application is shut down;
	 * they are ended without grace after that. Must be more than 0.
	 */
	private Duration shutdownTimeout = Duration.ofSeconds(30);

	/**
	 * Interval in which an instance in a process of its own tells how it is. Must be more
	 * than 0.
	 */
	private Duration heartbeatInterval = Duration.ofSeconds(2);

	/**
	 * Time without a sign of life after which an instance is replaced. 0 means that it is
	 * never replaced for that.
	 */
	private Duration livenessTimeout = Duration.ofSeconds(30);

	/**
	 * Path that each instance is asked for on its own port to see that it lives, such as
	 * '/livez'; a 2xx or 3xx answer says so. It is not asked when not set.
	 */
	private @Nullable String livenessPath;

	/**
	 * Interval in which the liveness path is asked for, and the longest time that its
	 * answer may take. Must be more than 0.
	 */
	private Duration livenessInterval = Duration.ofSeconds(5);

	/**
	 * Time that instances go on serving when their supervisor ends by a crash or hands
	 * over, and wait for the next one to take them over; with isolation 'process' only. 0
	 * means that they end with it.
	 */
	private Duration surviveSupervisor = Duration.ZERO;

	/**
	 * Directory for what the next supervisor has to know of instances that survive, which
	 * nobody but the cluster may use. One of the user's own, by the working directory and
	 * the server's port, when not set.
	 */
	private @Nullable Path stateDirectory;

	/**
	 * Whether '@SpringBootTest' runs the plain application even when instances are set.
	 */
	private boolean skipInTests = true;

	/**
	 * Addresses (CIDR) of proxies in front whose forwarding headers are believed. Nobody
	 * is by default.
	 */
	private List<String> trustedProxies = new ArrayList<>();

	/**
	 * Further ports that each instance opens, by name.
	 */
	private Map<String, Port> ports = new LinkedHashMap<>();

	private final Supervisor supervisor = new Supervisor();

	public @Nullable String getInstances() {
		return this.instances;
	}

	public void setInstances(@Nullable String instances) {
		this.instances = instances;
	}

	public int getMaxInstances() {
		return this.maxInstances;
	}

	public void setMaxInstances(int maxInstances) {
		this.maxInstances = maxInstances;
	}

	public Isolation getIsolation() {
		return this.isolation;
	}

	public void setIsolation(Isolation isolation) {
		this.isolation = isolation;
	}

	public int getBasePort() {
		return this.basePort;
	}

	public void setBasePort(int basePort) {
		this.basePort = basePort;
	}

	public int getPortStride() {
		return this.portStride;
	}

	public void setPortStride(int portStride) {
		this.portStride = portStride;
	}

	public @Nullable String getInstanceAddress() {
		return this.instanceAddress;
	}

	public void setInstanceAddress(@Nullable String instanceAddress) {
		this.instanceAddress = instanceAddress;
	}

	public String getInstanceVariable() {
		return this.instanceVariable;
	}

	public void setInstanceVariable(String instanceVariable) {
		this.instanceVariable = instanceVariable;
	}

	public int getStartConcurrency() {
		return this.startConcurrency;
	}

	public void setStartConcurrency(int startConcurrency) {
		this.startConcurrency = startConcurrency;
	}

	public int getMinReady() {
		return this.minReady;
	}

	public void setMinReady(int minReady) {
		this.minReady = minReady;
	}

	public Duration getReadyTimeout() {
		return this.readyTimeout;
	}

	public void setReadyTimeout(Duration readyTimeout) {
		this.readyTimeout = readyTimeout;
	}

	public int getMaxRestarts() {
		return this.maxRestarts;
	}

	public void setMaxRestarts(int maxRestarts) {
		this.maxRestarts = maxRestarts;
	}

	public Duration getRestartWindow() {
		return this.restartWindow;
	}

	public void setRestartWindow(Duration restartWindow) {
		this.restartWindow = restartWindow;
	}

	public int getMaxConfigurationRestarts() {
		return this.maxConfigurationRestarts;
	}

	public void setMaxConfigurationRestarts(int maxConfigurationRestarts) {
		this.maxConfigurationRestarts = maxConfigurationRestarts;
	}

	public Set<Integer> getStopExitCodes() {
		return this.stopExitCodes;
	}

	public void setStopExitCodes(Set<Integer> stopExitCodes) {
		this.stopExitCodes = stopExitCodes;
	}

	public Duration getRestartDelay() {
		return this.restartDelay;
	}

	public void setRestartDelay(Duration restartDelay) {
		this.restartDelay = restartDelay;
	}

	public Duration getMaxRestartDelay() {
		return this.maxRestartDelay;
	}

	public void setMaxRestartDelay(Duration maxRestartDelay) {
		this.maxRestartDelay = maxRestartDelay;
	}

	public Duration getStableAfter() {
		return this.stableAfter;
	}

	public void setStableAfter(Duration stableAfter) {
		this.stableAfter = stableAfter;
	}

	public Duration getDrainTimeout() {
		return this.drainTimeout;
	}

	public void setDrainTimeout(Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
	}

	public Duration getKillTimeout() {
		return this.killTimeout;
	}

	public void setKillTimeout(Duration killTimeout) {
		this.killTimeout = killTimeout;
	}

	public Duration getShutdownTimeout() {
		return this.shutdownTimeout;
	}

	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	public Duration getHeartbeatInterval() {
		return this.heartbeatInterval;
	}

	public void setHeartbeatInterval(Duration heartbeatInterval) {
		this.heartbeatInterval = heartbeatInterval;
	}

	public Duration getLivenessTimeout() {
		return this.livenessTimeout;
	}

	public void setLivenessTimeout(Duration livenessTimeout) {
		this.livenessTimeout = livenessTimeout;
	}

	public @Nullable String getLivenessPath() {
		return this.livenessPath;
	}

	public void setLivenessPath(@Nullable String livenessPath) {
		this.livenessPath = livenessPath;
	}

	public Duration getLivenessInterval() {
		return this.livenessInterval;
	}

	public void setLivenessInterval(Duration livenessInterval) {
		this.livenessInterval = livenessInterval;
	}

	public Duration getSurviveSupervisor() {
		return this.surviveSupervisor;
	}

	public void setSurviveSupervisor(Duration surviveSupervisor) {
		this.surviveSupervisor = surviveSupervisor;
	}

	public @Nullable Path getStateDirectory() {
		return this.stateDirectory;
	}

	public void setStateDirectory(@Nullable Path stateDirectory) {
		this.stateDirectory = stateDirectory;
	}

	public boolean isSkipInTests() {
		return this.skipInTests;
	}

	public void setSkipInTests(boolean skipInTests) {
		this.skipInTests = skipInTests;
	}

	public List<String> getTrustedProxies() {
		return this.trustedProxies;
	}

	public void setTrustedProxies(List<String> trustedProxies) {
		this.trustedProxies = trustedProxies;
	}

	public Map<String, Port> getPorts() {
		return this.ports;
	}

	public void setPorts(Map<String, Port> ports) {
		this.ports = ports;
	}

	public Supervisor getSupervisor() {
		return this.supervisor;
	}

	/**
	 * How an instance lives.
	 */
	public enum Isolation {

		/**
		 * A child context in the supervisor's own JVM.
		 */
		CONTEXT,

		/**
		 * A JVM of its own, started as the supervisor's was.
		 */
		PROCESS,

		/**
		 * Any program, by its command line.
		 */
		COMMAND

	}

	/**
	 * A further port that each instance opens.
	 */
	public static class Port {

		/**
		 * Port of the instance with index 0; the others follow.
		 */
		private int basePort;

		/**
		 * Path whose requests, and those below it, go to this port. Must begin with '/'.
		 */
		private @Nullable String path;

		public int getBasePort() {
			return this.basePort;
		}

		public void setBasePort(int basePort) {
			this.basePort = basePort;
		}

		public @Nullable String getPath() {
			return this.path;
		}

		public void setPath(@Nullable String path) {
			this.path = path;
		}

	}

	/**
	 * The supervisor's own application context.
	 */
	public static class Supervisor {

		/**
		 * Further auto-configurations, by class name or package prefix, that the
		 * supervisor needs beside its own.
		 */
		private List<String> autoConfigurations = new ArrayList<>();

		public List<String> getAutoConfigurations() {
			return this.autoConfigurations;
		}

		public void setAutoConfigurations(List<String> autoConfigurations) {
			this.autoConfigurations = autoConfigurations;
		}

	}

}
