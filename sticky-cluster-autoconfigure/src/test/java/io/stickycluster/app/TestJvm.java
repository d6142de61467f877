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

package io.stickycluster.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the JVMs that tests start begin sooner, for they live for seconds only.
 */
public final class TestJvm {

	/**
	 * Without the optimising compiler, and with the simplest collector.
	 */
	public static final List<String> ARGUMENTS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private TestJvm() {
	}

	/**
	 * Return arguments of a JVM that runs a whole application: with an archive of the
	 * classes of all libraries.
	 * @param further those that are special to the test
	 * @return the arguments
	 */
	public static List<String> arguments(String... further) {
		List<String> arguments = new ArrayList<>(ARGUMENTS);
		if (ClassArchive.exists()) {
			// It goes without, and says nothing, if it cannot use the archive
			arguments.addAll(List.of("-XX:SharedArchiveFile=" + ClassArchive.FILE, "-Xlog:cds*=off"));
		}
		arguments.addAll(List.of(further));
		return arguments;
	}

	/**
	 * Return an argument of a supervisor that gives such arguments to its instances.
	 * @param further those that are special to the test
	 * @return the argument
	 */
	public static String ofInstances(String... further) {
		return "--sticky.cluster.process.jvm-args=" + String.join(",", arguments(further));
	}

	/**
	 * Return the beginning of a command, which lacks the main class.
	 * @param jvmArguments all arguments of the JVM
	 * @param classPath the class path
	 * @return the command
	 */
	public static List<String> command(List<String> jvmArguments, String classPath) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvmArguments);
		command.addAll(List.of("-cp", classPath));
		return command;
	}

}
