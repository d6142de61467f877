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

import org.apache.catalina.startup.Tomcat;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.http.server.HttpServer;

import io.stickycluster.worker.GatewayForwardedTransformer;
import io.stickycluster.worker.NettySocketServer;
import io.stickycluster.worker.TomcatSocketServer;

/**
 * Lets an instance listen on a Unix-domain socket beside its port, where its web server
 * can. Jetty cannot without a further library.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole(ClusterRole.INSTANCE)
@ConditionalOnProperty(InstanceSocketConfiguration.SOCKET)
class InstanceSocketConfiguration {

	/**
	 * Where the instance is to listen. Not for users, who would give it to all instances.
	 */
	static final String SOCKET = "sticky.cluster.instance.socket";

	private static Path socket(Environment environment) {
		return Path.of(environment.getRequiredProperty(SOCKET));
	}

	/**
	 * The socket of an application on Tomcat.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		TomcatSocketServer clusterTomcatSocketServer(ObjectProvider<TomcatWebServerFactory> factory,
				ApplicationContext context, Environment environment) {
			return new TomcatSocketServer(factory::getIfUnique,
					() -> (context instanceof WebServerApplicationContext web) ? web.getWebServer() : null,
					socket(environment));
		}

	}

	/**
	 * The socket of an application on Reactor Netty.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class NettyConfiguration {

		@Bean
		NettySocketServer clusterNettySocketServer(ObjectProvider<NettyReactiveWebServerFactory> factory,
				ObjectProvider<HttpHandler> handler, Environment environment) {
			return new NettySocketServer(factory::getIfUnique, handler::getIfUnique, socket(environment));
		}

		@Bean(WebHttpHandlerBuilder.FORWARDED_HEADER_TRANSFORMER_BEAN_NAME)
		@ConditionalOnMissingBean(ForwardedHeaderTransformer.class)
		GatewayForwardedTransformer forwardedHeaderTransformer() {
			return new GatewayForwardedTransformer();
		}

	}

}
