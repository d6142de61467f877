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

import java.io.IOException;
import java.nio.file.FileSystems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

import io.stickycluster.autoconfigure.HandoffConfiguration.HandoffSocket;
import io.stickycluster.bus.BusRelay;
import io.stickycluster.bus.LocalBusHub;
import io.stickycluster.handoff.Handoff;
import io.stickycluster.handoff.LocalHandoff;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.LivenessProbe;
import io.stickycluster.launch.ProbedInstanceLauncher;
import io.stickycluster.launch.context.ApplicationEntryPoint;
import io.stickycluster.launch.context.ContextInstanceLauncher;
import io.stickycluster.launch.process.ClassDataSharing;
import io.stickycluster.launch.process.CommandInstanceLauncher;
import io.stickycluster.launch.process.JavaProgram;
import io.stickycluster.launch.process.JvmProcessCommand;
import io.stickycluster.launch.process.LinkedInstanceSettings;
import io.stickycluster.launch.process.NoMainClassException;
import io.stickycluster.launch.process.PrivateDirectory;
import io.stickycluster.launch.process.ProcessInstanceLauncher;
import io.stickycluster.launch.process.Survival;
import io.stickycluster.launch.survive.StateDirectory;
import io.stickycluster.link.PacketHandler;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.session.SessionStore;

