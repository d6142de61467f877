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
import java.util.function.Function;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.util.ClassUtils;

import io.stickycluster.handoff.ConnectionTaker;
import io.stickycluster.handoff.LocalHandoff;
import io.stickycluster.handoff.NettyTakerServer;
import io.stickycluster.handoff.SupervisorConnection;
import io.stickycluster.handoff.TakerServer;
import io.stickycluster.handoff.TomcatTakerServer;
import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.IdentitySource;

/**
 * Lets an instance serve the connections that the supervisor hands over.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole(ClusterRole.INSTANCE)
@ConditionalOnRoutingMode(RoutingMode.HANDOFF)
@ConditionalOnWebApplication
@EnableConfigurationProperties(HandoffProperties.class)
class InstanceHandoffConfiguration {

	private static final String PREFIX = "sticky.cluster.instance.handoff.";

	/**
	 * Where the supervisor hands connections over, when it is in another process. Not for
	 * users.
	 */
	static final String SOCKET = PREFIX + "socket";

	/**
	 * Whether the connections are encrypted, as the application wants it.
	 */
	static final String TLS = PREFIX + "tls";

	/**
	 * Whether they may be of HTTP/2, as the application wants it.
	 */
	static final String HTTP2 = PREFIX + "http2";

	@Bean
	TakerServer clusterTakerSettings(@Qualifier(InstanceRun.IDENTITY_SOURCE_BEAN) IdentitySource identitySource,
			ObjectProvider<LocalHandoff> handoff, Environment environment) {
		ClusterIdentity identity = identitySource.current();
		String socket = environment.getProperty(SOCKET);
		Function<ConnectionTaker, Runnable> attachment = (socket != null)
				? (taker) -> SupervisorConnection.open(Path.of(socket), identity, taker)
				: (taker) -> handoff.getObject().register(identity.index(), identity.generation(), taker);
		return new TakerServer(attachment, socket != null, environment.getProperty(TLS, Boolean.class, false),
				environment.getProperty(HTTP2, Boolean.class, false));
	}

	@Bean
	SmartLifecycle clusterTakerServer(WebServerApplicationContext context, TakerServer settings,
			HandoffProperties properties, BeanFactory beans) {
		WebServer server = context.getWebServer();
		if (server != null && TomcatPart.PRESENT && TomcatPart.matches(server)) {
			InvalidClusterPropertyException.throwUnless(!settings.otherProcess() || properties.isOpenJdkInternals(),
					RoutingMode.PROPERTY, "handoff",
					"Tomcat in a process of its own cannot take connections by means that Java offers",
					"Set 'sticky.cluster.routing.handoff.open-jdk-internals=true', which opens two packages of the JDK "
							+ "for it, or use 'sticky.cluster.isolation=context' or WebFlux on Reactor Netty.");
			return TomcatPart.create(server, settings, beans);
		}
		if (server != null && NettyPart.PRESENT && NettyPart.matches(server)) {
			return NettyPart.create(settings, beans);
		}
		throw new InvalidClusterPropertyException(RoutingMode.PROPERTY, "handoff",
				"the application's web server is neither Tomcat nor Reactor Netty, and others do not take connections",
				"Use one of these servers, or 'gateway'.");
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, InstanceHandoffConfiguration.class.getClassLoader());
	}

	/**
	 * Apart, to be loaded only when Tomcat is there.
	 */
	private static final class TomcatPart {

		static final boolean PRESENT = isPresent("org.springframework.boot.tomcat.TomcatWebServer");

		static boolean matches(WebServer server) {
			return server instanceof TomcatWebServer;
		}

		static SmartLifecycle create(WebServer server, TakerServer settings, BeanFactory beans) {
			return new TomcatTakerServer(beans.getBean(TomcatWebServerFactory.class), (TomcatWebServer) server,
					settings);
		}

	}

	/**
	 * Apart, to be loaded only when Reactor Netty is there.
	 */
	private static final class NettyPart {

		static final boolean PRESENT = isPresent("org.springframework.boot.reactor.netty.NettyWebServer");

		static boolean matches(WebServer server) {
			return server instanceof NettyWebServer;
		}

		static SmartLifecycle create(TakerServer settings, BeanFactory beans) {
			return new NettyTakerServer(beans.getBean(NettyReactiveWebServerFactory.class),
					beans.getBean(HttpHandler.class), beans.getBean(ReactorResourceFactory.class), settings);
		}

	}

}
