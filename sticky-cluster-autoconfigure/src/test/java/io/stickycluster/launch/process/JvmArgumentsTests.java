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

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmArguments}.
 */
class JvmArgumentsTests {

	@Test
	void laterArgumentsCountMore() {
		JvmArguments arguments = new JvmArguments(List.of("-Da=inherited"), List.of("-Da=all"),
				Map.of(1, List.of("-Da=one")));
		assertThat(arguments.forInstance(0)).containsExactly("-Da=inherited", "-Dspring.devtools.restart.enabled=false",
				"-Da=all", "-XX:+ExitOnOutOfMemoryError");
		assertThat(arguments.forInstance(1)).containsSubsequence("-Da=inherited", "-Da=all", "-Da=one");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "-XX:+CrashOnOutOfMemoryError", "-XX:-ExitOnOutOfMemoryError", "-XX:+ExitOnOutOfMemoryError" })
	void whatTheUserChoseForOutOfMemoryStays(String chosen) {
		JvmArguments arguments = new JvmArguments(List.of(chosen), List.of(), Map.of());
		assertThat(arguments.forInstance(0)).filteredOn((argument) -> argument.contains("OutOfMemory"))
			.containsExactly(chosen);
	}

	@Test
	void inheritTakesThisJvmsArguments() {
		assertThat(JvmArguments.inherit(List.of(), Map.of()).inherited())
			.isEqualTo(ManagementFactory.getRuntimeMXBean().getInputArguments());
	}

}
