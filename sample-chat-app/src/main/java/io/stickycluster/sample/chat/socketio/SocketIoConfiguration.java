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

package io.stickycluster.sample.chat.socketio;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.stickycluster.assign.InstanceAssignment;
import io.stickycluster.assign.PageOrigins;
import io.stickycluster.bus.ClusterBus;
import io.stickycluster.sample.chat.ServingInstance;

/**
 * Socket.IO under {@code /socket.io/}, with the chat in two namespaces.
 */
@Configuration(proxyBeanMethods = false)
class SocketIoConfiguration {

	@Bean
	SocketIoEndpoint socketIoEndpoint(ClusterBus bus) {
		return new SocketIoEndpoint(bus);
	}

	@Bean
	ServletRegistrationBean<EngineIoServlet> engineIoServlet(SocketIoEndpoint endpoint,
			ObjectProvider<PageOrigins> origins, ObjectProvider<InstanceAssignment> assignment) {
		ServletRegistrationBean<EngineIoServlet> registration = new ServletRegistrationBean<>(
				new EngineIoServlet(endpoint, new Admission(origins.getIfAvailable(), assignment.getIfAvailable())),
				"/socket.io/*");
		registration.setName("engineIo");
		registration.setLoadOnStartup(1);
		return registration;
	}

	@Bean
	ChatNamespace rootChatNamespace(SocketIoEndpoint endpoint, ServingInstance instance) {
		return new ChatNamespace(endpoint.server().namespace("/"), instance, endpoint.dispatcher());
	}

	@Bean
	ChatNamespace wsChatNamespace(SocketIoEndpoint endpoint, ServingInstance instance) {
		return new ChatNamespace(endpoint.server().namespace("/ws"), instance, endpoint.dispatcher());
	}

}
