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

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The output of an instance that writes to a file, because it has to go on writing when
 * nobody reads. Ends once it is told that nothing more comes, or is closed.
 *
 * <p>
 * Beside the file is another one with the position up to which whole lines have been
 * read, so that whoever follows the file next goes on there. A file that has grown large
 * is emptied once all of it is read; what is written in that very moment is lost.
 */
public final class FollowedFile extends InputStream {

	static final long MAX_BYTES = 8 * 1024 * 1024;

	private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

	private static final String POSITION_SUFFIX = ".position";

	private final long maxBytes;

	private final FileChannel file;

	private final FileChannel positionFile;

	private long position;

	/**
	 * Where the first line begins that is not complete yet.
	 */
	private long lineStart;

	private long committed;

	private volatile boolean ended;

	private FollowedFile(FileChannel file, FileChannel positionFile, long maxBytes) throws IOException {
		this.file = file;
		this.positionFile = positionFile;
		this.maxBytes = maxBytes;
		this.position = readPosition();
		this.lineStart = this.position;
		this.committed = this.position;
	}

	/**
	 * Follow a file from where it was last followed to.
	 * @param path the file
	 * @return what comes
	 * @throws IOException if it cannot be opened
	 */
	public static FollowedFile open(Path path) throws IOException {
		return open(path, MAX_BYTES);
	}

	static FollowedFile open(Path path, long maxBytes) throws IOException {
		FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
		try {
			FileChannel positionFile = FileChannel.open(path.resolveSibling(path.getFileName() + POSITION_SUFFIX),
					StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
			return new FollowedFile(file, positionFile, maxBytes);
		}
		catch (IOException ex) {
			file.close();
			throw ex;
		}
	}

	/**
	 * Say that nobody writes to the file any more. What is there is still read.
	 */
	public void end() {
		this.ended = true;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) != -1) ? single[0] & 0xFF : -1;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		// Who comes for more has taken care of what was there before
		commit();
		while (true) {
			boolean last = this.ended;
			int count = this.file.read(ByteBuffer.wrap(buffer, offset, length), this.position);
			if (count > 0) {
				advance(buffer, offset, count);
				return count;
			}
			if (last || Thread.currentThread().isInterrupted()) {
				return -1;
			}
			shorten();
			LockSupport.parkNanos(POLL_INTERVAL.toNanos());
		}
	}

	private void advance(byte[] buffer, int offset, int count) {
		this.position += count;
		for (int i = count - 1; i >= 0; i--) {
			if (buffer[offset + i] == '\n') {
				this.lineStart = this.position - (count - 1 - i);
				return;
			}
		}
	}

	private void shorten() throws IOException {
		long size = this.file.size();
		if (size < this.position) {
			// Somebody else has emptied it
			restart();
		}
		else if (size == this.position && size >= this.maxBytes) {
			this.file.truncate(0);
			restart();
		}
	}

	private void restart() throws IOException {
		this.position = 0;
		this.lineStart = 0;
		commit();
	}

	private void commit() throws IOException {
		if (this.committed != this.lineStart) {
			this.committed = this.lineStart;
			this.positionFile.write(ByteBuffer.allocate(Long.BYTES).putLong(this.lineStart).flip(), 0);
		}
	}

	private long readPosition() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
		if (this.positionFile.read(bytes, 0) < Long.BYTES) {
			return 0;
		}
		long known = bytes.getLong(0);
		return (known >= 0 && known <= this.file.size()) ? known : 0;
	}

	@Override
	public void close() throws IOException {
		this.ended = true;
		try (this.positionFile) {
			this.file.close();
		}
	}

}
