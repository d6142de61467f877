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
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

import io.stickycluster.systemd.InheritedListener;
import io.stickycluster.systemd.ListenerException;
import io.stickycluster.systemd.ServiceEnvironment.PassedListener;

/**
 * Lets the supervisor's web server listen where the service manager does, if that has
 * passed a listener, in place of a port of its own.
 */
final class SocketActivation implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private final List<PassedListener> listeners;

	private final Environment environment;

	private final ObjectProvider<ReactorResourceFactory> resources;

	private volatile @Nullable InheritedListener listener;

	SocketActivation(List<PassedListener> listeners, Environment environment,
			ObjectProvider<ReactorResourceFactory> resources) {
		this.listeners = listeners;
		this.environment = environment;
		this.resources = resources;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		if (this.listeners.isEmpty()) {
			return;
		}
		RoutingMode mode = RoutingMode.of(this.environment);
		InvalidClusterPropertyException.throwUnless(mode == RoutingMode.GATEWAY || mode == RoutingMode.ASSIGN,
				RoutingMode.PROPERTY, mode.name().toLowerCase(Locale.ROOT),
				"the service manager has passed a socket, which only the gateway can serve on",
				"Leave the property out, or start the application without a socket unit.");
		try {
			InheritedListener listener = InheritedListener.of(this.listeners);
			requireAgreement(factory.getPort(), factory.getAddress(), listener.address());
			LoopResources loops = listener.loops(this.resources.getObject().getLoopResources());
			// The factory's own would be used in place of those that are set
			factory.setResourceFactory(null);
			factory.addServerCustomizers((server) -> server.runOn(loops));
			this.listener = listener;
		}
		catch (ListenerException ex) {
			throw new InvalidClusterPropertyException(ex.variable(),
					this.environment.getProperty(ex.variable(), "(not set)"), String.valueOf(ex.getMessage()),
					ex.action());
		}
	}

	static void requireAgreement(int port, @Nullable InetAddress address, InetSocketAddress listening) {
		InvalidClusterPropertyException.throwUnless(port == 0 || port == listening.getPort(), "server.port", port,
				"the socket that the service manager has passed listens on port " + listening.getPort(),
				"Use the same port in 'server.port' and in ListenStream= of the socket unit.");
		if (address != null) {
			InvalidClusterPropertyException.throwUnless(isSame(address, listening.getAddress()), "server.address",
					address.getHostAddress(),
					"the socket that the service manager has passed listens on "
							+ listening.getAddress().getHostAddress(),
					"Leave 'server.address' out, and set the address in ListenStream= of the socket unit.");
		}
	}

	private static boolean isSame(InetAddress address, InetAddress listening) {
		// Of IPv6 it is the address of both families
		return address.equals(listening) || (address.isAnyLocalAddress() && listening.isAnyLocalAddress());
	}

	/**
	 * Return whether the service manager has passed a listener.
	 * @return whether it has
	 */
	boolean isActive() {
		return this.listener != null;
	}

	/**
	 * Leave new connections to the next process.
	 * @return a stage that completes when the gateway knows of all that were accepted
	 */
	CompletionStage<Void> stopAccepting() {
		InheritedListener active = this.listener;
		return (active != null) ? active.stopAccepting() : CompletableFuture.completedStage(null);
	}

}
