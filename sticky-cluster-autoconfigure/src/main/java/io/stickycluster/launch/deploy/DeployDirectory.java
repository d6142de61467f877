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
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The directory that artifacts are deployed from. Nothing outside of it ever is.
 */
final class DeployDirectory {

	private final Path path;

	/**
	 * Create a directory.
	 * @param path where it is
	 */
	DeployDirectory(Path path) {
		this.path = path.toAbsolutePath().normalize();
	}

	boolean contains(Path file) {
		return this.path.equals(file.getParent());
	}

	/**
	 * Find an artifact.
	 * @param name the name of a file in this very directory
	 * @return the file
	 * @throws InvalidArtifactException if the name leads elsewhere, or to no file
	 */
	Path find(String name) {
		Path file = this.path.resolve(fileName(name));
		try {
			if (!file.toRealPath().startsWith(this.path.toRealPath())) {
				throw new InvalidArtifactException("'%s' leads out of %s".formatted(name, this.path));
			}
		}
		catch (IOException ex) {
			throw new InvalidArtifactException("There is no '%s' in %s".formatted(name, this.path), ex);
		}
		if (!Files.isRegularFile(file)) {
			throw new InvalidArtifactException("'%s' is no file".formatted(name));
		}
		return file;
	}

	private static Path fileName(String name) {
		try {
			Path path = Path.of(name);
			// A name alone, so that nothing in it can lead elsewhere
			if (!name.startsWith(".") && name.indexOf('\\') == -1 && !name.isEmpty()
					&& name.equals(String.valueOf(path.getFileName()))) {
				return path;
			}
		}
		catch (InvalidPathException ex) {
			// A name that no file can have
		}
		throw new InvalidArtifactException("'%s' is not the plain name of a file".formatted(name));
	}

}
