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

import io.stickycluster.launch.process.JavaProgram;

/**
 * How the application was started that has become the supervisor.
 *
 * @param launchingThread whether it runs on the thread that the JVM called {@code main}
 * on
 * @param mainClass the class whose {@code main} method started it, or {@code null} if
 * none did
 * @param arguments what it was given to run with
 */
record ApplicationStart(boolean launchingThread, @Nullable String mainClass, List<String> arguments) {

	/**
	 * Return what starts the application in another JVM.
	 * @param configuredMainClass the main class that the user wants, or {@code null}
	 * @return the program
	 * @throws io.stickycluster.launch.process.NoMainClassException if there is nothing
	 * that starts the application
	 */
	JavaProgram program(@Nullable String configuredMainClass) {
		return JavaProgram.ofThisProcess(this.launchingThread, this.mainClass, this.arguments, configuredMainClass);
	}

}
