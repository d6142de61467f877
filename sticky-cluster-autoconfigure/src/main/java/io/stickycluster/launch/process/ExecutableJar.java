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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;

/**
 * What the manifest of an application's jar tells.
 */
final class ExecutableJar {

	private static final String JAR_LAUNCHER = LaunchArguments.BOOT_LOADER_PACKAGE + "launch.JarLauncher";

	private ExecutableJar() {
	}

	/**
	 * Return whether a file is a jar with jars inside that Spring Boot's loader starts.
	 * @param file the file
	 * @return whether Spring Boot has packaged it
	 */
	static boolean isExecutable(Path file) {
		String mainClass = attribute(file, Attributes.Name.MAIN_CLASS.toString());
		return mainClass != null && mainClass.startsWith(LaunchArguments.BOOT_LOADER_PACKAGE);
	}

	/**
	 * Return whether a jar can be taken apart without a difference to the application:
	 * other launchers look at more than the jar.
	 * @param file the file
	 * @return whether it has nothing but what is in it
	 */
	static boolean isExtractable(Path file) {
		return JAR_LAUNCHER.equals(attribute(file, Attributes.Name.MAIN_CLASS.toString()));
	}

	/**
	 * Return whether a jar starts a class, by itself or through Spring Boot's loader.
	 * @param file the jar
	 * @param mainClass the class
	 * @return whether {@code java -jar} ends up there
	 */
	static boolean starts(Path file, String mainClass) {
		return mainClass.equals(attribute(file, Attributes.Name.MAIN_CLASS.toString()))
				|| mainClass.equals(attribute(file, "Start-Class"));
	}

	/**
	 * Return what a jar's manifest adds to the class path.
	 * @param file the jar
	 * @return the files and directories, empty when it adds none or is no jar
	 */
	static List<Path> classPath(Path file) {
		String classPath = attribute(file, Attributes.Name.CLASS_PATH.toString());
		if (classPath == null || classPath.isBlank()) {
			return List.of();
		}
		URI base = file.toAbsolutePath().toUri();
		return Arrays.stream(classPath.trim().split("\\s+"))
			.map(base::resolve)
			.filter((entry) -> "file".equals(entry.getScheme()))
			.map(Path::of)
			.toList();
	}

	private static @Nullable String attribute(Path file, String name) {
		if (!Files.isRegularFile(file)) {
			return null;
		}
		try (JarFile jar = new JarFile(file.toFile())) {
			Manifest manifest = jar.getManifest();
			return (manifest != null) ? manifest.getMainAttributes().getValue(name) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
