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

package io.stickycluster.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The frames that a server sends on a WebSocket (RFC 6455, section 5.2), counted.
 */
final class WebSocketFrames {

	private static final int CLOSE = 8;

	private static final int MAX_HEAD_LENGTH = 10;

	private final ByteBuffer head = ByteBuffer.allocate(MAX_HEAD_LENGTH);

	private long missing;

	private boolean inPayload;

	/**
	 * Make a binary message as a client sends it: in one frame, masked.
	 * @param length the length of its payload, less than 126
	 * @return the frame
	 */
	static byte[] message(int length) {
		if (length >= 126) {
			throw new IllegalArgumentException("The length of a message must be below 126 but is " + length);
		}
		// A mask of zeroes leaves the payload as it is.
		byte[] frame = new byte[6 + length];
		frame[0] = (byte) 0x82;
		frame[1] = (byte) (0x80 | length);
		return frame;
	}

	/**
	 * Read what has come.
	 * @param buffer what has come, all of which is consumed
	 * @return how many messages are complete by it
	 * @throws IOException if the server closes the WebSocket
	 */
	int read(ByteBuffer buffer) throws IOException {
		int messages = 0;
		while (true) {
			if (this.inPayload) {
				int length = (int) Math.min(this.missing, buffer.remaining());
				buffer.position(buffer.position() + length);
				this.missing -= length;
				if (this.missing > 0) {
					return messages;
				}
				this.inPayload = false;
				messages += isLastOfMessage() ? 1 : 0;
				this.head.clear();
			}
			if (!buffer.hasRemaining()) {
				return messages;
			}
			this.head.put(buffer.get());
			if (this.head.position() >= 2 && this.head.position() == headLength()) {
				beginPayload();
			}
		}
	}

	private boolean isLastOfMessage() {
		return (this.head.get(0) & 0x80) != 0;
	}

	private int headLength() {
		return switch (this.head.get(1) & 0x7f) {
			case 126 -> 4;
			case 127 -> MAX_HEAD_LENGTH;
			default -> 2;
		};
	}

	private void beginPayload() throws IOException {
		if ((this.head.get(0) & 0x0f) == CLOSE) {
			throw new IOException("The server closes the WebSocket");
		}
		this.missing = switch (headLength()) {
			case 4 -> this.head.getShort(2) & 0xffff;
			case MAX_HEAD_LENGTH -> this.head.getLong(2);
			default -> this.head.get(1) & 0x7f;
		};
		this.inPayload = true;
	}

}
