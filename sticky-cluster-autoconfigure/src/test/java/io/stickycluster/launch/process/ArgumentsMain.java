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
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down how its JVM was started: one file for the arguments, the system properties
 * and the environment variables that it is asked for, and the visible command line.
 */
public final class ArgumentsMain {

	static final String SEPARATOR = "\0";

	private ArgumentsMain() {
	}

	public static void main(String[] args) throws IOException {
		Path directory = Path.of(System.getProperty("test.directory"));
		write(directory.resolve("arguments"), List.of(args));
		write(directory.resolve("jvm"), ManagementFactory.getRuntimeMXBean().getInputArguments());
		List<String> environment = new ArrayList<>();
		System.getenv().forEach((name, value) -> environment.add(name + "=" + value));
		write(directory.resolve("environment"), environment);
		Files.copy(Path.of("/proc/self/cmdline"), directory.resolve("command"));
		System.exit(Integer.getInteger("test.exit", 0));
	}

	private static void write(Path file, List<String> values) throws IOException {
		Files.writeString(file, String.join(SEPARATOR, values), StandardCharsets.UTF_8);
	}

}
