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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.stickycluster.app.ServletApplication;
import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.launch.ProbedInstanceLauncher;
import io.stickycluster.launch.context.ApplicationEntryPoint;
import io.stickycluster.launch.context.ContextInstanceLauncher;
import io.stickycluster.launch.process.ClassDataSharing;
import io.stickycluster.launch.process.CommandInstanceLauncher;
import io.stickycluster.launch.process.PrivateDirectory;
import io.stickycluster.launch.process.ProcessInstanceLauncher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LauncherConfiguration}.
 */
class LauncherConfigurationTests {

	@TempDir
	private Path cache;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(SupervisorParts.class)
		.withBean(ApplicationStart.class,
				() -> new ApplicationStart(false, ServletApplication.class.getName(), List.of()))
		.withPropertyValues("sticky.cluster.instances=2");

	@Test
	void instancesAreContextsByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(ContextInstanceLauncher.class);
			Path directory = context.getBean(PrivateDirectory.class).path();
			assertThat(context.getBean(InstanceSockets.class).path(new ClusterIdentity(3, 2, 4, false)))
				.isEqualTo(directory.resolve("i3-2"));
			context.close();
			assertThat(directory).doesNotExist();
		});
	}

	@Test
	void instancesHaveNoSocketsUnlessWanted() {
		this.contextRunner.withPropertyValues("sticky.cluster.gateway.unix-domain-sockets=false").run((context) -> {
			assertThat(context.getBean(InstanceSockets.class).path(new ClusterIdentity(3, 2, 4, false))).isNull();
			assertThat(context.getBeanFactory().containsSingleton("clusterDirectory")).isFalse();
		});
	}

	@Test
	void livenessPathProbesWhateverTheIsolationIs() {
		this.contextRunner.withPropertyValues("sticky.cluster.liveness-path=/livez")
			.run((context) -> assertThat(context).getBean(InstanceLauncher.class)
				.isInstanceOf(ProbedInstanceLauncher.class));
		process().withPropertyValues("sticky.cluster.liveness-path=/livez")
			.run((context) -> assertThat(context).getBean(InstanceLauncher.class)
				.isInstanceOf(ProbedInstanceLauncher.class));
	}

	@Test
	void instancesAreProcessesWithSharedClassData() {
		process().run((context) -> {
			assertThat(context).hasSingleBean(ProcessInstanceLauncher.class).hasSingleBean(ClassDataSharing.class);
			Path directory = context.getBean(PrivateDirectory.class).path();
			assertThat(directory).isDirectory();
			context.close();
			assertThat(Files.exists(directory)).isFalse();
		});
	}

	@Test
	void classDataAreNotSharedWhenTheUserDoesNotWantIt() {
		process().withPropertyValues("sticky.cluster.process.class-data-sharing=false")
			.run((context) -> assertThat(context).hasSingleBean(ProcessInstanceLauncher.class)
				.doesNotHaveBean(ClassDataSharing.class));
	}

	@Test
	void processWithoutMainClassNamesTheProperty() {
		new ApplicationContextRunner().withUserConfiguration(SupervisorParts.class)
			.withBean(ApplicationStart.class, () -> new ApplicationStart(false, null, List.of()))
			.withPropertyValues("sticky.cluster.instances=2", "sticky.cluster.isolation=process",
					"sticky.cluster.process.cache-directory=" + this.cache)
			.run((context) -> assertInvalid(context, "sticky.cluster.isolation", "sticky.cluster.process.main-class"));
	}

	@Test
	void instancesAreCommands() {
		this.contextRunner
			.withPropertyValues("sticky.cluster.isolation=command",
					"sticky.cluster.command.line=python3 server.py --port ${PORT}")
			.run((context) -> {
				assertThat(context).hasSingleBean(CommandInstanceLauncher.class);
				assertThat(context).hasSingleBean(InstanceSockets.class);
			});
	}

	@Test
	void commandWithoutLineNamesTheProperty() {
		this.contextRunner.withPropertyValues("sticky.cluster.isolation=command")
			.run((context) -> assertInvalid(context, "sticky.cluster.command.line", "server.py"));
	}

	@Test
	void contextsCannotHaveVariablesOfTheirOwn() {
		this.contextRunner.withPropertyValues("sticky.cluster.instance.1.env.LOG_LEVEL=debug")
			.run((context) -> assertInvalid(context, "sticky.cluster.instance.1.env",
					"sticky.cluster.isolation=process"));
		this.contextRunner.withPropertyValues("sticky.cluster.instance.1.jvm-args=-Xmx1g")
			.run((context) -> assertInvalid(context, "sticky.cluster.instance.1.jvm-args",
					"sticky.cluster.isolation=process"));
		this.contextRunner.withPropertyValues("sticky.cluster.instance.1.properties.app.name=one")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void instanceVariableMustBeAName() {
		process().withPropertyValues("sticky.cluster.instance-variable=PORT")
			.run((context) -> assertInvalid(context, "sticky.cluster.instance-variable", "NODE_APP_INSTANCE"));
	}

	private ApplicationContextRunner process() {
		return this.contextRunner.withPropertyValues("sticky.cluster.isolation=process",
				"sticky.cluster.process.cache-directory=" + this.cache);
	}

	private static void assertInvalid(AssertableApplicationContext context, String property, String cure) {
		assertThat(context).hasFailed();
		Throwable cause = context.getStartupFailure();
		while (cause.getCause() != null && !(cause instanceof InvalidClusterPropertyException)) {
			cause = cause.getCause();
		}
		assertThat(cause).isInstanceOfSatisfying(InvalidClusterPropertyException.class, (invalid) -> {
			assertThat(invalid).hasMessageContaining("'" + property + "'");
			assertThat(new InvalidClusterPropertyFailureAnalyzer().analyze(invalid).getAction()).contains(cure);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ClusterProperties.class)
	@Import({ LauncherConfiguration.class, LogConfiguration.class, SessionStoreConfiguration.class })
	static class SupervisorParts {

		@Bean
		ClusterSettings clusterSettings(ClusterProperties properties) {
			return new ClusterSettings(properties, 2);
		}

		@Bean
		ApplicationEntryPoint entryPoint() {
			return () -> {
			};
		}

	}

}
