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

package io.stickycluster.logs;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The files that the output of instances is written to.
 *
 * @param file the file, whose name gets the index of its instance unless all share it
 * @param combined whether all instances share one file, each line with its index before
 * it
 * @param dateFormat what is written before each line, or {@code null} for nothing
 * @param maxBytes the size from which a file is rolled, 0 for never
 * @param maxFiles how many rolled files are kept beside the one that is written
 */
public record LogFileSettings(Path file, boolean combined, @Nullable LogDateFormat dateFormat, long maxBytes,
		int maxFiles) {

	public LogFileSettings {
		if (file.getFileName() == null) {
			throw new IllegalArgumentException("'file' (%s) has no name".formatted(file));
		}
		if (maxBytes < 0 || maxFiles < 0) {
			throw new IllegalArgumentException(
					"'maxBytes' (%d) and 'maxFiles' (%d) must not be negative".formatted(maxBytes, maxFiles));
		}
	}

	/**
	 * Return the file of an instance: the common one, or {@code app-0.log} for
	 * {@code app.log} and index 0.
	 * @param index the instance's index
	 * @return the file
	 */
	public Path file(int index) {
		if (this.combined) {
			return this.file;
		}
		String name = this.file.getFileName().toString();
		int dot = name.lastIndexOf('.');
		return this.file.resolveSibling(
				(dot > 0) ? name.substring(0, dot) + "-" + index + name.substring(dot) : name + "-" + index);
	}

}
