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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.ClusterBus;
import io.stickycluster.bus.RemoteEvent;

/**
 * A WebFlux application whose instances talk to each other.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
		excludeName = { "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
				"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration" })
@Import({ ContextController.class, BusApplication.BusController.class, InstanceRegistry.class })
public class BusApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(BusApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.run(args);
	}

	/**
	 * An event for all instances.
	 *
	 * @param text what is said
	 */
	@RemoteEvent
	record Said(String text) {

	}

	@RestController
	static class BusController {

		private static final int BULK = 200_000;

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final AtomicInteger bulk = new AtomicInteger();

		private final ApplicationEventPublisher publisher;

		private final ClusterBus bus;

		BusController(ApplicationEventPublisher publisher, ClusterBus bus) {
			this.publisher = publisher;
			this.bus = bus;
			bus.subscribe("bulk", (message, sender) -> this.bulk.incrementAndGet());
		}

		@EventListener
		void said(Said event) {
			this.events.add(event.text());
		}

		@GetMapping("/bus/say")
		void say(@RequestParam String text) {
			this.publisher.publishEvent(new Said(text));
		}

		@GetMapping("/bus/heard")
		List<String> heard() {
			return this.events;
		}

		@GetMapping("/bus/send")
		boolean send() {
			return this.bus.publishToOthers(BusMessage.of("bulk", new byte[BULK]));
		}

		@GetMapping("/bus/received")
		int received() {
			return this.bulk.get();
		}

	}

}
