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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Tells from a JVM's system properties and command line how it was started.
 */
final class JavaProgramFinder {

	static final String PROPERTIES_LAUNCHER = LaunchArguments.BOOT_LOADER_PACKAGE + "launch.PropertiesLauncher";

	private final Function<String, @Nullable String> properties;

	private final Function<String, Optional<List<String>>> arguments;

	/**
	 * Create a finder.
	 * @param properties the JVM's system properties
	 * @param arguments finds the arguments of the class that was started
	 */
	JavaProgramFinder(Function<String, @Nullable String> properties,
			Function<String, Optional<List<String>>> arguments) {
		this.properties = properties;
		this.arguments = arguments;
	}

	JavaProgram find(boolean launchingThread, @Nullable String mainClass, List<String> fallbackArguments) {
		JavaProgram started = started();
		if (launchingThread && started != null) {
			return started.withArguments(arguments(true, fallbackArguments));
		}
		if (mainClass == null) {
			throw new NoMainClassException();
		}
		if (started != null && isLauncherOf(started, mainClass)) {
			return started.withArguments(fallbackArguments);
		}
		return JavaProgram.ofClass(classPath(), mainClass, fallbackArguments);
	}

	JavaProgram findConfigured(String mainClass, boolean launchingThread, List<String> fallbackArguments) {
		List<String> arguments = arguments(launchingThread, fallbackArguments);
		Path jar = Path.of(classPath());
		if (!ExecutableJar.isExecutable(jar)) {
			return JavaProgram.ofClass(classPath(), mainClass, arguments);
		}
		return new JavaProgram(List.of("-Dloader.main=" + mainClass, "-cp", jar.toString(), PROPERTIES_LAUNCHER),
				List.of(jar), arguments);
	}

	private List<String> arguments(boolean launchingThread, List<String> fallbackArguments) {
		String name = startedClass();
		return (launchingThread && name != null) ? this.arguments.apply(name).orElse(fallbackArguments)
				: fallbackArguments;
	}

	/**
	 * Return what the JVM was told to run.
	 * @return the program without its arguments, or {@code null} if unknown
	 */
	private @Nullable JavaProgram started() {
		String command = this.properties.apply("sun.java.command");
		String module = this.properties.apply("jdk.module.main");
		if (command == null || command.isBlank()) {
			return null;
		}
		if (module != null) {
			return JavaProgram.ofModule(firstWord(command), classPath(), List.of());
		}
		if (isJar(command)) {
			return JavaProgram.ofJar(Path.of(classPath()), List.of());
		}
		// A command that is a file although the class path is another: whoever was
		// started that way (a test's fork) has set the class path afterwards
		return firstWord(command).endsWith(".jar") ? null
				: JavaProgram.ofClass(classPath(), firstWord(command), List.of());
	}

	private @Nullable String startedClass() {
		String command = this.properties.apply("sun.java.command");
		return (command != null) ? firstWord(command) : null;
	}

	private boolean isJar(String command) {
		String classPath = classPath();
		return (command.equals(classPath) || command.startsWith(classPath + " "))
				&& Files.isRegularFile(Path.of(classPath));
	}

	private boolean isLauncherOf(JavaProgram started, String mainClass) {
		if (started.isJar()) {
			return ExecutableJar.starts(Path.of(classPath()), mainClass);
		}
		String startedClass = started.launch().get(started.launch().size() - 1);
		return startedClass.startsWith(LaunchArguments.BOOT_LOADER_PACKAGE) || startedClass.endsWith("/" + mainClass);
	}

	private String classPath() {
		String classPath = this.properties.apply("java.class.path");
		return (classPath != null) ? classPath : "";
	}

	private static String firstWord(String command) {
		int end = command.indexOf(' ');
		return (end != -1) ? command.substring(0, end) : command;
	}

}
