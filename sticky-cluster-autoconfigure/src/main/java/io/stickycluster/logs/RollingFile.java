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

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * A file that is appended to and rolled when it gets too large. Not thread-safe.
 *
 * <p>
 * A file that somebody moved or removed is created again. After a failure the next write
 * begins anew, so that it recovers as soon as there is a way.
 */
final class RollingFile implements AutoCloseable {

	private final Path path;

	private final long maxBytes;

	private final int maxFiles;

	private @Nullable OutputStream output;

	private @Nullable Object key;

	private long size;

	RollingFile(Path path, long maxBytes, int maxFiles) {
		this.path = path.toAbsolutePath();
		this.maxBytes = maxBytes;
		this.maxFiles = maxFiles;
	}

	Path path() {
		return this.path;
	}

	/**
	 * Append whole lines.
	 * @param bytes the lines
	 * @throws IOException if they cannot be written; some of them may have been
	 */
	void write(byte[] bytes) throws IOException {
		try {
			if (this.maxBytes > 0 && this.size > 0 && this.size + bytes.length > this.maxBytes) {
				roll();
			}
			OutputStream current = (this.output != null) ? this.output : open();
			current.write(bytes);
			this.size += bytes.length;
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Let go of the file if it is not the one at the path any more, because somebody
	 * moved or removed it.
	 */
	void checkMoved() {
		if (this.output != null) {
			try {
				Object current = Files.readAttributes(this.path, BasicFileAttributes.class).fileKey();
				if (this.key != null && !this.key.equals(current)) {
					close();
				}
			}
			catch (IOException ex) {
				close();
			}
		}
	}

	private OutputStream open() throws IOException {
		Path directory = this.path.getParent();
		if (directory != null && !Files.isDirectory(directory)) {
			Files.createDirectories(directory);
		}
		// Not a channel, which an interrupt would close
		OutputStream opened = new FileOutputStream(this.path.toFile(), true);
		this.output = opened;
		BasicFileAttributes attributes = Files.readAttributes(this.path, BasicFileAttributes.class);
		this.key = attributes.fileKey();
		this.size = attributes.size();
		return opened;
	}

	private void roll() throws IOException {
		close();
		if (this.maxFiles == 0) {
			Files.deleteIfExists(this.path);
			return;
		}
		for (int number = this.maxFiles - 1; number >= 0; number--) {
			try {
				Files.move(rolled(number), rolled(number + 1), StandardCopyOption.REPLACE_EXISTING);
			}
			catch (NoSuchFileException ex) {
				// Not rolled that often yet
			}
		}
	}

	private Path rolled(int number) {
		return (number != 0) ? this.path.resolveSibling(this.path.getFileName() + "." + number) : this.path;
	}

	@Override
	public void close() {
		OutputStream current = this.output;
		this.output = null;
		this.size = 0;
		if (current != null) {
			try {
				current.close();
			}
			catch (IOException ex) {
				// What was written is written; there is nothing left to save
			}
		}
	}

}
