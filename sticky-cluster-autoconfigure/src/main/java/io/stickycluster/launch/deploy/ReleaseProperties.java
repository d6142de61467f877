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
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import io.stickycluster.launch.Artifact;
import io.stickycluster.launch.Release;

/**
 * A {@link Release} in a properties file. Its values may be secrets, so that file is for
 * its owner only.
 */
public final class ReleaseProperties {

	private static final String ENVIRONMENT = "environment.";

	private static final String PROPERTIES = "properties.";

	private ReleaseProperties() {
	}

	/**
	 * Return whether there is a release.
	 * @param properties the properties
	 * @param prefix what the release's names begin with
	 * @return whether there is one
	 */
	public static boolean isPresent(Properties properties, String prefix) {
		return properties.containsKey(prefix + "checksum") || properties.containsKey(prefix + "own");
	}

	/**
	 * Read a release.
	 * @param properties the properties
	 * @param prefix what the release's names begin with
	 * @param artifacts where the copies of artifacts are
	 * @return the release
	 * @throws IOException if it is not complete
	 */
	public static Release read(Properties properties, String prefix, Path artifacts) throws IOException {
		Artifact artifact = null;
		String checksum = properties.getProperty(prefix + "checksum");
		if (checksum != null) {
			String origin = properties.getProperty(prefix + "origin");
			String name = properties.getProperty(prefix + "name");
			if (origin == null || name == null) {
				throw new IOException("A release is not complete");
			}
			artifact = new Artifact(Path.of(origin), artifacts.resolve(checksum).resolve(name), checksum,
					properties.getProperty(prefix + "version"));
		}
		return new Release(artifact, below(properties, prefix + ENVIRONMENT), below(properties, prefix + PROPERTIES));
	}

	private static Map<String, String> below(Properties properties, String prefix) {
		Map<String, String> below = new TreeMap<>();
		for (String name : properties.stringPropertyNames()) {
			if (name.startsWith(prefix)) {
				below.put(name.substring(prefix.length()), properties.getProperty(name));
			}
		}
		return below;
	}

	/**
	 * Write a release.
	 * @param properties the properties
	 * @param prefix what the release's names begin with
	 * @param release the release
	 */
	public static void write(Properties properties, String prefix, Release release) {
		Artifact artifact = release.artifact();
		if (artifact == null) {
			properties.setProperty(prefix + "own", "true");
		}
		else {
			properties.setProperty(prefix + "checksum", artifact.checksum());
			properties.setProperty(prefix + "origin", artifact.origin().toString());
			properties.setProperty(prefix + "name", artifact.name());
			if (artifact.version() != null) {
				properties.setProperty(prefix + "version", artifact.version());
			}
		}
		release.environment().forEach((name, value) -> properties.setProperty(prefix + ENVIRONMENT + name, value));
		release.properties().forEach((name, value) -> properties.setProperty(prefix + PROPERTIES + name, value));
	}

}
