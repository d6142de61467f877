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

package io.stickycluster.app;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.stickycluster.worker.ClusterInstance;

/**
 * Application whose instances speak Socket.IO on a port of their own.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
		excludeName = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
@Import({ ContextController.class, ServletApplication.WhoController.class, InstanceRegistry.class })
public class SocketIoApplication {

	public static void main(String[] args) {
		SpringApplication.run(SocketIoApplication.class, args);
	}

	@Bean
	SocketIoLifecycle socketIoLifecycle(ClusterInstance instance, Environment environment) {
		Configuration configuration = new Configuration();
		configuration.setHostname(environment.getRequiredProperty("server.address"));
		configuration.setPort(environment.getRequiredProperty("sticky.cluster.instance.ports.socketio", Integer.class));
		// Connections of the generation before may still be in TIME_WAIT
		configuration.getSocketConfig().setReuseAddress(true);
		configuration.setTransports(Transport.WEBSOCKET);
		configuration.setBossThreads(1);
		configuration.setWorkerThreads(1);
		SocketIOServer server = new SocketIOServer(configuration);
		server.addEventListener("b:message", String.class, (client, message, ack) -> client.sendEvent("s:message",
				message, instance.getIndex(), configuration.getPort()));
		return new SocketIoLifecycle(server);
	}

	/**
	 * Starts and stops the server with its instance.
	 */
	static final class SocketIoLifecycle implements SmartLifecycle {

		private final SocketIOServer server;

		private volatile boolean running;

		SocketIoLifecycle(SocketIOServer server) {
			this.server = server;
		}

		@Override
		public void start() {
			this.server.start();
			this.running = true;
		}

		@Override
		public void stop() {
			this.server.stop();
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
