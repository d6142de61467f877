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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmExit}.
 */
class JvmExitTests {

	private static final StackTraceElement SHUTDOWN = new StackTraceElement("java.lang.Shutdown", "exit", null, 1);

	@Test
	void threadThatCallsExitIsFound() {
		assertThat(JvmExit.caller(Map.of(new Thread("idle"), stack("java.lang.Thread", "run"), new Thread("worker"),
				stack("java.lang.Runtime", "exit"))))
			.hasValue("worker");
	}

	@Test
	void signalFromOutsideIsNobodysCall() {
		assertThat(JvmExit.caller(Map.of(new Thread("SIGTERM handler"), stack("java.lang.Terminator$1", "handle"))))
			.isEmpty();
	}

	@Test
	void runningJvmHasNoSuchThread() {
		assertThat(JvmExit.caller(Thread.getAllStackTraces())).isEmpty();
	}

	private static StackTraceElement[] stack(String type, String method) {
		return new StackTraceElement[] { SHUTDOWN, new StackTraceElement(type, method, null, 1) };
	}

}
