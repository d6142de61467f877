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

import java.util.Map;
import java.util.function.BooleanSupplier;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import io.stickycluster.launch.context.ContextLaunch;

/**
 * {@link EnvironmentPostProcessor} that adapts the logging of an instance in a process of
 * its own before it is set up: the supervisor reads what the instance writes to its
 * standard output and passes it on to its own logging, with files, rotation and dates.
 */
class InstanceEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final Map<String, Object> SETTINGS = Map.of("logging.file.name", "", "logging.file.path", "",
			"logging.charset.console", "UTF-8", "spring.output.ansi.enabled", "never");

	private static final Map<String, Object> DEFAULTS = Map.of("logging.pattern.console",
			"%-5level [%15.15thread] %-40.40logger{39} : %msg%n%wEx");

	private final BooleanSupplier ownProcess;

	InstanceEnvironmentPostProcessor() {
		this(() -> ContextLaunch.current().isEmpty() && ProcessInstanceLaunch.ofThisProcess().isPresent());
	}

	/**
	 * Create a post-processor.
	 * @param ownProcess whether the run is that of an instance with a process of its own
	 */
	InstanceEnvironmentPostProcessor(BooleanSupplier ownProcess) {
		this.ownProcess = ownProcess;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (this.ownProcess.getAsBoolean()) {
			environment.getPropertySources().addFirst(new MapPropertySource("stickyClusterInstanceLogging", SETTINGS));
			environment.getPropertySources()
				.addLast(new MapPropertySource("stickyClusterInstanceLoggingDefaults", DEFAULTS));
		}
	}

}
