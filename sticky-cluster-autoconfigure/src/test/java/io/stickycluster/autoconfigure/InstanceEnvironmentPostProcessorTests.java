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

import org.junit.jupiter.api.Test;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceEnvironmentPostProcessor}.
 */
class InstanceEnvironmentPostProcessorTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void instanceWritesPlainLinesToItsOutputOnly() {
		user(Map.of("logging.file.name", "app.log", "logging.file.path", "/logs", "logging.charset.console",
				"ISO-8859-1", "spring.output.ansi.enabled", "always"));
		process(true);
		assertThat(this.environment.getProperty("logging.file.name")).isEmpty();
		assertThat(this.environment.getProperty("logging.file.path")).isEmpty();
		assertThat(this.environment.getProperty("logging.charset.console")).isEqualTo("UTF-8");
		assertThat(this.environment.getProperty("spring.output.ansi.enabled")).isEqualTo("never");
	}

	@Test
	void linesHaveNoDateBecauseTheSupervisorAddsIt() {
		process(true);
		assertThat(this.environment.getProperty("logging.pattern.console")).startsWith("%-5level ")
			.doesNotContain("%d");
	}

	@Test
	void patternOfTheUserIsKept() {
		user(Map.of("logging.pattern.console", "%d %m%n"));
		process(true);
		assertThat(this.environment.getProperty("logging.pattern.console")).isEqualTo("%d %m%n");
	}

	@Test
	void anyOtherRunIsLeftAlone() {
		process(false);
		assertThat(this.environment.getPropertySources())
			.hasSameElementsAs(new StandardEnvironment().getPropertySources());
	}

	@Test
	void itRunsAfterTheConfigurationIsReadAndFindsNoInstanceHere() {
		EnvironmentPostProcessor registered = SpringFactoriesLoader
			.forDefaultResourceLocation(getClass().getClassLoader())
			.load(EnvironmentPostProcessor.class, SpringFactoriesLoader.ArgumentResolver.none(),
					SpringFactoriesLoader.FailureHandler.handleMessage((message, failure) -> {
					}))
			.stream()
			.filter(InstanceEnvironmentPostProcessor.class::isInstance)
			.findFirst()
			.orElseThrow();
		assertThat(((InstanceEnvironmentPostProcessor) registered).getOrder())
			.isGreaterThan(ConfigDataEnvironmentPostProcessor.ORDER);
		registered.postProcessEnvironment(this.environment, new SpringApplication());
		assertThat(this.environment.getProperty("logging.pattern.console")).isNull();
	}

	private void user(Map<String, Object> properties) {
		this.environment.getPropertySources().addFirst(new MapPropertySource("user", properties));
	}

	private void process(boolean ownProcess) {
		new InstanceEnvironmentPostProcessor(() -> ownProcess).postProcessEnvironment(this.environment,
				new SpringApplication());
	}

}
