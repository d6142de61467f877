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
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

import io.stickycluster.launch.process.CommandLine;
import io.stickycluster.launch.process.CommandSettings;
import io.stickycluster.launch.process.ProcessEnvironment;

/**
 * {@link CommandProperties} as the launch of programs takes them, checked.
 */
class CommandInstanceSettings {

	private static final String PREFIX = "sticky.cluster.command.";

	private final CommandProperties properties;

	private final InstanceOverrides overrides;

	private final ConfigurableEnvironment environment;

	CommandInstanceSettings(CommandProperties properties, InstanceOverrideProperties overrides,
			ConfigurableEnvironment environment) {
		this.properties = properties;
		this.overrides = new InstanceOverrides(overrides);
		this.environment = environment;
	}

	/**
	 * Return what is started for each instance.
	 * @param indexVariable the name of the variable that holds the index
	 * @return the program
	 */
	CommandSettings commandSettings(String indexVariable) {
		Map<String, String> variables = InstanceOverrides.requireVariables(PREFIX + "env", this.properties.getEnv());
		return new CommandSettings(line(List.of("PORT", indexVariable, CommandSettings.SOCKET)),
				new ProcessEnvironment(indexVariable, variables, this.overrides.environment()), directory(),
				readyPath());
	}

	private CommandLine line(List<String> variables) {
		String line = new CommandLineTemplate(this.environment, variables).find();
		if (line == null || line.isBlank()) {
			throw invalid("line", "", "'sticky.cluster.isolation' is 'command'",
					"Set the command line of an instance, such as 'python3 server.py --port ${PORT}'.");
		}
		try {
			return new CommandLine(line, variables);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("line", line, String.valueOf(ex.getMessage()),
					"Use words as in a shell, and no placeholders but those of known properties, ${PORT}, ${SOCKET} and ${"
							+ variables.get(1) + "}.");
		}
	}

	private @Nullable Path directory() {
		Path directory = this.properties.getDirectory();
		if (directory != null && !Files.isDirectory(directory)) {
			throw invalid("directory", directory.toString(), "there is no such directory",
					"Use a directory that exists, or leave the property out for the supervisor's own.");
		}
		return directory;
	}

	private @Nullable String readyPath() {
		String path = this.properties.getReadyPath();
		if (!StringUtils.hasText(path)) {
			return null;
		}
		if (!path.startsWith("/")) {
			throw invalid("ready-path", path, "it does not begin with '/'", "Use a path such as '/health'.");
		}
		return path;
	}

	private static InvalidClusterPropertyException invalid(String name, String value, String reason, String action) {
		return new InvalidClusterPropertyException(PREFIX + name, value, reason, action);
	}

}
