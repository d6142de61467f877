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

package io.stickycluster.launch.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.LaunchRequest;

/**
 * The program that instances of any language run.
 *
 * @param line its command line
 * @param environment its environment variables
 * @param directory its working directory, or {@code null} for the supervisor's own
 * @param readyPath the path that answers with a 2xx status once it is ready, or
 * {@code null} when it is ready as soon as its port answers
 */
public record CommandSettings(CommandLine line, ProcessEnvironment environment, @Nullable Path directory,
		@Nullable String readyPath) {

	/**
	 * Name of the variable that holds the path of the Unix-domain socket that the program
	 * may listen on beside its port; empty when it is not to.
	 */
	public static final String SOCKET = "SOCKET";

	public CommandSettings {
		if (readyPath != null && !readyPath.startsWith("/")) {
			throw new IllegalArgumentException("'readyPath' must begin with '/' but is " + readyPath);
		}
	}

	PreparedProcess prepare(LaunchRequest request, @Nullable Path socket) {
		Map<String, String> variables = this.environment.of(request);
		variables.put(SOCKET, (socket != null) ? socket.toString() : "");
		return new PreparedProcess(this.line.words(variables), variables, Set.of(), this.directory, List.of(),
				(exitCode) -> {
				});
	}

}
