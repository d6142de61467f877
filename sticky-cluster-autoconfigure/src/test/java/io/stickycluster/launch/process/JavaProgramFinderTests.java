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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JavaProgramFinder}: the ways to start a Spring Boot application.
 */
class JavaProgramFinderTests {

	private static final String LOADER = "org.springframework.boot.loader.launch.";

	private static final List<String> FALLBACK = List.of("--fallback");

	@TempDir
	private Path temp;

	private final Map<String, String> properties = new HashMap<>();

	private Optional<List<String>> commandLine = Optional.of(List.of("--a=1"));

	@Test
	void executableJar() throws IOException {
		Path jar = jar("my app.jar", LOADER + "JarLauncher", "com.example.App");
		started(jar + " --a=1", jar.toString());
		assertThat(find(true, "com.example.App"))
			.isEqualTo(new JavaProgram(List.of("-jar", jar.toString()), List.of(jar), List.of("--a=1")));
	}

	@Test
	void executableJarWhoseMainAnotherThreadCalls() throws IOException {
		Path jar = jar("app.jar", LOADER + "JarLauncher", "com.example.App");
		started(jar.toString(), jar.toString());
		assertThat(find(false, "com.example.App"))
			.isEqualTo(new JavaProgram(List.of("-jar", jar.toString()), List.of(jar), FALLBACK));
	}

	@Test
	void loaderOnTheClassPath() throws IOException {
		Path jar = jar("app.jar", LOADER + "JarLauncher", "com.example.App");
		started(LOADER + "PropertiesLauncher --a=1", jar.toString());
		List<String> launch = List.of("-cp", jar.toString(), LOADER + "PropertiesLauncher");
		assertThat(find(true, "com.example.App").launch()).isEqualTo(launch);
		assertThat(find(false, "com.example.App").launch()).isEqualTo(launch);
	}

	@Test
	void extractedLayout() throws IOException {
		Path jar = jar("app.jar", "com.example.App", null);
		started(jar.toString(), jar.toString());
		assertThat(find(true, "com.example.App").launch()).containsExactly("-jar", jar.toString());
	}

	@Test
	void classPathOfAnIde() {
		started("com.example.App --a=1", "target/classes:lib/a.jar");
		assertThat(find(true, "com.example.App"))
			.isEqualTo(new JavaProgram(List.of("-cp", "target/classes:lib/a.jar", "com.example.App"),
					List.of(Path.of("target/classes"), Path.of("lib/a.jar")), List.of("--a=1")));
	}

	@Test
	void mainThatCallsTheApplicationsMain() {
		started("com.example.Wrapper", "lib/a.jar");
		assertThat(find(true, "com.example.App").launch()).endsWith("com.example.Wrapper");
	}

	@Test
	void commandLineThatIsHiddenInAFile() {
		this.commandLine = Optional.empty();
		started("com.example.App x", "lib/a.jar");
		assertThat(find(true, "com.example.App").arguments()).isEqualTo(FALLBACK);
	}

	@Test
	void testForkWhoseClassPathIsSetAfterwards() {
		started("/tmp/surefirebooter.jar /tmp x", "target/test-classes:lib/a.jar");
		assertThat(find(false, "com.example.App"))
			.isEqualTo(JavaProgram.ofClass("target/test-classes:lib/a.jar", "com.example.App", FALLBACK));
	}

	@Test
	void testForkWithAManifestForAClassPath() throws IOException {
		Path jar = jar("surefirebooter.jar", "org.apache.maven.surefire.booter.ForkedBooter", null);
		started(jar + " /tmp x", jar.toString());
		assertThat(find(false, "com.example.App").launch()).containsExactly("-cp", jar.toString(), "com.example.App");
	}

	@Test
	void module() {
		started("my.app/com.example.App --a=1", "");
		this.properties.put("jdk.module.main", "my.app");
		assertThat(find(true, "com.example.App"))
			.isEqualTo(new JavaProgram(List.of("-m", "my.app/com.example.App"), List.of(), List.of("--a=1")));
		assertThat(find(false, "com.example.App").launch()).containsExactly("-m", "my.app/com.example.App");
	}

	@Test
	void nothingThatStartsTheApplication() {
		started("org.apache.maven.surefire.booter.ForkedBooter", "a.jar");
		assertThatExceptionOfType(NoMainClassException.class).isThrownBy(() -> find(false, null));
	}

	@Test
	void configuredMainClass() throws IOException {
		started("com.example.App", "lib/a.jar");
		assertThat(finder().findConfigured("com.example.Other", true, FALLBACK))
			.isEqualTo(JavaProgram.ofClass("lib/a.jar", "com.example.Other", List.of("--a=1")));
		Path jar = jar("app.jar", LOADER + "JarLauncher", "com.example.App");
		started(jar.toString(), jar.toString());
		assertThat(finder().findConfigured("com.example.Other", false, FALLBACK).launch())
			.containsExactly("-Dloader.main=com.example.Other", "-cp", jar.toString(), LOADER + "PropertiesLauncher");
	}

	private void started(String command, String classPath) {
		this.properties.put("sun.java.command", command);
		this.properties.put("java.class.path", classPath);
	}

	private JavaProgram find(boolean launchingThread, String mainClass) {
		return finder().find(launchingThread, mainClass, FALLBACK);
	}

	private JavaProgramFinder finder() {
		return new JavaProgramFinder(this.properties::get, (mainClass) -> this.commandLine);
	}

	private Path jar(String name, String mainClass, String startClass) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
		if (startClass != null) {
			manifest.getMainAttributes().putValue("Start-Class", startClass);
		}
		Path jar = this.temp.resolve(name);
		new JarOutputStream(Files.newOutputStream(jar), manifest).close();
		return jar;
	}

}
