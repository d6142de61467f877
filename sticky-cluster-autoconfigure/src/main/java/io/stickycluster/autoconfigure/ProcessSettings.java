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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.stickycluster.launch.process.ClassDataSharing;
import io.stickycluster.launch.process.JvmArguments;
import io.stickycluster.launch.process.MemoryShare;
import io.stickycluster.launch.process.ProcessEnvironment;

/**
 * {@link ProcessProperties} as the launch of JVMs takes them, checked.
 */
class ProcessSettings {

	private static final String PREFIX = "sticky.cluster.process.";

	private final ProcessProperties properties;

	private final InstanceOverrides overrides;

	ProcessSettings(ProcessProperties properties, InstanceOverrideProperties overrides) {
		this.properties = properties;
		this.overrides = new InstanceOverrides(overrides);
	}

	/**
	 * Return the main class that the user wants.
	 * @return the class's name, or {@code null} to find it out
	 */
	@Nullable String mainClass() {
		return StringUtils.hasText(this.properties.getMainClass()) ? this.properties.getMainClass() : null;
	}

	/**
	 * Return the arguments of the instances' JVMs.
	 * @param further what a mode of the cluster needs beside what the user wants
	 * @return the arguments
	 */
	JvmArguments jvmArguments(List<String> further) {
		List<String> additional = new ArrayList<>(further);
		additional.addAll(InstanceOverrides.requireJvmArguments(PREFIX + "jvm-args", this.properties.getJvmArgs()));
		return JvmArguments.inherit(additional, this.overrides.jvmArguments());
	}

	MemoryShare memory() {
		DataSize memory = this.properties.getMemory();
		if (memory != null && memory.toBytes() <= 0) {
			throw new InvalidClusterPropertyException(PREFIX + "memory", memory.toString(), "it is not more than 0",
					"Use a size such as 512MB, or leave the property out for an equal share.");
		}
		return MemoryShare.ofThisMachine((memory != null) ? memory.toBytes() : 0);
	}

	/**
	 * Return what makes instances start faster.
	 * @return the cache of class-data archives
	 */
	ClassDataSharing classDataSharing() {
		Path directory = this.properties.getCacheDirectory();
		return new ClassDataSharing(
				(directory != null) ? directory : CacheDirectory.find(System.getenv(), System::getProperty),
				this.properties.isExtractJar());
	}

	/**
	 * Return the environment variables of the instances.
	 * @param indexVariable the name of the variable that holds the index
	 * @return the variables
	 */
	ProcessEnvironment environment(String indexVariable) {
		Map<String, String> variables = InstanceOverrides.requireVariables(PREFIX + "env", this.properties.getEnv());
		return new ProcessEnvironment(indexVariable, variables, this.overrides.environment());
	}

}
