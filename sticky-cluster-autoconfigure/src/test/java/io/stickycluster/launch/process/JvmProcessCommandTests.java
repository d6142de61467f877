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
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.launch.LaunchRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmProcessCommand}, with JVMs that tell how they were started.
 */
class JvmProcessCommandTests {

	private static final List<String> NASTY = List.of("", " ", "a b", "\"", "'", "it's", "a\"b", "\\", "\\\\x",
			"C:\\temp\\n", "#", "# no comment", "@file", "@@x", "line\nbreak", "a\r\nb", "tab\tx", "form\ffeed",
			"--a=$HOME", "*", "-cp", "-jar", "${x}", "`id`", "x#y", "\u00e4\u00f6\u20ac", "last ");

	@TempDir
	private Path temp;

	private Path results;

	@BeforeEach
	void makeDirectory() throws IOException {
		this.results = Files.createDirectory(this.temp.resolve("re sults"));
	}

	@Test
	void mainReceivesExactlyTheArguments() throws Exception {
		run(prepare(List.of(), NASTY, new LaunchRequest(identity(2), 3133)), Map.of());
		List<String> expected = NASTY.stream().map((argument) -> isAscii() ? toAscii(argument) : argument).toList();
		assertThat(result("arguments")).isEqualTo(expected);
	}

	@Test
	void secretsAreInNoCommandLine() throws Exception {
		PreparedProcess prepared = prepare(List.of("-Ddb.password=s3cret"), List.of("--token=s3cret"),
				new LaunchRequest(identity(2), 3133));
		Path file = prepared.temporaryFiles().get(0);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		run(prepared, Map.of());
		assertThat(result("jvm")).contains("-Ddb.password=s3cret");
		assertThat(result("arguments")).containsExactly("--token=s3cret");
		assertThat(Files.readString(this.results.resolve("command"))).doesNotContain("s3cret")
			.contains("-Dsticky.cluster.index=2\0@" + file);
	}

	@Test
	void argumentsFromTheEnvironmentDoNotCountTwice() throws Exception {
		run(prepare(List.of(), List.of(), new LaunchRequest(identity(0), 0)),
				Map.of("JAVA_TOOL_OPTIONS", "-Dx=1", "JDK_JAVA_OPTIONS", "-Dy=1", "_JAVA_OPTIONS", "-Dz=1"));
		assertThat(result("jvm")).doesNotContain("-Dx=1", "-Dy=1", "-Dz=1");
	}

	@Test
	void environmentTellsIndexAndPort() throws Exception {
		run(prepare(List.of(), List.of(), new LaunchRequest(identity(2), 3133)), Map.of());
		assertThat(result("environment")).contains("NODE_APP_INSTANCE=2", "PORT=3133", "A=all", "B=two");
	}

	@Test
	void laterInstancesUseTheArchiveOfTheFirst() throws Exception {
		Path jar = this.temp.resolve("hello.jar");
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar))) {
			output.putNextEntry(new JarEntry("Hello.class"));
			output.write(HelloClass.bytes(this.temp));
		}
		try (ClassDataSharing sharing = new ClassDataSharing(this.temp.resolve("cache"), true)) {
			JvmProcessCommand command = new JvmProcessCommand(JavaProgram.ofClass(jar.toString(), "Hello", List.of()),
					new JvmArguments(List.of(), List.of(), Map.of()), new MemoryShare(8192 * MemoryShare.MEGABYTE, 0),
					sharing, new ProcessEnvironment("NODE_APP_INSTANCE", Map.of(), Map.of()), this.temp, 4);
			PreparedProcess first = command.prepare(new LaunchRequest(identity(0), 0));
			assertThat(Files.readString(first.temporaryFiles().get(0))).contains("-XX:ArchiveClassesAtExit=");
			run(first, Map.of());
			first.afterExit().accept(0);
			PreparedProcess second = command.prepare(new LaunchRequest(identity(1), 0));
			assertThat(Files.readString(second.temporaryFiles().get(0))).contains("-XX:SharedArchiveFile=");
			run(second, Map.of());
		}
	}

	@Test
	void memoryFollowsTheSizeOfTheCluster() throws Exception {
		assertThat(arguments(new ClusterIdentity(0, 1, 2, true))).contains("\"-Xmx1067m\"");
		assertThat(arguments(new ClusterIdentity(0, 2, 8, true))).contains("\"-Xmx533m\"");
	}

	private String arguments(ClusterIdentity identity) throws IOException {
		return Files.readString(prepare(List.of(), List.of(), new LaunchRequest(identity, 0)).temporaryFiles().get(0));
	}

	private PreparedProcess prepare(List<String> jvmArguments, List<String> arguments, LaunchRequest request)
			throws IOException {
		JvmArguments jvm = new JvmArguments(List.of("-Dtest.directory=" + this.results), jvmArguments, Map.of());
		ProcessEnvironment environment = new ProcessEnvironment("NODE_APP_INSTANCE", Map.of("A", "all", "B", "all"),
				Map.of(2, Map.of("B", "two")));
		JavaProgram program = JavaProgram.ofClass(System.getProperty("java.class.path"), ArgumentsMain.class.getName(),
				arguments);
		return new JvmProcessCommand(program, jvm, new MemoryShare(8192 * MemoryShare.MEGABYTE, 0), null, environment,
				this.temp, 4)
			.prepare(request);
	}

	private void run(PreparedProcess prepared, Map<String, String> inherited) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(prepared.command()).redirectErrorStream(true)
			.redirectOutput(Redirect.DISCARD);
		builder.environment().putAll(inherited);
		builder.environment().keySet().removeAll(prepared.removedVariables());
		builder.environment().putAll(prepared.environment());
		Process process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private List<String> result(String name) throws IOException {
		return List.of(Files.readString(this.results.resolve(name)).split(ArgumentsMain.SEPARATOR, -1));
	}

	private static ClusterIdentity identity(int index) {
		return new ClusterIdentity(index, 1, 4, index == 0);
	}

	private static boolean isAscii() {
		return Set.of("ANSI_X3.4-1968", "US-ASCII").contains(System.getProperty("sun.jnu.encoding"));
	}

	private static String toAscii(String argument) {
		return argument.replaceAll("[^\\x00-\\x7f]", "?");
	}

}
