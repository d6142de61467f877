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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files and directories of a class path, with those that its jars' manifests name.
 *
 * @param entries the class path
 * @param named what the manifests name
 */
record ClassPathFiles(List<Path> entries, List<Path> named) {

	static ClassPathFiles of(List<Path> classPath) {
		List<Path> named = new ArrayList<>();
		classPath.forEach((entry) -> named.addAll(ExecutableJar.classPath(entry)));
		return new ClassPathFiles(classPath, named);
	}

	/**
	 * Return whether classes come from jars only. A JVM refuses to archive classes when
	 * any directory of the class path has something in it.
	 * @return whether there are only jars
	 * @throws IOException if a directory cannot be read
	 */
	boolean areJars() throws IOException {
		for (Path file : Stream.concat(this.entries.stream(), this.named.stream()).toList()) {
			if (Files.isDirectory(file) && !isEmpty(file)) {
				return false;
			}
		}
		return !this.entries.isEmpty();
	}

	/**
	 * Add the files to a key.
	 * @param key the key
	 * @param content whether what is in them counts, and not where they are
	 * @throws IOException if a file cannot be read
	 */
	void addTo(ClassDataKey key, boolean content) throws IOException {
		for (Path file : this.entries) {
			if (content) {
				key.addContent(file);
			}
			else {
				key.addFile(file);
			}
		}
		for (Path file : this.named) {
			key.addFile(file);
		}
	}

	private static boolean isEmpty(Path directory) throws IOException {
		try (Stream<Path> children = Files.list(directory)) {
			return children.findAny().isEmpty();
		}
	}

}
