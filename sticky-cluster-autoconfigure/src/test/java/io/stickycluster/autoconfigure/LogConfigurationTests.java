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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.stickycluster.logs.InstanceLogs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogConfiguration}.
 */
class LogConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LogConfiguration.class);

	private final FilteredClassLoader withoutLogback = new FilteredClassLoader("org.slf4j.LoggerFactory");

	@ParameterizedTest
	@ValueSource(strings = { "process", "command" })
	void outputOfProcessesIsReadWhateverTheLoggingSystem(String isolation) {
		ApplicationContextRunner runner = this.runner.withPropertyValues("sticky.cluster.isolation=" + isolation);
		runner.run((context) -> assertThat(context).hasSingleBean(InstanceLogs.class)
			.doesNotHaveBean(ContextLogCapture.class));
		runner.withClassLoader(this.withoutLogback)
			.run((context) -> assertThat(context).hasSingleBean(InstanceLogs.class)
				.doesNotHaveBean(ContextLogCapture.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "sticky.cluster.isolation=context" })
	void linesOfContextsAreTakenFromLogback(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasSingleBean(InstanceLogs.class)
				.hasSingleBean(ContextLogCapture.class));
	}

	@Test
	void linesOfContextsAreNotKnownWithoutLogback() {
		this.runner.withClassLoader(this.withoutLogback)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(InstanceLogs.class)
				.doesNotHaveBean(ContextLogCapture.class));
	}

}
