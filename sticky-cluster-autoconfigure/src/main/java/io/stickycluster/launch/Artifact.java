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

package io.stickycluster.launch;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * One build of the application: the private copy of an executable jar, which nobody
 * changes while it runs.
 *
 * @param origin the file that was copied
 * @param file the copy
 * @param checksum the SHA-256 checksum of both, in lower-case hexadecimal digits
 * @param version the build's version, {@code null} when it tells none
 */
public record Artifact(Path origin, Path file, String checksum, @Nullable String version) {

	private static final int SHORT_LENGTH = 12;

	/**
	 * Return the name of the file.
	 * @return the name, without a directory
	 */
	public String name() {
		return this.file.getFileName().toString();
	}

	/**
	 * Return so much of the checksum as tells it from others at a glance.
	 * @return the first digits
	 */
	public String shortChecksum() {
		return this.checksum.substring(0, Math.min(SHORT_LENGTH, this.checksum.length()));
	}

	@Override
	public String toString() {
		String version = (this.version != null) ? " (version " + this.version + ")" : "";
		return "%s%s, checksum %s".formatted(name(), version, shortChecksum());
	}

}
