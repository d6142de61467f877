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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the stack of the thread that runs a {@code SpringApplication} tells of who runs
 * it.
 */
class CallStack {

	private static final String TEST_CONTEXT_LOADER = "org.springframework.boot.test.context.SpringBootContextLoader";

	private static final List<String> TEST_PACKAGES = List.of("org.junit.", "org.testng.", "org.spockframework.",
			"io.cucumber.", "org.springframework.boot.test.", "org.apache.maven.surefire.", "org.gradle.",
			"worker.org.gradle.");

	private final List<String> classNames;

	private final List<String> mainClassNames;

	private final String threadName;

	CallStack(String threadName, List<StackTraceElement> frames) {
		this.threadName = threadName;
		this.classNames = frames.stream().map(StackTraceElement::getClassName).toList();
		this.mainClassNames = frames.stream()
			.filter((frame) -> frame.getMethodName().equals("main"))
			.map(StackTraceElement::getClassName)
			.toList();
	}

	/**
	 * Return the calling thread's stack.
	 * @return the stack
	 */
	static CallStack ofCurrentThread() {
		Thread thread = Thread.currentThread();
		return new CallStack(thread.getName(), List.of(thread.getStackTrace()));
	}

	/**
	 * Return whether the run makes the context of a test class.
	 * @return whether Spring Boot's test support runs it
	 */
	boolean isSpringBootTest() {
		return this.classNames.contains(TEST_CONTEXT_LOADER);
	}

	/**
	 * Return whether a class's {@code main} method made the run, so that calling it again
	 * makes another one.
	 * @param mainClass the class, or {@code null} when none is known
	 * @return whether the run comes from there with no test in between
	 */
	boolean isCalledFromMainOf(@Nullable Class<?> mainClass) {
		if (mainClass == null || !this.mainClassNames.contains(mainClass.getName()) || isTest(mainClass.getName())) {
			return false;
		}
		int main = this.classNames.lastIndexOf(mainClass.getName());
		return this.classNames.subList(0, main).stream().noneMatch(CallStack::isTest);
	}

	/**
	 * Return whether the thread is the one that the JVM (or devtools) called the
	 * application's {@code main} method on, and no test framework is below it.
	 * @return whether it is the launching thread
	 */
	boolean isLaunchingThread() {
		return (this.threadName.equals("main") || isRestartedByDevTools())
				&& this.classNames.stream().noneMatch(CallStack::isTest);
	}

	/**
	 * Return whether devtools made the run.
	 * @return whether the thread is a restarted main thread
	 */
	boolean isRestartedByDevTools() {
		return this.threadName.equals("restartedMain");
	}

	private static boolean isTest(String className) {
		return TEST_PACKAGES.stream().anyMatch(className::startsWith);
	}

}
