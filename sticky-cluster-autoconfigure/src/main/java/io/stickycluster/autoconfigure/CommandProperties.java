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
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of instances that are programs of any language.
 */
@ConfigurationProperties("sticky.cluster.command")
public class CommandProperties {

	/**
	 * Command line of an instance. It is taken apart into words as a shell does, but
	 * there is no shell. The port and the index of the instance take the place of
	 * '${PORT}', '${NODE_APP_INSTANCE}' and '${SOCKET}', the path of a Unix-domain socket
	 * to listen on too.
	 */
	private @Nullable String line;

	/**
	 * Working directory of the instances. That of the supervisor when not set.
	 */
	private @Nullable Path directory;

	/**
	 * Environment variables of the instances beside those of the supervisor.
	 */
	private Map<String, String> env = new LinkedHashMap<>();

	/**
	 * Path whose answer has a 2xx status once an instance is ready. When not set, it is
	 * ready as soon as its port answers.
	 */
	private @Nullable String readyPath;

	public @Nullable String getLine() {
		return this.line;
	}

	public void setLine(@Nullable String line) {
		this.line = line;
	}

	public @Nullable Path getDirectory() {
		return this.directory;
	}

	public void setDirectory(@Nullable Path directory) {
		this.directory = directory;
	}

	public Map<String, String> getEnv() {
		return this.env;
	}

	public void setEnv(Map<String, String> env) {
		this.env = env;
	}

	public @Nullable String getReadyPath() {
		return this.readyPath;
	}

	public void setReadyPath(@Nullable String readyPath) {
		this.readyPath = readyPath;
	}

}
