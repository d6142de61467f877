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

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells whether a JVM that shuts down has ended itself, which a signal from outside does
 * not look like: that comes in without anybody calling {@link Runtime#exit}.
 */
final class JvmExit {

	private JvmExit() {
	}

	/**
	 * Return which thread has asked the JVM to end.
	 * @param stacks the stacks of all threads, taken in a shutdown hook
	 * @return the thread's name, empty when none has
	 */
	static Optional<String> caller(Map<Thread, StackTraceElement[]> stacks) {
		return stacks.entrySet()
			.stream()
			.filter((entry) -> Stream.of(entry.getValue()).anyMatch(JvmExit::isExit))
			.map((entry) -> entry.getKey().getName())
			.findFirst();
	}

	private static boolean isExit(StackTraceElement frame) {
		return frame.getClassName().equals(Runtime.class.getName()) && frame.getMethodName().equals("exit");
	}

}
