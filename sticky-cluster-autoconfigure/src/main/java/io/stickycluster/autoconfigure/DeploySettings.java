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

package io.stickycluster.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.util.DigestUtils;

import io.stickycluster.launch.deploy.DeployHome;

/**
 * {@link DeployProperties}, checked.
 */
final class DeploySettings {

	private static final String PREFIX = "sticky.cluster.deploy.";

	private static final String DIRECTORY = PREFIX + "directory";

	private static final String HOME = ".sticky-cluster";

	private final DeployProperties properties;

	DeploySettings(DeployProperties properties) {
		this.properties = properties;
	}

	int history() {
		int history = this.properties.getHistory();
		InvalidClusterPropertyException.throwUnless(history >= 1 && history <= 100, PREFIX + "history", history,
				"it is not from 1 to 100", "Use a number such as 5.");
		return history;
	}

	@Nullable Path directory() {
		Path directory = this.properties.getDirectory();
		if (directory == null || directory.toString().isEmpty()) {
			return null;
		}
		InvalidClusterPropertyException.throwUnless(Files.isDirectory(directory), DIRECTORY, directory,
				"it is no directory", "Make the directory, or leave the property out.");
		return directory;
	}

	/**
	 * Open the place for what outlives the supervisor.
	 * @param application tells the application from others that are deployed from the
	 * same directory
	 * @return the place, {@code null} when no directory is set
	 */
	@Nullable DeployHome home(String application) {
		Path directory = directory();
		if (directory == null) {
			return null;
		}
		String key = DigestUtils.md5DigestAsHex(application.getBytes(StandardCharsets.UTF_8));
		try {
			DeployHome home = DeployHome.open(directory.resolve(HOME).resolve(key));
			if (home != null) {
				return home;
			}
		}
		catch (IOException ex) {
			throw new InvalidClusterPropertyException(DIRECTORY, directory.toString(),
					"the cluster cannot keep its own files there: " + ex,
					"Make the directory writable for the user that the cluster runs as.");
		}
		throw new InvalidClusterPropertyException(DIRECTORY, directory.toString(),
				"another cluster of the same application is deployed from there",
				"Give each cluster a directory of its own.");
	}

}
