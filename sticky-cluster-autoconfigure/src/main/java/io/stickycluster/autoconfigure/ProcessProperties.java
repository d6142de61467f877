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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of instances that are JVMs of their own.
 */
@ConfigurationProperties("sticky.cluster.process")
public class ProcessProperties {

	/**
	 * Class whose main method starts an instance. Found out by itself when not set.
	 */
	private @Nullable String mainClass;

	/**
	 * Arguments of the instances' JVMs beside those of the supervisor's own JVM, one
	 * element each.
	 */
	private List<String> jvmArgs = new ArrayList<>();

	/**
	 * Environment variables of the instances beside those of the supervisor.
	 */
	private Map<String, String> env = new LinkedHashMap<>();

	/**
	 * Memory that each instance's JVM may take, of which its heap gets a part. An equal
	 * share of the machine's or container's memory when not set.
	 */
	private @Nullable DataSize memory;

	/**
	 * Whether instances share an archive of their classes, so that they start faster.
	 */
	private boolean classDataSharing = true;

	/**
	 * Whether an executable jar is taken apart into the cache directory for instances to
	 * run from there, without which most of its classes cannot be archived. Has no effect
	 * without class-data sharing.
	 */
	private boolean extractJar = true;

	/**
	 * Directory for archives of classes, which nobody but the cluster may use. A
	 * directory 'sticky-cluster' in the user's cache directory when not set.
	 */
	private @Nullable Path cacheDirectory;

	public @Nullable String getMainClass() {
		return this.mainClass;
	}

	public void setMainClass(@Nullable String mainClass) {
		this.mainClass = mainClass;
	}

	public List<String> getJvmArgs() {
		return this.jvmArgs;
	}

	public void setJvmArgs(List<String> jvmArgs) {
		this.jvmArgs = jvmArgs;
	}

	public Map<String, String> getEnv() {
		return this.env;
	}

	public void setEnv(Map<String, String> env) {
		this.env = env;
	}

	public @Nullable DataSize getMemory() {
		return this.memory;
	}

	public void setMemory(@Nullable DataSize memory) {
		this.memory = memory;
	}

	public boolean isClassDataSharing() {
		return this.classDataSharing;
	}

	public void setClassDataSharing(boolean classDataSharing) {
		this.classDataSharing = classDataSharing;
	}

	public boolean isExtractJar() {
		return this.extractJar;
	}

	public void setExtractJar(boolean extractJar) {
		this.extractJar = extractJar;
	}

	public @Nullable Path getCacheDirectory() {
		return this.cacheDirectory;
	}

	public void setCacheDirectory(@Nullable Path cacheDirectory) {
		this.cacheDirectory = cacheDirectory;
	}

}
