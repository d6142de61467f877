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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the arguments that the JVM gave the application's {@code main} method, which may
 * differ from those that {@code main} gave to {@code SpringApplication.run}.
 */
public final class LaunchArguments {

	static final String BOOT_LOADER_PACKAGE = "org.springframework.boot.loader.";

	private static final Path LINUX_COMMAND_LINE = Path.of("/proc/self/cmdline");

	private static final Set<String> NAMED_NEXT = Set.of("-jar", "-m", "--module");

	private LaunchArguments() {
	}

	/**
	 * Find the main method's arguments in this process's command line.
	 * @param mainClass the name of the application's main class
	 * @return the arguments, empty when they cannot be told
	 */
	public static Optional<List<String>> ofThisProcess(String mainClass) {
		return commandLine().flatMap((commandLine) -> find(commandLine, mainClass));
	}

	private static Optional<List<String>> commandLine() {
		try {
			// ProcessHandle knows no arguments of a command line of more than 4096 bytes
			String all = Files.readString(LINUX_COMMAND_LINE);
			// Each argument ends with a NUL, and the last ones may be empty
			List<String> arguments = List.of(all.substring(0, Math.max(0, all.length() - 1)).split("\0", -1));
			return Optional.of(arguments.subList(1, arguments.size()));
		}
		catch (IOException | RuntimeException ex) {
			return ProcessHandle.current().info().arguments().map(List::of);
		}
	}

	/**
	 * Find the main method's arguments in a command line.
	 * @param commandLine the JVM's own arguments without the executable, as the operating
	 * system tells them
	 * @param mainClass the name of the application's main class
	 * @return the arguments, empty when the command line does not name what was started
	 */
	static Optional<List<String>> find(List<String> commandLine, String mainClass) {
		for (int i = 0; i < commandLine.size(); i++) {
			String argument = commandLine.get(i);
			if (NAMED_NEXT.contains(argument)) {
				return after(commandLine, i + 1);
			}
			if (argument.equals(mainClass) || argument.startsWith(BOOT_LOADER_PACKAGE)
					|| argument.startsWith("--module=")) {
				return after(commandLine, i);
			}
		}
		return Optional.empty();
	}

	private static Optional<List<String>> after(List<String> commandLine, int last) {
		int first = Math.min(last + 1, commandLine.size());
		return Optional.of(List.copyOf(commandLine.subList(first, commandLine.size())));
	}

}
