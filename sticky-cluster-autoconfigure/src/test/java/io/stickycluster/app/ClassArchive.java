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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An archive of the classes of all libraries, which saves a JVM a third of the work of
 * its start. The first test that needs it makes it, and anew when the libraries have
 * become others.
 */
final class ClassArchive {

	private static final Path BUILD = Path.of("target").toAbsolutePath();

	private static final String JARS = elements(true);

	/**
	 * The test's class path with the libraries first: classes of directories cannot be
	 * archived, and an archive is used only where the class path begins with its own.
	 */
	static final String CLASS_PATH = JARS + ":" + elements(false);

	static final Path FILE = BUILD.resolve("test-jvm-" + Integer.toHexString(JARS.hashCode()) + ".jsa");

	static {
		try {
			create();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		// That of the instances whose supervisor is in this JVM
		System.setProperty("java.class.path", CLASS_PATH);
	}

	private ClassArchive() {
	}

	private static String elements(boolean libraries) {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return String.join(":",
				Arrays.stream(classPath.split(":"))
					.filter((element) -> isLibrary(Path.of(element)) == libraries)
					.toList());
	}

	private static boolean isLibrary(Path element) {
		return Files.isRegularFile(element) && !element.startsWith(BUILD);
	}

	private static void create() throws IOException {
		Path lock = BUILD.resolve("test-jvm.lock");
		try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			// Another JVM with tests may be at it: the first ones of this go without
			if (channel.tryLock() != null && !exists()) {
				Path list = Files.createTempFile(BUILD, "test-jvm", ".list");
				Path draft = Files.createTempFile(BUILD, "test-jvm", ".draft");
				listClasses(list);
				dump(list, draft);
				Files.move(draft, FILE);
				Files.delete(list);
			}
		}
	}

	static boolean exists() {
		return Files.exists(FILE);
	}

	private static void listClasses(Path list) {
		List<String> command = java("-XX:DumpLoadedClassList=" + list, CLASS_PATH);
		command.addAll(List.of(ServletApplication.class.getName(), "--server.port=0", "--sticky.cluster.base-port=0",
				"--sticky.cluster.instances=1"));
		try (ApplicationProcess application = new ApplicationProcess(command)) {
			application.awaitLine("STARTING -> UP");
			application.terminate();
			application.awaitExit();
		}
	}

	private static void dump(Path list, Path archive) throws IOException {
		List<String> command = java("-Xshare:dump", JARS);
		command.addAll(1, List.of("-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive));
		Path log = BUILD.resolve("test-jvm.log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		assertThat(process.onExit().join().exitValue()).as("See " + log).isZero();
	}

	private static List<String> java(String argument, String classPath) {
		List<String> arguments = new ArrayList<>(TestJvm.ARGUMENTS);
		arguments.add(argument);
		return TestJvm.command(arguments, classPath);
	}

}
