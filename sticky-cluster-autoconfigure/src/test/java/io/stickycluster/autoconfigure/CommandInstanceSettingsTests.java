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

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.stickycluster.launch.process.CommandSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CommandProperties}, {@link CommandInstanceSettings} and
 * {@link CommandLineTemplate}.
 */
class CommandInstanceSettingsTests {

	private static final String LINE = "sticky.cluster.command.line";

	private final Map<String, Object> properties = new HashMap<>();

	private final Map<String, Object> systemEnvironment = new HashMap<>();

	@Test
	void defaults() {
		CommandProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
			.bindOrCreate("sticky.cluster.command", CommandProperties.class);
		assertThat(properties.getLine()).isNull();
		assertThat(properties.getDirectory()).isNull();
		assertThat(properties.getEnv()).isEmpty();
		assertThat(properties.getReadyPath()).isNull();
	}

	@Test
	void values(@TempDir Path directory) {
		this.properties.putAll(Map.of(LINE, "server ${PORT}", "sticky.cluster.command.directory", directory.toString(),
				"sticky.cluster.command.env.A", "all", "sticky.cluster.command.ready-path", "/health",
				"sticky.cluster.instance.1.env.A", "one"));
		CommandSettings settings = settings();
		assertThat(settings.directory()).isEqualTo(directory);
		assertThat(settings.readyPath()).isEqualTo("/health");
		assertThat(settings.environment().indexVariable()).isEqualTo("NODE_APP_INSTANCE");
		assertThat(settings.environment().variables()).isEqualTo(Map.of("A", "all"));
		assertThat(settings.environment().perInstance()).isEqualTo(Map.of(1, Map.of("A", "one")));
	}

	@ParameterizedTest
	@CsvSource({ "server ${PORT} ${NODE_APP_INSTANCE}, server ${PORT} ${NODE_APP_INSTANCE}",
			"server ${PORT:80}, server ${PORT}", "${program} ${PORT}, python3 app.py ${PORT} ${PORT}",
			"server ${name:none}, server none", "server ${unknown}, server ${unknown}",
			"server '${PORT}', server '${PORT}'", "server ${USER}, server me" })
	void onlyPlaceholdersOfTheInstanceAreLeft(String line, String expected) {
		this.properties.put(LINE, line);
		this.properties.put("program", "python3 app.py ${PORT}");
		this.systemEnvironment.put("USER", "me");
		assertThat(template()).isEqualTo(expected);
		this.systemEnvironment.put("PORT", "8080");
		this.systemEnvironment.put("NODE_APP_INSTANCE", "7");
		assertThat(template()).isEqualTo(expected);
	}

	@Test
	void lineFromTheSystemEnvironment() {
		this.systemEnvironment.put("STICKY_CLUSTER_COMMAND_LINE", "server ${PORT}");
		this.systemEnvironment.put("PORT", "8080");
		assertThat(template()).isEqualTo("server ${PORT}");
	}

	@Test
	void applicationWithAPortOfItsOwnStarts() {
		new ApplicationContextRunner().withUserConfiguration(Configured.class)
			.withPropertyValues(LINE + "=python3 server.py --port ${PORT}")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(
						new CommandLineTemplate((StandardEnvironment) context.getEnvironment(), List.of("PORT")).find())
					.isEqualTo("python3 server.py --port ${PORT}");
			});
	}

	@ParameterizedTest
	@CsvSource({ "line, ''", "line, server ${PROT}", "line, server 'x", "directory, /no/such/directory",
			"ready-path, health" })
	void wrongValuesAreToldWithTheirProperty(String name, String value) {
		this.properties.put(LINE, "server");
		this.properties.put("sticky.cluster.command." + name, value);
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(this::settings)
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo("sticky.cluster.command." + name));
	}

	private CommandSettings settings() {
		StandardEnvironment environment = environment();
		Binder binder = Binder.get(environment);
		return new CommandInstanceSettings(binder.bindOrCreate("sticky.cluster.command", CommandProperties.class),
				binder.bindOrCreate("sticky.cluster", InstanceOverrideProperties.class), environment)
			.commandSettings("NODE_APP_INSTANCE");
	}

	private String template() {
		return new CommandLineTemplate(environment(), List.of("PORT", "NODE_APP_INSTANCE")).find();
	}

	private StandardEnvironment environment() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.systemEnvironment));
		environment.getPropertySources().addLast(new MapPropertySource("test", this.properties));
		return environment;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ CommandProperties.class, InstanceOverrideProperties.class,
			ProcessProperties.class })
	static class Configured {

	}

}
