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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaunchArguments}.
 */
class LaunchArgumentsTests {

	private static final String MAIN = LaunchArgumentsTests.class.getName();

	@Test
	void findAfterJar() {
		assertThat(LaunchArguments.find(List.of("-Xmx1g", "-jar", "app.jar", "--a=1", "-jar"), MAIN))
			.hasValue(List.of("--a=1", "-jar"));
	}

	@Test
	void findAfterMainClass() {
		assertThat(LaunchArguments.find(List.of("-cp", "classes:lib.jar", MAIN, "x"), MAIN)).hasValue(List.of("x"));
	}

	@Test
	void findAfterLoaderOfAnExtractedLayout() {
		assertThat(LaunchArguments.find(List.of("org.springframework.boot.loader.launch.JarLauncher", "x"), MAIN))
			.hasValue(List.of("x"));
	}

	@Test
	void findWithoutArguments() {
		assertThat(LaunchArguments.find(List.of("-jar", "app.jar"), MAIN)).hasValue(List.of());
		assertThat(LaunchArguments.find(List.of("-jar"), MAIN)).hasValue(List.of());
	}

	@Test
	void findWhenTheCommandLineIsHiddenInAFileIsEmpty() {
		assertThat(LaunchArguments.find(List.of("@arguments"), MAIN)).isEmpty();
	}

	@Test
	void findAfterModule() {
		assertThat(LaunchArguments.find(List.of("-p", "mods", "-m", "app/" + MAIN, "x", ""), "app/" + MAIN))
			.hasValue(List.of("x", ""));
		assertThat(LaunchArguments.find(List.of("--module=app/" + MAIN, "x"), "app/" + MAIN)).hasValue(List.of("x"));
	}

}
