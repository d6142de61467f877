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

import java.net.URI;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.Connection;

import io.stickycluster.assign.AssignHandler;
import io.stickycluster.assign.PageOrigins;
import io.stickycluster.gateway.ClientPlaces;
import io.stickycluster.gateway.Gateway;
import io.stickycluster.instance.Instance;
import io.stickycluster.launch.survive.StateDirectory;

/**
 * Configuration of what the supervisor tells clients that ask for their instance.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRoutingMode(RoutingMode.ASSIGN)
@EnableConfigurationProperties({ AssignProperties.class, GatewayProperties.class })
class AssignConfiguration {

	@Bean
	AssignSettings clusterAssignSettings(AssignProperties properties, ClusterProperties cluster,
			GatewayProperties gateway, Environment environment, ObjectProvider<StateDirectory> lastingDirectory) {
		InstanceTls.check(environment, cluster, gateway);
		return new AssignSettings(properties, cluster, environment, lastingDirectory.getIfAvailable());
	}

	@Bean
	RouterFunction<ServerResponse> clusterAssignRoute(AssignSettings settings, Gateway gateway) {
		ClientPlaces places = new ClientPlaces(gateway);
		AssignHandler handler = new AssignHandler((request) -> place(places, request), settings.addresses());
		return RouterFunctions.route().GET(settings.path(), handler::assign).build();
	}

	@Bean
	CorsWebFilter clusterAssignCorsFilter(AssignSettings settings) {
		PageOrigins origins = settings.origins();
		return new CorsWebFilter((exchange) -> {
			HttpHeaders headers = exchange.getRequest().getHeaders();
			boolean asked = exchange.getRequest().getPath().pathWithinApplication().value().equals(settings.path());
			return asked ? origins.cors(headers.getOrigin(), headers.getFirst(HttpHeaders.HOST)) : null;
		});
	}

	private static String uri(URI uri) {
		return uri.getRawPath() + ((uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "");
	}

	private static AssignHandler.Place place(ClientPlaces places, ServerRequest request) {
		ServerHttpRequest http = request.exchange().getRequest();
		Channel channel = ((Connection) ServerHttpRequestDecorator.getNativeRequest(http)).channel();
		HttpRequest copy = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(http.getMethod().name()),
				uri(http.getURI()));
		http.getHeaders().forEach((name, values) -> copy.headers().add(name, values));
		DefaultHttpHeaders recognition = new DefaultHttpHeaders();
		Instance instance = places.find(copy, (channel instanceof Http2StreamChannel) ? channel.parent() : channel,
				recognition);
		HttpHeaders headers = new HttpHeaders();
		recognition.forEach((header) -> headers.add(header.getKey(), header.getValue()));
		return new AssignHandler.Place(instance, headers);
	}

}
