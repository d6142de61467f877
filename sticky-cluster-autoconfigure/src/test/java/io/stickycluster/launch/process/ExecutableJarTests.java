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
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExecutableJar} and {@link ExtractedJar}, with a jar as Spring Boot's
 * build plugins make it.
 */
class ExecutableJarTests {

	@TempDir
	private Path temp;

	private Path plain;

	@BeforeEach
	void makeJar() throws IOException {
		this.plain = this.temp.resolve("plain.jar");
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(this.plain))) {
			output.putNextEntry(new JarEntry("Hello.class"));
			output.write(HelloClass.bytes(this.temp));
		}
	}

	@Test
	void manifestTellsWhatIsStarted() throws IOException {
		Path jar = executableJar(true);
		assertThat(ExecutableJar.isExecutable(jar)).isTrue();
		assertThat(ExecutableJar.isExtractable(jar)).isTrue();
		assertThat(ExecutableJar.starts(jar, "Hello")).isTrue();
		assertThat(ExecutableJar.starts(jar, "Other")).isFalse();
		assertThat(ExecutableJar.isExecutable(this.plain)).isFalse();
		assertThat(ExecutableJar.isExecutable(this.temp)).isFalse();
		assertThat(ExecutableJar.isExecutable(this.temp.resolve("none.jar"))).isFalse();
	}

	@Test
	void applicationRunsFromACopyWhoseClassesAreArchived() throws Exception {
		JavaProgram program = JavaProgram.ofJar(executableJar(true), List.of());
		try (ClassDataSharing sharing = new ClassDataSharing(this.temp.resolve("cache"), true)) {
			SharedStart first = sharing.prepare(program, List.of());
			assertThat(first.program().classPath().get(0)).startsWith(this.temp.resolve("cache"))
				.hasFileName("app.jar");
			assertThat(run(first)).isEqualTo("hello\n");
			first.afterExit().accept(0);
			SharedStart later = sharing.prepare(program, List.of());
			assertThat(later.program()).isEqualTo(first.program());
			assertThat(run(later, "-Xlog:class+load")).contains("Hello source: shared objects file (top)");
		}
	}

	@Test
	void sameContentElsewhereUsesTheSameCopy() throws Exception {
		Path jar = executableJar(true);
		Path elsewhere = Files.createDirectory(this.temp.resolve("elsewhere")).resolve("app.jar");
		try (ClassDataSharing sharing = new ClassDataSharing(this.temp.resolve("cache"), true)) {
			JavaProgram program = sharing.prepare(JavaProgram.ofJar(jar, List.of()), List.of()).program();
			Files.copy(jar, elsewhere);
			assertThat(sharing.prepare(JavaProgram.ofJar(elsewhere, List.of()), List.of()).program())
				.isEqualTo(program);
		}
	}

	@Test
	void applicationRunsFromTheJarWhenTheUserWantsNoCopy() throws Exception {
		JavaProgram program = JavaProgram.ofJar(executableJar(true), List.of());
		try (ClassDataSharing sharing = new ClassDataSharing(this.temp.resolve("cache"), false)) {
			SharedStart start = sharing.prepare(program, List.of());
			assertThat(start.program()).isEqualTo(program);
			assertThat(run(start)).isEqualTo("hello\n");
		}
	}

	@Test
	void jarWithoutTheToolsIsStartedAsItIs() throws Exception {
		JavaProgram program = JavaProgram.ofJar(executableJar(false), List.of());
		try (ClassDataSharing sharing = new ClassDataSharing(this.temp.resolve("cache"), true)) {
			SharedStart start = sharing.prepare(program, List.of());
			assertThat(start.program()).isEqualTo(program);
			assertThat(start.arguments()).isEmpty();
			assertThat(run(start)).isEqualTo("hello\n");
		}
	}

	private Path executableJar(boolean tools) throws IOException {
		Path jar = this.temp.resolve("app.jar");
		Repackager repackager = new Repackager(this.plain.toFile());
		repackager.setMainClass("Hello");
		repackager.setIncludeRelevantJarModeJars(tools);
		repackager.repackage(jar.toFile(), (callback) -> {
			// The tools need Spring's core, which every application has
			for (Class<?> type : List.of(ClassUtils.class, LogFactory.class, NullMarked.class)) {
				Path library = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
				callback.library(new Library(library.toFile(), LibraryScope.RUNTIME));
			}
		});
		return jar;
	}

	private static String run(SharedStart start, String... jvmArguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(JvmProcessCommand.JAVA.toString()));
		command.addAll(List.of(jvmArguments));
		command.addAll(start.arguments());
		command.addAll(start.program().launch());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (InputStream output = process.getInputStream()) {
			String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).isZero();
			return text;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
