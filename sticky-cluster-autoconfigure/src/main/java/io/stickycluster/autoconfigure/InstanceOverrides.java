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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link InstanceOverrideProperties}, checked.
 */
class InstanceOverrides {

	private static final String PREFIX = "sticky.cluster.instance.";

	private final Map<Integer, InstanceOverrideProperties.Instance> overrides;

	private final Map<String, String> common;

	InstanceOverrides(InstanceOverrideProperties properties) {
		this(properties, Map.of());
	}

	/**
	 * Create overrides.
	 * @param properties the user's
	 * @param common properties that all instances are given
	 */
	InstanceOverrides(InstanceOverrideProperties properties, Map<String, String> common) {
		this.common = common;
		this.overrides = properties.getInstance();
		for (Integer index : this.overrides.keySet()) {
			if (index < 0) {
				throw new InvalidClusterPropertyException(PREFIX + index, "", "no instance has a negative index",
						"Use the index of an instance, from 0.");
			}
		}
	}

	/**
	 * Return the JVM arguments of single instances.
	 * @return the arguments by the instances' indexes
	 */
	Map<Integer, List<String>> jvmArguments() {
		Map<Integer, List<String>> arguments = new LinkedHashMap<>();
		this.overrides.forEach((index, override) -> arguments.put(index,
				requireJvmArguments(PREFIX + index + ".jvm-args", override.getJvmArgs())));
		return arguments;
	}

	/**
	 * Return the environment variables of single instances.
	 * @return the variables by the instances' indexes
	 */
	Map<Integer, Map<String, String>> environment() {
		Map<Integer, Map<String, String>> environment = new LinkedHashMap<>();
		this.overrides.forEach((index, override) -> environment.put(index,
				requireVariables(PREFIX + index + ".env", override.getEnv())));
		return environment;
	}

	/**
	 * Return the application's properties that are different in an instance.
	 * @param index the instance's index
	 * @return the properties
	 */
	Map<String, String> properties(int index) {
		InstanceOverrideProperties.Instance override = this.overrides.get(index);
		Map<String, String> all = new LinkedHashMap<>(this.common);
		if (override != null) {
			all.putAll(override.getProperties());
		}
		return all;
	}

	/**
	 * Refuse what instances without a process of their own cannot have.
	 */
	void requireNothingOfProcesses() {
		this.overrides.forEach((index, override) -> {
			String name = !override.getEnv().isEmpty() ? "env" : "jvm-args";
			if (!override.getEnv().isEmpty() || !override.getJvmArgs().isEmpty()) {
				throw new InvalidClusterPropertyException(PREFIX + index + "." + name, "",
						"the instances share the supervisor's process, because 'sticky.cluster.isolation' is 'context'",
						"Set 'sticky.cluster.isolation=process', or use '" + PREFIX + index + ".properties' instead.");
			}
		});
	}

	/**
	 * Check JVM arguments. The java launcher would take one without a hyphen for the main
	 * class.
	 * @param property the property that they are the value of
	 * @param arguments the arguments
	 * @return the arguments
	 */
	static List<String> requireJvmArguments(String property, List<String> arguments) {
		for (String argument : arguments) {
			if (!argument.startsWith("-")) {
				throw new InvalidClusterPropertyException(property, argument, "it does not begin with '-'",
						"Use one element for each argument, with '=' between an option and its value, such as "
								+ "'--add-opens=java.base/java.lang=ALL-UNNAMED'.");
			}
		}
		return arguments;
	}

	static Map<String, String> requireVariables(String property, Map<String, String> variables) {
		for (String name : variables.keySet()) {
			if (name.isBlank() || name.contains("=") || name.contains("\0")) {
				throw new InvalidClusterPropertyException(property, name, "it is no name of an environment variable",
						"Use a name of letters, digits and underscores.");
			}
		}
		return variables;
	}

}
