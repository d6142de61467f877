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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassDataSharing}, with JVMs that write archives and read them.
 */
class ClassDataSharingTests {

	private static final List<String> JVM = List.of("-Xmx64m");

	@TempDir
	private Path temp;

	private Path cache;

	private Path jar;

	private ClassDataSharing sharing;

	@BeforeEach
	void makeProgram() throws IOException {
		this.cache = this.temp.resolve("cache");
		this.jar = jar("app.jar");
		this.sharing = new ClassDataSharing(this.cache, true);
	}

	@AfterEach
	void close() {
		this.sharing.close();
	}

	@Test
	void firstJvmRecordsAndLaterOnesUseItsArchive() throws Exception {
		SharedStart first = prepare();
		SharedStart second = prepare();
		assertThat(first.arguments()).anyMatch((argument) -> argument.startsWith("-XX:ArchiveClassesAtExit="));
		assertThat(second.arguments()).isEmpty();
		assertThat(run(first)).isEqualTo("hello\n");
		SharedStart later = prepare();
		assertThat(later.arguments()).contains("-XX:SharedArchiveFile=" + archive());
		assertThat(run(later, "-Xlog:class+load")).contains("Hello source: shared objects file (top)");
		assertThat(run(prepare())).isEqualTo("hello\n");
	}

	@Test
	void archiveSurvivesTheSupervisor() throws Exception {
		run(prepare());
		this.sharing.close();
		this.sharing = new ClassDataSharing(this.cache, true);
		assertThat(prepare().arguments()).contains("-XX:SharedArchiveFile=" + archive());
	}

