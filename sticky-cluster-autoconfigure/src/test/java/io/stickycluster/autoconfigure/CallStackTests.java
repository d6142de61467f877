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

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallStack}. Frames are listed from the innermost to the outermost.
 */
class CallStackTests {

	private static final String RUN = "org.springframework.boot.SpringApplication.run";

	private static final String MAIN = Application.class.getName() + ".main";

	private static final String JUNIT = "org.junit.jupiter.engine.Engine.execute";

	@Test
	void mainThatRunsTheApplicationIsCalledFromMainAndLaunches() {
		CallStack stack = stack("main", RUN, MAIN);
		assertThat(stack.isCalledFromMainOf(Application.class)).isTrue();
		assertThat(stack.isLaunchingThread()).isTrue();
		assertThat(stack.isSpringBootTest()).isFalse();
	}

	@Test
	void mainCalledByTheJarLauncherLaunches() {
		CallStack stack = stack("main", RUN, "com.example.Helper.start", MAIN,
				"org.springframework.boot.loader.launch.JarLauncher.main");
		assertThat(stack.isCalledFromMainOf(Application.class)).isTrue();
		assertThat(stack.isLaunchingThread()).isTrue();
	}

	@Test
	void mainCalledByATestCanBeCalledAgainButDoesNotLaunch() {
		CallStack stack = stack("main", RUN, MAIN, "com.example.ApplicationTests.starts", JUNIT,
				"org.apache.maven.surefire.booter.ForkedBooter.main");
		assertThat(stack.isCalledFromMainOf(Application.class)).isTrue();
		assertThat(stack.isLaunchingThread()).isFalse();
	}

	@Test
	void testThatRunsAnApplicationIsNotTheApplicationsMain() {
		CallStack stack = stack("main", RUN, "com.example.ApplicationTests.starts", JUNIT, MAIN);
		assertThat(stack.isCalledFromMainOf(Application.class)).isFalse();
		assertThat(stack.isLaunchingThread()).isFalse();
	}

	@Test
	void anotherClassesMainIsNotTheApplications() {
		CallStack stack = stack("main", RUN, "com.example.Other.main");
		assertThat(stack.isCalledFromMainOf(Application.class)).isFalse();
		assertThat(stack.isCalledFromMainOf(null)).isFalse();
	}

	@Test
	void devToolsThreadLaunchesAndIsKnown() {
		CallStack stack = stack("restartedMain", RUN, MAIN, "org.springframework.boot.devtools.RestartLauncher.run");
		assertThat(stack.isLaunchingThread()).isTrue();
		assertThat(stack.isRestartedByDevTools()).isTrue();
	}

	@Test
	void mainOnAThreadOfTheUsersDoesNotLaunch() {
		CallStack stack = stack("worker-1", RUN, MAIN);
		assertThat(stack.isCalledFromMainOf(Application.class)).isTrue();
		assertThat(stack.isLaunchingThread()).isFalse();
	}

	@Test
	void springBootTestIsKnownByItsLoader() {
		assertThat(
				stack("main", RUN, "org.springframework.boot.test.context.SpringBootContextLoader.loadContext", JUNIT)
					.isSpringBootTest())
			.isTrue();
		assertThat(CallStack.ofCurrentThread().isSpringBootTest()).isFalse();
		assertThat(CallStack.ofCurrentThread().isLaunchingThread()).isFalse();
	}

	private CallStack stack(String thread, String... frames) {
		List<StackTraceElement> elements = Arrays.stream(frames).map((frame) -> {
			int dot = frame.lastIndexOf('.');
			return new StackTraceElement(frame.substring(0, dot), frame.substring(dot + 1), "Source.java", 1);
		}).toList();
		return new CallStack(thread, elements);
	}

	static class Application {

	}

}