/**
 * What brings instances to life, for each isolation.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ InstanceOverrideProperties.class, GatewayProperties.class, RoutingProperties.class })
class LauncherConfiguration {

	/**
	 * Elsewhere a directory cannot be closed to others by its mode.
	 */
	private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

	private static final String ISOLATION = "sticky.cluster.isolation";

	static InstanceLauncher probed(InstanceLauncher launcher, ClusterSettings settings) {
		LivenessProbe probe = settings.livenessProbe();
		return (probe != null) ? new ProbedInstanceLauncher(launcher, probe) : launcher;
	}

	private static Map<String, String> common(ObjectProvider<AssignSettings> assign) {
		return assign.stream().findFirst().map(AssignSettings::ofInstances).orElse(Map.of());
	}

	// Made when it is needed
	@Bean
	@Lazy
	PrivateDirectory clusterDirectory() throws IOException {
		return PrivateDirectory.create();
	}

	@Bean
	@Lazy
	InstanceSockets clusterInstanceSockets(GatewayProperties properties, RoutingProperties routing,
			ObjectProvider<PrivateDirectory> directory, ObjectProvider<StateDirectory> lastingDirectory) {
		boolean used = properties.isUnixDomainSockets() && routing.getMode() != RoutingMode.EXTERNAL
				&& routing.getMode() != RoutingMode.HANDOFF;
		if (!used || !POSIX) {
			return InstanceSockets.none();
		}
		StateDirectory lasting = lastingDirectory.getIfAvailable();
		return InstanceSockets.in((lasting != null) ? lasting.path() : directory.getObject().path());
	}

	/**
	 * Instances that share the supervisor's JVM.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = ISOLATION, havingValue = "context", matchIfMissing = true)
	static class ContextConfiguration {

		@Bean
		InstanceLauncher clusterInstanceLauncher(ApplicationEntryPoint entryPoint, ClusterSettings settings,
				InstanceSockets sockets, InstanceOverrideProperties properties, SessionStore sessionStore,
				ObjectProvider<AssignSettings> assign, ObjectProvider<Handoff> handoff) {
			InstanceOverrides overrides = new InstanceOverrides(properties, common(assign));
			overrides.requireNothingOfProcesses();
			Map<String, Object> shared = new LinkedHashMap<>();
			shared.put(InstanceRun.BUS_HUB_BEAN, new LocalBusHub());
			shared.put(InstanceRun.SESSION_STORE_BEAN, sessionStore);
			handoff.ifAvailable((offered) -> shared.put("stickyClusterHandoff", (LocalHandoff) offered::register));
			return probed(new ContextInstanceLauncher(entryPoint, settings.instanceAddress(), settings.basePorts(),
					sockets, overrides::properties, shared), settings);
		}

	}

	/**
	 * Instances in JVMs of their own.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ProcessProperties.class)
	@ConditionalOnProperty(name = ISOLATION, havingValue = "process")
	static class ProcessConfiguration {

		@Bean
		ProcessSettings clusterProcessSettings(ProcessProperties properties, InstanceOverrideProperties overrides) {
			return new ProcessSettings(properties, overrides);
		}

		@Bean
		@ConditionalOnBooleanProperty(name = "sticky.cluster.process.class-data-sharing", matchIfMissing = true)
		ClassDataSharing clusterClassDataSharing(ProcessSettings settings) {
			return settings.classDataSharing();
		}

		@Bean
		BusRelay clusterBusRelay() {
			return new BusRelay();
		}

		@Bean
		JavaProgram clusterProgram(ApplicationStart start, ProcessSettings process) {
			return program(start, process.mainClass());
		}

		@Bean
		InstanceLauncher clusterInstanceLauncher(JavaProgram program, ClusterSettings settings, ProcessSettings process,
				InstanceOverrideProperties overrideProperties, ObjectProvider<ClassDataSharing> classDataSharing,
				InstanceSockets sockets, InstanceLogs logs, PrivateDirectory directory,
				ObjectProvider<Survival> survival, ObjectProvider<PacketHandler> packetHandlers,
				ObjectProvider<AssignSettings> assign, ObjectProvider<HandoffSocket> handoff) throws IOException {
			InstanceOverrides overrides = new InstanceOverrides(overrideProperties, common(assign));
			HandoffSocket socket = handoff.getIfAvailable();
			JvmProcessCommand command = new JvmProcessCommand(program,
					process.jvmArguments((socket != null) ? socket.jvmArguments() : List.of()), process.memory(),
					classDataSharing.getIfAvailable(), process.environment(settings.instanceVariable()),
					directory.path(), settings.instances());
			LinkedInstanceSettings linked = new LinkedInstanceSettings(settings.instanceAddress(), settings.basePorts(),
					sockets, properties(overrides, socket), settings.heartbeatInterval(),
					packetHandlers.stream().toList());
			Survival outliving = survival.getIfAvailable();
			return probed((outliving != null) ? new ProcessInstanceLauncher(command, linked, logs, outliving)
					: new ProcessInstanceLauncher(command, linked, logs, directory), settings);
		}

		private static IntFunction<Map<String, String>> properties(InstanceOverrides overrides,
				@Nullable HandoffSocket handoff) {
			if (handoff == null) {
				return overrides::properties;
			}
			return (index) -> {
				Map<String, String> properties = new LinkedHashMap<>(overrides.properties(index));
				properties.put(InstanceHandoffConfiguration.SOCKET, handoff.path().toString());
				return properties;
			};
		}

		private static JavaProgram program(ApplicationStart start, @Nullable String mainClass) {
			try {
				return start.program(mainClass);
			}
			catch (NoMainClassException ex) {
				throw new InvalidClusterPropertyException(ISOLATION, "process",
						"no main class is known that starts the application in a JVM of its own",
						"Set 'sticky.cluster.process.main-class' to the class whose main method starts the application.");
			}
		}

	}

	/**
	 * Instances that are programs of any language.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(CommandProperties.class)
	@ConditionalOnProperty(name = ISOLATION, havingValue = "command")
	static class CommandConfiguration {

		@Bean
		InstanceLauncher clusterInstanceLauncher(ClusterSettings settings, CommandProperties properties,
				InstanceOverrideProperties overrides, ConfigurableEnvironment environment, InstanceSockets sockets,
				InstanceLogs logs) {
			CommandInstanceSettings command = new CommandInstanceSettings(properties, overrides, environment);
			return probed(new CommandInstanceLauncher(command.commandSettings(settings.instanceVariable()),
					settings.instanceAddress(), sockets, logs), settings);
		}

	}

}
