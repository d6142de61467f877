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

package io.stickycluster.launch.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;

/**
 * What an application's jar tells of itself.
 *
 * @param mainClass the class that {@code java -jar} starts, {@code null} for none
 * @param classPath the further files that it needs, {@code null} for none
 * @param version its version, {@code null} when it tells none
 */
record ArtifactJar(@Nullable String mainClass, @Nullable String classPath, @Nullable String version) {

	private static final String BUILD_INFO = "META-INF/build-info.properties";

	/**
	 * Where Spring Boot's build plugins put what is in the class path's root.
	 */
	private static final String NESTED_BUILD_INFO = "BOOT-INF/classes/" + BUILD_INFO;

	private static final long MAX_BUILD_INFO_BYTES = 64 * 1024;

	/**
	 * Read a jar.
	 * @param file the jar
	 * @return what it tells
	 * @throws InvalidArtifactException if it is no jar, or only a part of one
	 */
	static ArtifactJar read(Path file) {
		try (JarFile jar = new JarFile(file.toFile())) {
			Manifest manifest = jar.getManifest();
			Attributes attributes = (manifest != null) ? manifest.getMainAttributes() : new Attributes();
			String version = buildVersion(jar);
			return new ArtifactJar(attributes.getValue(Attributes.Name.MAIN_CLASS),
					attributes.getValue(Attributes.Name.CLASS_PATH),
					(version != null) ? version : attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
		}
		catch (IOException | IllegalArgumentException ex) {
			throw new InvalidArtifactException("'%s' is no jar: %s".formatted(file.getFileName(), ex.getMessage()), ex);
		}
	}

	private static @Nullable String buildVersion(JarFile jar) throws IOException {
		JarEntry entry = jar.getJarEntry(BUILD_INFO);
		if (entry == null) {
			entry = jar.getJarEntry(NESTED_BUILD_INFO);
		}
		if (entry == null || entry.getSize() > MAX_BUILD_INFO_BYTES) {
			return null;
		}
		Properties properties = new Properties();
		try (InputStream input = jar.getInputStream(entry)) {
			properties.load(input);
		}
		return properties.getProperty("build.version");
	}

	/**
	 * Return whether it runs wherever it is copied to.
	 * @return whether it needs no files beside it
	 */
	boolean isSelfContained() {
		return this.classPath == null || this.classPath.isBlank();
	}

	/**
	 * Check that it can be deployed.
	 * @param name its name, for the message
	 * @return itself
	 * @throws InvalidArtifactException if it cannot
	 */
	ArtifactJar requireDeployable(String name) {
		if (this.mainClass == null) {
			throw new InvalidArtifactException(
					"'%s' is no executable jar: its manifest has no 'Main-Class'".formatted(name));
		}
		if (!isSelfContained()) {
			throw new InvalidArtifactException(
					"'%s' needs other files beside it: its manifest has a 'Class-Path'".formatted(name));
		}
		return this;
	}

}