	@Test
	void othersCannotReadTheCache() throws Exception {
		prepare();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.cache))).isEqualTo("rwx------");
		assertThat(entries())
			.allSatisfy((entry) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
				.isEqualTo("rwx------"));
	}

	@Test
	void recordingOfAJvmThatWasKilledIsThrownAwayAndNotTriedAgainOnTheSameDay() throws Exception {
		SharedStart first = prepare();
		Files.writeString(recording(first), "half an archive");
		first.afterExit().accept(137);
		assertThat(recording(first)).doesNotExist();
		assertThat(archives()).isEmpty();
		assertThat(prepare().arguments()).isEmpty();
		Files.setLastModifiedTime(entries().get(0).resolve("recording.failed"), FileTime.from(Instant.EPOCH));
		assertThat(prepare().arguments()).anyMatch((argument) -> argument.startsWith("-XX:ArchiveClassesAtExit="));
	}

	@Test
	void jvmThatCouldNotBeStartedLeavesTheRecordingToTheNext() {
		prepare().afterExit().accept(SharedStart.NOT_STARTED);
		assertThat(prepare().arguments()).anyMatch((argument) -> argument.startsWith("-XX:ArchiveClassesAtExit="));
	}

	@Test
	void recordingOfAnApplicationThatFailedIsThrownAwayAndTheNextRecordsAnew() throws Exception {
		SharedStart first = prepare();
		execute(first);
		first.afterExit().accept(1);
		assertThat(recording(first)).doesNotExist();
		assertThat(archives()).isEmpty();
		assertThat(prepare().arguments()).anyMatch((argument) -> argument.startsWith("-XX:ArchiveClassesAtExit="));
	}

	@Test
	void recordingThatMakesAJvmCrashIsThrownAway() throws Exception {
		SharedStart first = prepare();
		execute(first);
		byte[] content = Files.readAllBytes(recording(first));
		Files.delete(recording(first));
		Files.write(recording(first), Arrays.copyOf(content, content.length / 2));
		first.afterExit().accept(0);
		assertThat(recording(first)).doesNotExist();
		assertThat(prepare().arguments()).noneMatch((argument) -> argument.startsWith("-XX:SharedArchiveFile="));
	}

	@Test
	void archiveThatMayHaveMadeAJvmCrashIsRemoved() throws Exception {
		run(prepare());
		prepare().afterExit().accept(143);
		assertThat(archive()).exists();
		prepare().afterExit().accept(134);
		assertThat(archives()).isEmpty();
	}

	@Test
	void changedJarHasAnArchiveOfItsOwn() throws Exception {
		run(prepare());
		Files.setLastModifiedTime(this.jar, FileTime.from(Instant.EPOCH));
		assertThat(prepare().arguments()).anyMatch((argument) -> argument.startsWith("-XX:ArchiveClassesAtExit="));
	}

	@Test
	void archiveThatDoesNotFitIsIgnoredInSilence() throws Exception {
		run(prepare());
		SharedStart later = prepare();
		Files.setLastModifiedTime(this.jar, FileTime.from(Instant.EPOCH));
		assertThat(run(later)).isEqualTo("hello\n");
		Files.setLastModifiedTime(archive(), FileTime.from(Instant.EPOCH));
		Files.delete(archive());
		assertThat(run(later)).isEqualTo("hello\n");
	}

	@Test
	void classDirectoriesAreNotShared() throws IOException {
		JavaProgram program = JavaProgram.ofClass(this.jar + ":" + this.temp, "Hello", List.of());
		assertThat(this.sharing.prepare(program, JVM).arguments()).isEmpty();
		assertThat(this.cache).doesNotExist();
	}

	@Test
	void agentsAndTheUsersOwnArchivesAreRespected() {
		JavaProgram program = JavaProgram.ofJar(this.jar, List.of());
		for (String argument : List.of("-javaagent:a.jar", "-agentlib:x", "-XX:SharedArchiveFile=x", "-Xshare:off",
				"-XX:AOTCache=x", "--patch-module=a=b")) {
			assertThat(this.sharing.prepare(program, List.of(argument)).arguments()).isEmpty();
		}
	}

	@Test
	void cacheThatCannotBeWrittenToIsNoFailure() throws IOException {
		Files.writeString(this.cache, "a file in the way");
		assertThat(prepare()).satisfies((start) -> assertThat(start.arguments()).isEmpty());
	}

	@Test
	void heapSizeDoesNotMatterUnlessReferencesAreWide() throws Exception {
		run(prepare());
		JavaProgram program = JavaProgram.ofJar(this.jar, List.of());
		assertThat(
				this.sharing.prepare(program, List.of("-Xmx1067m", "-XX:MaxDirectMemorySize=80m", "-Da=b")).arguments())
			.contains("-XX:SharedArchiveFile=" + archive());
		assertThat(this.sharing.prepare(program, List.of("-Xmx40960m")).arguments())
			.noneMatch((argument) -> argument.startsWith("-XX:SharedArchiveFile="));
		assertThat(this.sharing.prepare(program, List.of("-XX:+UseSerialGC")).arguments())
			.noneMatch((argument) -> argument.startsWith("-XX:SharedArchiveFile="));
	}

	@Test
	void oldestEntriesAreRemovedUnlessTheyAreInUse() throws Exception {
		this.sharing.prepare(JavaProgram.ofJar(jar("in-use.jar"), List.of()), JVM);
		Path inUse = entries().get(0);
		for (int i = 0; i < 6; i++) {
			try (ClassDataSharing other = new ClassDataSharing(this.cache, true)) {
				other.prepare(JavaProgram.ofJar(jar("other-" + i + ".jar"), List.of()), JVM);
			}
			Files.setLastModifiedTime(inUse.resolve("lock"), FileTime.from(Instant.EPOCH));
		}
		assertThat(entries()).contains(inUse).hasSizeBetween(4, 5);
	}

	private SharedStart prepare() {
		return this.sharing.prepare(JavaProgram.ofJar(this.jar, List.of()), JVM);
	}

	private String run(SharedStart start, String... jvmArguments) throws Exception {
		Result result = execute(start, jvmArguments);
		start.afterExit().accept(result.exitCode());
		return result.output();
	}

	private Result execute(SharedStart start, String... jvmArguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(JvmProcessCommand.JAVA.toString()));
		command.addAll(JVM);
		command.addAll(List.of(jvmArguments));
		command.addAll(start.arguments());
		command.addAll(start.program().launch());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (InputStream output = process.getInputStream()) {
			String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			return new Result(process.waitFor(), text);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private Path recording(SharedStart start) {
		String prefix = "-XX:ArchiveClassesAtExit=";
		return start.arguments()
			.stream()
			.filter((argument) -> argument.startsWith(prefix))
			.map((argument) -> Path.of(argument.substring(prefix.length())))
			.findFirst()
			.orElseThrow();
	}

	private Path archive() throws IOException {
		return archives().get(0);
	}

	private List<Path> archives() throws IOException {
		return entries().stream().map((entry) -> entry.resolve("classes.jsa")).filter(Files::exists).toList();
	}

	private List<Path> entries() throws IOException {
		try (Stream<Path> entries = Files.list(this.cache)) {
			return entries.toList();
		}
	}

	private Path jar(String name) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Hello");
		Path jar = this.temp.resolve(name);
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
			output.putNextEntry(new JarEntry("Hello.class"));
			output.write(HelloClass.bytes(this.temp));
		}
		return jar;
	}

	private record Result(int exitCode, String output) {

	}

}
