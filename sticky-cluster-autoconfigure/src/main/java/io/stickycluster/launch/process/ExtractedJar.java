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
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.springframework.util.FileSystemUtils;

/**
 * The copy of an executable jar that is taken apart: the application in one jar, its
 * libraries in others beside it.
 */
final class ExtractedJar {

	private final Path entry;

	/**
	 * Create the copy.
	 * @param entry the cache entry that it is in
	 */
	ExtractedJar(Path entry) {
		this.entry = entry;
	}

	/**
	 * Return the jar to start, taking the original apart unless that was done before.
	 * @param original the executable jar
	 * @return the application's jar
	 * @throws IOException if the jar lacks the tools to take it apart, or it failed
	 */
	Path of(Path original) throws IOException {
		Path application = this.entry.resolve("application");
		Path jar = application.resolve(original.getFileName());
		if (Files.exists(jar)) {
			return jar;
		}
		Path temporary = Files.createTempDirectory(this.entry, "extracting-");
		try {
			Path destination = temporary.resolve("application");
			boolean done = JavaTool.run(this.entry, List.of("-Djarmode=tools", "-jar", original.toString(), "extract",
					"--destination", destination.toString()));
			if (!done || !Files.exists(destination.resolve(original.getFileName()))) {
				throw new IOException("The tools in " + original + " did not extract it");
			}
			moveInPlace(destination, application);
			return jar;
		}
		finally {
			FileSystemUtils.deleteRecursively(temporary);
		}
	}

	private void moveInPlace(Path destination, Path application) throws IOException {
		try {
			Files.move(destination, application, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			// Another cluster may have been faster
			if (!Files.exists(application)) {
				throw ex;
			}
		}
	}

}
