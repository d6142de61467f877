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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param exitCode its exit code, 128 plus the signal's number if a signal ended it, or
 * {@code null} when it was not started, or another supervisor has started it
 * @param startFailure why it could not be started, or {@code null} when it was, or was
 * killed before
 * @param killed whether the supervisor killed it
 * @param killedForMemory whether the kernel killed it because of a lack of memory,
 * {@code null} when that is not known
 * @param lastLines the last lines that it wrote
 */
record ProcessEnd(@Nullable Integer exitCode, @Nullable Throwable startFailure, boolean killed,
		@Nullable Boolean killedForMemory, List<String> lastLines) {

	ProcessEnd {
		lastLines = List.copyOf(lastLines);
	}

	static ProcessEnd notStarted(@Nullable Throwable failure) {
		return new ProcessEnd(null, failure, failure == null, null, List.of());
	}

}
