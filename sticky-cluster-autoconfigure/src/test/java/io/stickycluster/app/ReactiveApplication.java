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

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.stickycluster.worker.ClusterInstance;

/**
 * WebFlux application on Netty as a user would write it.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
		excludeName = { "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
				"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration" })
@Import({ ContextController.class, ReactiveApplication.WhoController.class, InstanceRegistry.class })
public class ReactiveApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ReactiveApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.run(args);
	}

	@Bean
	WebFluxConfigurer webSockets() {
		return new WebFluxConfigurer() {

			@Override
			public WebSocketService getWebSocketService() {
				// With Jetty on the class path, too, Spring would take its upgrade for
				// granted
				return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
			}

		};
	}

	@Bean
	HandlerMapping echo() {
		WebSocketHandler handler = (session) -> session
			.send(session.receive().map((message) -> session.textMessage(message.getPayloadAsText())));
		return new SimpleUrlHandlerMapping(Map.of("/echo", handler), -1);
	}

	@RestController
	static class WhoController {

		private final ClusterInstance instance;

		WhoController(ClusterInstance instance) {
			this.instance = instance;
		}

		@GetMapping("/who")
		Mono<Map<String, Object>> who(ServerHttpRequest request) {
			return Mono.just(Map.of("index", this.instance.getIndex(), "remoteAddress",
					request.getRemoteAddress().getHostString(), "scheme", request.getURI().getScheme(), "path",
					request.getURI().getPath(), "pid", ProcessHandle.current().pid()));
		}

		@GetMapping("/poll")
		Mono<String> poll(@RequestParam long millis) {
			return Mono.delay(Duration.ofMillis(millis)).thenReturn("news");
		}

		@GetMapping(path = "/events", produces = "text/event-stream")
		Flux<String> events() {
			return Flux.just("hello").concatWith(Flux.never());
		}

	}

}
