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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a JVM is told to run.
 *
 * @param launch the java launcher's arguments that name it, such as {@code -jar, app.jar}
 * @param classPath the files and directories that its classes come from; empty when that
 * is not the class path's business, as with modules
 * @param arguments the arguments of its {@code main} method
 */
public record JavaProgram(List<String> launch, List<Path> classPath, List<String> arguments) {

	public JavaProgram {
		launch = List.copyOf(launch);
		classPath = List.copyOf(classPath);
		arguments = List.copyOf(arguments);
	}

	/**
	 * Find the program that starts the application as this JVM did.
	 * @param launchingThread whether the application runs on the thread that this JVM (or
	 * devtools) called {@code main} on, so that this JVM's own program and arguments are
	 * the application's
	 * @param mainClass the class whose {@code main} method started the application, or
	 * {@code null} when none did
	 * @param fallbackArguments what to give {@code main} when its arguments cannot be
	 * told
	 * @param configuredMainClass the main class that the user wants instead, or
	 * {@code null}
	 * @return the program
	 * @throws NoMainClassException if there is nothing that starts the application
	 */
	public static JavaProgram ofThisProcess(boolean launchingThread, @Nullable String mainClass,
			List<String> fallbackArguments, @Nullable String configuredMainClass) {
		JavaProgramFinder finder = new JavaProgramFinder(System::getProperty, LaunchArguments::ofThisProcess);
		return (configuredMainClass != null)
				? finder.findConfigured(configuredMainClass, launchingThread, fallbackArguments)
				: finder.find(launchingThread, mainClass, fallbackArguments);
	}

	static JavaProgram ofJar(Path jar, List<String> arguments) {
		return new JavaProgram(List.of("-jar", jar.toString()), List.of(jar), arguments);
	}

	static JavaProgram ofClass(String classPath, String mainClass, List<String> arguments) {
		return new JavaProgram(List.of("-cp", classPath, mainClass), split(classPath), arguments);
	}

	static JavaProgram ofModule(String module, String classPath, List<String> arguments) {
		List<String> launch = new ArrayList<>();
		if (!classPath.isEmpty()) {
			launch.addAll(List.of("-cp", classPath));
		}
		launch.addAll(List.of("-m", module));
		return new JavaProgram(launch, List.of(), arguments);
	}

	private static List<Path> split(String classPath) {
		return Arrays.stream(classPath.split(Pattern.quote(System.getProperty("path.separator"))))
			.map(Path::of)
			.toList();
	}

	boolean isJar() {
		return this.launch.get(0).equals("-jar");
	}

	/**
	 * Return the program that starts another jar in the same way.
	 * @param jar the jar
	 * @return the program; {@code java -jar} when this one does not run a single jar
	 */
	JavaProgram withJar(Path jar) {
		String own = (this.classPath.size() == 1) ? this.classPath.get(0).toString() : "";
		if (!this.launch.contains(JavaProgramFinder.PROPERTIES_LAUNCHER) || !own.endsWith(".jar")) {
			return ofJar(jar, this.arguments);
		}
		List<String> launch = this.launch.stream()
			.map((argument) -> argument.equals(own) ? jar.toString() : argument)
			.toList();
		return new JavaProgram(launch, List.of(jar), this.arguments);
	}

	/**
	 * Return the jar that it is, if it is a single one.
	 * @return the jar, {@code null} when it is a class path or a module
	 */
	public @Nullable Path jar() {
		boolean single = isJar() || this.launch.contains(JavaProgramFinder.PROPERTIES_LAUNCHER);
		return (single && this.classPath.size() == 1 && Files.isRegularFile(this.classPath.get(0)))
				? this.classPath.get(0) : null;
	}

	JavaProgram withArguments(List<String> arguments) {
		return new JavaProgram(this.launch, this.classPath, arguments);
	}

}
