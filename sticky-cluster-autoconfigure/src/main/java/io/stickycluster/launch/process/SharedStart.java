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
import java.util.function.IntConsumer;

/**
 * How a JVM is started with class-data sharing.
 *
 * @param program what it runs
 * @param arguments further arguments of the JVM
 * @param afterExit told of its exit code once it has ended, on a thread that may block
 */
record SharedStart(JavaProgram program, List<String> arguments, IntConsumer afterExit) {

	/**
	 * What {@link #afterExit()} is told when the JVM could not be started.
	 */
	static final int NOT_STARTED = -1;

	static SharedStart without(JavaProgram program) {
		return new SharedStart(program, List.of(), (exitCode) -> {
		});
	}

}
