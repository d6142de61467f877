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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads the frames of an open link, small ones together.
 */
final class FrameReader {

	private static final int BUFFER_SIZE = 64 * 1024;

	private final ReadableByteChannel channel;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE).limit(0);

	FrameReader(ReadableByteChannel channel) {
		this.channel = channel;
	}

	/**
	 * Read the next frame. Blocks until it is there.
	 * @param listener is given its message or packet, unless it is of a newer peer
	 * @return {@code false} at the end of the stream
	 * @throws IOException if reading fails or what is read is no frame
	 */
	boolean read(LinkListener listener) throws IOException {
		if (!this.buffer.hasRemaining() && !refill()) {
			return false;
		}
		int header = ByteBuffer.wrap(take(Integer.BYTES)).getInt();
		if (LinkCodec.isPacket(header)) {
			LinkChannel channel = LinkChannel.of(take(1)[0]);
			byte[] body = take(LinkCodec.packetLength(header));
			if (channel != null) {
				listener.received(new LinkPacket(channel, body));
			}
			return true;
		}
		LinkMessage message = LinkCodec.decode(take(LinkCodec.messageLength(header, LinkCodec.MAX_LENGTH)));
		if (!(message instanceof LinkMessage.Unknown)) {
			listener.received(message);
		}
		return true;
	}

	private byte[] take(int length) throws IOException {
		byte[] bytes = new byte[length];
		int taken = 0;
		while (taken < length) {
			if (!this.buffer.hasRemaining() && !refill()) {
				throw new EOFException("the peer ended the link within a message");
			}
			int next = Math.min(length - taken, this.buffer.remaining());
			this.buffer.get(bytes, taken, next);
			taken += next;
		}
		return bytes;
	}

	private boolean refill() throws IOException {
		this.buffer.clear();
		int read;
		do {
			read = this.channel.read(this.buffer);
		}
		while (read == 0);
		this.buffer.flip();
		return read > 0;
	}

}
