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
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A process that is ready to be started.
 *
 * @param command the program and its arguments; holds no secrets, because everybody on
 * the machine can read it
 * @param environment variables that are added to those inherited from the supervisor
 * @param removedVariables variables that are not inherited
 * @param directory the working directory, or {@code null} for the supervisor's own
 * @param temporaryFiles files that nobody needs once the instance is ready or has ended
 * @param afterExit told of the exit code once the process has ended, on a thread that may
 * block
 */
public record PreparedProcess(List<String> command, Map<String, String> environment, Set<String> removedVariables,
		@Nullable Path directory, List<Path> temporaryFiles, IntConsumer afterExit) {

	public PreparedProcess {
		command = List.copyOf(command);
		environment = Map.copyOf(environment);
		removedVariables = Set.copyOf(removedVariables);
		temporaryFiles = List.copyOf(temporaryFiles);
	}

}
