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
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.ApplicationArguments;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.stickycluster.worker.ClusterIdentityChangedEvent;
import io.stickycluster.worker.ClusterInstance;

/**
 * Tells over HTTP in what context a test application lives, and ends that context, so
 * that a test need not be in the same JVM.
 */
@RestController
public class ContextController {

	private final ConfigurableApplicationContext context;

	private final ClusterInstance instance;

	private final ApplicationArguments arguments;

	private final AtomicInteger leaderships = new AtomicInteger();

	ContextController(ConfigurableApplicationContext context, ClusterInstance instance,
			ApplicationArguments arguments) {
		this.context = context;
		this.instance = instance;
		this.arguments = arguments;
	}

	@EventListener
	void changed(ClusterIdentityChangedEvent event) {
		if (event.isLeadershipGained()) {
			this.leaderships.incrementAndGet();
		}
	}

	@GetMapping("/context")
	Description context() {
		return new Description(this.context.getClass().getSimpleName(),
				List.of(this.context.getEnvironment().getActiveProfiles()), this.arguments.getNonOptionArgs(),
				this.instance.getClusterSize(), this.instance.isLeader(), this.leaderships.get());
	}

	@GetMapping("/context/property")
	String property(@RequestParam String name) {
		return String.valueOf(this.context.getEnvironment().getProperty(name));
	}

	@PostMapping("/context/close")
	void close() {
		inBackground(this.context::close);
	}

	@PostMapping("/context/stop")
	void stop() {
		inBackground(this.context::stop);
	}

	private static void inBackground(Runnable task) {
		// The server waits for its requests before it ends
		new Thread(task, "end-of-context").start();
	}

	/**
	 * What an instance is.
	 *
	 * @param type the simple name of its context's class
	 * @param profiles its active profiles
	 * @param arguments its arguments that are no options
	 * @param clusterSize the size of its cluster
	 * @param leader whether it is the leader
	 * @param leaderships how often it has become the leader
	 */
	public record Description(String type, List<String> profiles, List<String> arguments, int clusterSize,
			boolean leader, int leaderships) {

	}

}
