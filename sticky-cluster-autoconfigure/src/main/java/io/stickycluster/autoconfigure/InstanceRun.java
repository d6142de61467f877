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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextPausedEvent;
import org.springframework.context.event.ContextStoppedEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.link.PacketLink;

/**
 * The part of an {@link ClusterRole#INSTANCE instance} in its run: settings that make it
 * one of many behind the gateway, and the report of how its start went.
 */
class InstanceRun implements SpringApplicationRunListener {

	static final String IDENTITY_SOURCE_BEAN = "stickyClusterIdentitySource";

	/**
	 * The way to the supervisor's features, in an instance with a process of its own.
	 */
	static final String PACKET_LINK_BEAN = "stickyClusterPacketLink";

	/**
	 * What carries messages, in instances that share a JVM.
	 */
	static final String BUS_HUB_BEAN = "stickyClusterBusHub";

	/**
	 * What keeps the sessions, in instances that share a JVM.
	 */
	static final String SESSION_STORE_BEAN = "stickyClusterSessionStore";

	private static final String FORWARD_STRATEGY = "server.forward-headers-strategy";

	/**
	 * With it a request over a Unix-domain socket would have no client's address at all.
	 */
	private static final String FORWARD_NONE = "none";

	private final InstanceLaunch launch;

	InstanceRun(InstanceLaunch launch) {
		this.launch = launch;
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		environment.getPropertySources()
			.addFirst(new MapPropertySource("stickyClusterInstanceOverrides", Map.copyOf(this.launch.properties())));
		environment.getPropertySources()
			.addFirst(new MapPropertySource("stickyClusterInstance", settings(environment)));
		environment.getPropertySources()
			.addLast(new MapPropertySource("stickyClusterInstanceDefaults", defaults(environment)));
	}

	private Map<String, Object> settings(ConfigurableEnvironment environment) {
		ClusterIdentity identity = this.launch.identitySource().current();
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put(ClusterRole.PROPERTY, ClusterRole.INSTANCE.name());
		settings.put(environment.getProperty("sticky.cluster.instance-variable", "NODE_APP_INSTANCE"),
				identity.index());
		settings.put("sticky.cluster.instance.index", identity.index());
		settings.put("sticky.cluster.instance.generation", identity.generation());
		this.launch.ports().forEach((name, port) -> settings.put("sticky.cluster.instance.ports." + name, port));
		settings.put("server.port", this.launch.address().getPort());
		settings.put("server.address", this.launch.address().getAddress().getHostAddress());
		if (!InstanceTls.isKept(environment)) {
			// TLS and HTTP/2 end in the gateway
			settings.put("server.ssl.enabled", false);
			settings.put("server.http2.enabled", false);
		}
		if (RoutingMode.of(environment) == RoutingMode.HANDOFF) {
			// or in the instance, but not on its own port
			settings.put(InstanceHandoffConfiguration.TLS,
					Binder.get(environment)
						.bind("server.ssl", Ssl.class)
						.map((ssl) -> Ssl.isEnabled(ssl))
						.orElse(false));
			settings.put(InstanceHandoffConfiguration.HTTP2,
					environment.getProperty("server.http2.enabled", Boolean.class, false));
		}
		settings.put("management.server.ssl.enabled", false);
		putManagement(settings, environment);
		settings.put("spring.main.banner-mode", "off");
		settings.put("spring.application.admin.enabled", false);
		settings.put("spring.devtools.restart.enabled", false);
		settings.put("spring.devtools.livereload.enabled", false);
		Path socket = this.launch.socket();
		if (socket != null && !FORWARD_NONE.equalsIgnoreCase(environment.getProperty(FORWARD_STRATEGY))) {
			settings.put(InstanceSocketConfiguration.SOCKET, socket.toString());
		}
		putTrust(settings, environment);
		settings.putAll(this.launch.settings());
		return settings;
	}

	// Where others can connect, too, nobody but the gateway and proxies that were named
	// is
	// believed
	private void putTrust(Map<String, Object> settings, ConfigurableEnvironment environment) {
		InetAddress address = this.launch.address().getAddress();
		if (address.isLoopbackAddress() || FORWARD_NONE.equalsIgnoreCase(environment.getProperty(FORWARD_STRATEGY))) {
			return;
		}
		List<String> trusted = new ArrayList<>();
		if (!address.isAnyLocalAddress()) {
			// The gateway's own, when it connects to that
			trusted.add(NetUtil.toAddressString(address));
		}
		if (RoutingMode.of(environment) == RoutingMode.EXTERNAL) {
			trusted.addAll(Binder.get(environment)
				.bind("sticky.cluster.trusted-proxies", Bindable.listOf(String.class))
				.orElseGet(List::of));
		}
		settings.put(FORWARD_STRATEGY, FORWARD_NONE);
		settings.put(InstanceTrustConfiguration.TRUSTED, String.join(",", trusted));
	}

