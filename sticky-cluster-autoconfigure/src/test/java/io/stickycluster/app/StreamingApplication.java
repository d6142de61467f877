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

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Servlet application on Tomcat with large bodies, event streams and WebSockets.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
		excludeName = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
@EnableWebSocket
@Import({ ContextController.class, InstanceRegistry.class, ServletApplication.WhoController.class,
		StreamingApplication.StreamingController.class, StreamingApplication.EchoConfigurer.class })
public class StreamingApplication {

	public static void main(String[] args) {
		SpringApplication.run(StreamingApplication.class, args);
	}

	@RestController
	static class StreamingController {

		private final AtomicLong written = new AtomicLong();

		@GetMapping("/source")
		void source(@RequestParam long bytes, HttpServletResponse response) throws IOException {
			response.setContentType("application/octet-stream");
			TransferContent.write(bytes, response.getOutputStream(), this.written::set);
		}

		@GetMapping("/written")
		long written() {
			return this.written.get();
		}

		@PostMapping("/sink")
		TransferContent.Digest sink(InputStream body) throws IOException {
			return TransferContent.read(body);
		}

		@GetMapping("/poll")
		DeferredResult<String> poll(@RequestParam long millis) {
			DeferredResult<String> result = new DeferredResult<>();
			CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> result.setResult("news"));
			return result;
		}

		@GetMapping("/events")
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter(0L);
			emitter.send("hello");
			return emitter;
		}

	}

	static class EchoConfigurer implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			// With Jetty on the class path, too, Spring would take its upgrade for
			// granted
			registry.addHandler(echo(), "/echo")
				.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
		}

		private WebSocketHandler echo() {
			return new TextWebSocketHandler() {

				@Override
				protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
					session.sendMessage(message);
				}

			};
		}

	}

}
