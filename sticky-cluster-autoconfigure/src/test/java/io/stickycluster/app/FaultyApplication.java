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
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.socket.config.annotation.EnableWebSocket;

import io.stickycluster.worker.ClusterInstance;

/**
 * A servlet application that breaks in the way it is told to: in a request, or by a file
 * of {@code faults.directory} when it starts or stops.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
		excludeName = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
@EnableWebSocket
@Import({ ServletApplication.WhoController.class, ServletApplication.EchoController.class,
		StreamingApplication.StreamingController.class, StreamingApplication.EchoConfigurer.class,
		BusApplication.BusController.class, FaultyApplication.FaultController.class,
		FaultyApplication.PlannedFaults.class, FaultyApplication.SickFilter.class })
public class FaultyApplication {

	public static void main(String[] args) {
		SpringApplication.run(FaultyApplication.class, args);
	}

	private static void strike(String fault) {
		switch (fault) {
			case "exit 0" -> System.exit(0);
			case "exit 1" -> System.exit(1);
			case "exit 1 after 3 s" ->
				CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(() -> System.exit(1));
			case "answer 500" -> SickFilter.sicken();
			case "out of memory" -> exhaust();
			case "link cut" -> cutLink();
			case "configuration error" -> throw new InvalidConfigurationPropertyValueException("shop.currency", "gold",
					"There is no such currency");
			case "hang" -> {
				while (true) {
					LockSupport.park();
				}
			}
			default -> throw new IllegalArgumentException(fault);
		}
	}

	private static void exhaust() {
		List<byte[]> taken = new ArrayList<>();
		while (true) {
			taken.add(new byte[1 << 20]);
		}
	}

	/**
	 * Close this end of the control link, as a broken JVM might. There is no way to do
	 * that by accident or by any interface.
	 */
	private static void cutLink() {
		try {
			Class<?> holder = Class.forName("io.stickycluster.autoconfigure.ProcessInstanceLaunch$Holder");
			Optional<?> launch = (Optional<?>) ReflectionTestUtils.getField(holder, "LAUNCH");
			Object instanceLink = ReflectionTestUtils.getField(launch.orElseThrow(), "link");
			Object link = ReflectionTestUtils.getField(instanceLink, "link");
			((SocketChannel) ReflectionTestUtils.getField(link, "channel")).close();
		}
		catch (ClassNotFoundException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@RestController
	static class FaultController {

		@PostMapping("/fault")
		void fault(@RequestParam String name) {
			strike(name);
		}

		@PostMapping("/child")
		long child() throws IOException {
			return new ProcessBuilder("sleep", "1000").start().pid();
		}

	}

	/**
	 * Answers every request by a server error once it is told to.
	 */
	static class SickFilter extends OncePerRequestFilter {

		private static volatile boolean sick;

		private static void sicken() {
			sick = true;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			if (sick) {
				response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
			}
			else {
				chain.doFilter(request, response);
			}
		}

	}

	/**
	 * Strikes once for each file {@code starting-INDEX}, {@code ready-INDEX} or
	 * {@code stopping-INDEX} by the fault that it names.
	 */
	static class PlannedFaults implements InitializingBean, ApplicationListener<ApplicationReadyEvent>, DisposableBean {

		private final Path directory;

		private final int index;

		PlannedFaults(Environment environment, ClusterInstance instance) {
			this.directory = Path.of(environment.getRequiredProperty("faults.directory"));
			this.index = instance.getIndex();
		}

		@Override
		public void afterPropertiesSet() {
			strikeAsPlanned("starting");
		}

		@Override
		public void onApplicationEvent(ApplicationReadyEvent event) {
			strikeAsPlanned("ready");
		}

		@Override
		public void destroy() {
			strikeAsPlanned("stopping");
		}

		private void strikeAsPlanned(String moment) {
			Path plan = this.directory.resolve(moment + "-" + this.index);
			if (!Files.exists(plan)) {
				return;
			}
			try {
				String fault = Files.readString(plan);
				Files.delete(plan);
				strike(fault);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