	private static void putManagement(Map<String, Object> settings, ConfigurableEnvironment environment) {
		ManagementPortType type = ManagementPortType.get(environment);
		// Without a gateway before it, which would hide what the user wants apart
		boolean direct = RoutingMode.of(environment).isDirect();
		if (direct && type == ManagementPortType.DISABLED) {
			return;
		}
		// An address of its own cannot be unset, and is refused on the shared port
		if (environment.containsProperty("management.server.address")
				|| (direct && type == ManagementPortType.DIFFERENT)) {
			settings.put("management.server.port", 0);
			settings.put("management.server.address", InetAddress.getLoopbackAddress().getHostAddress());
		}
		else {
			settings.put("management.server.port", "");
		}
	}

	private static Map<String, Object> defaults(Environment environment) {
		Map<String, Object> defaults = new LinkedHashMap<>(SharedSessionSettings.redisDefaults(environment));
		if (RoutingMode.of(environment) == RoutingMode.HANDOFF) {
			// Clients are the peers
			return defaults;
		}
		// The gateway is the only peer, and it vouches for what it forwards
		defaults.put(FORWARD_STRATEGY, "native");
		defaults.put("server.tomcat.remoteip.internal-proxies", ".*");
		// The gateway keeps its connections for many clients
		defaults.put("server.tomcat.max-keep-alive-requests", -1);
		return defaults;
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		abandonWhenStopRequested();
		// Spring Boot tells a context's ports to its parent too, and the parent's
		// properties
		// are merged into each child: without one of its own an instance would see the
		// ports of the one before
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("server.ports", new ConcurrentHashMap<>()));
		this.launch.attach(context);
		context.getBeanFactory().registerSingleton(IDENTITY_SOURCE_BEAN, this.launch.identitySource());
		PacketLink packets = this.launch.packets();
		if (packets != null) {
			context.getBeanFactory().registerSingleton(PACKET_LINK_BEAN, packets);
		}
		context.addApplicationListener(new EndListener(context, this.launch));
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		abandonWhenStopRequested();
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		Integer port = context.getEnvironment().getProperty("local.server.port", Integer.class);
		if (port == null && context instanceof WebServerApplicationContext webServerContext
				&& webServerContext.getWebServer() != null) {
			port = webServerContext.getWebServer().getPort();
		}
		Path socket = socket(context.getEnvironment());
		if (socket == null && InstanceTls.isKept(context.getEnvironment())) {
			throw new IllegalStateException("The instance does TLS, so that the gateway needs a Unix-domain socket to "
					+ "reach it, and there is none: with 'sticky.cluster.routing.mode=assign' and 'server.ssl' the "
					+ "application has to run on Tomcat or Reactor Netty, on a platform with such sockets");
		}
		this.launch.ready((port != null) ? port : this.launch.address().getPort(), socket);
	}

	private static @Nullable Path socket(ConfigurableEnvironment environment) {
		String socket = environment.getProperty(InstanceSocketConfiguration.SOCKET);
		Path path = (socket != null) ? Path.of(socket) : null;
		return (path != null && InstanceSockets.isListening(path)) ? path : null;
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		this.launch.failed(exception, FailureText.kindOf(exception, context), FailureText.of(exception, context));
	}

	private void abandonWhenStopRequested() {
		if (this.launch.isStopRequested()) {
			throw new AbandonedRunException();
		}
	}

	/**
	 * Tells the launch when the instance's own context ends.
	 *
	 * @param context the instance's context; children of it publish their events here too
	 * @param launch the launch
	 */
	private record EndListener(ConfigurableApplicationContext context,
			InstanceLaunch launch) implements ApplicationListener<ApplicationContextEvent> {

		@Override
		public void onApplicationEvent(ApplicationContextEvent event) {
			if (event.getApplicationContext() != this.context) {
				return;
			}
			if (event instanceof ContextClosedEvent) {
				this.launch.closing();
			}
			else if (event instanceof ContextStoppedEvent && !(event instanceof ContextPausedEvent)) {
				this.launch.stopped();
			}
		}

	}

}
