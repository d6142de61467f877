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

package io.stickycluster.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes frames to a channel, small ones together.
 */
final class FrameWriter {

	private static final int BUFFER_SIZE = 64 * 1024;

	private final WritableByteChannel channel;

	// Direct: of another the JDK would make and keep a direct copy
	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	FrameWriter(WritableByteChannel channel) {
		this.channel = channel;
	}

	/**
	 * Write a part of a frame, at the latest when {@link #flush() flushed}.
	 * @param part the part
	 * @throws IOException if writing fails
	 */
	void write(ByteBuffer part) throws IOException {
		while (part.hasRemaining()) {
			if (!this.buffer.hasRemaining()) {
				flush();
			}
			int length = Math.min(part.remaining(), this.buffer.remaining());
			this.buffer.put(this.buffer.position(), part, part.position(), length);
			this.buffer.position(this.buffer.position() + length);
			part.position(part.position() + length);
		}
	}

	/**
	 * Write what is left.
	 * @throws IOException if writing fails
	 */
	void flush() throws IOException {
		this.buffer.flip();
		try {
			while (this.buffer.hasRemaining()) {
				this.channel.write(this.buffer);
			}
		}
		finally {
			this.buffer.clear();
		}
	}

}
