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

package io.stickycluster.gateway;

import io.netty.buffer.ByteBuf;

/**
 * Knows where in a stream of bytes one WebSocket frame ends and the next begins (RFC
 * 6455, section 5.2). Looks at lengths only and never at payload.
 */
final class WebSocketFrames {

	private static final int CLOSE = 0x8;

	private final byte[] header = new byte[14];

	private int headerRead;

	private long payloadLeft;

	private boolean closeSeen;

	private boolean broken;

	/**
	 * Follow bytes up to the next boundary between two frames.
	 * @param bytes the bytes
	 * @param from the index of the first byte to follow
	 * @return the index after the frame's last byte, or the end of the bytes when the
	 * frame goes on
	 */
	int skipFrame(ByteBuf bytes, int from) {
		int index = from;
		int end = bytes.writerIndex();
		while (index < end && !this.broken) {
			if (this.payloadLeft == 0) {
				this.header[this.headerRead++] = bytes.getByte(index++);
				if (this.headerRead < 2 || this.headerRead < headerLength()) {
					continue;
				}
				endHeader();
			}
			else {
				int skipped = (int) Math.min(this.payloadLeft, end - index);
				this.payloadLeft -= skipped;
				index += skipped;
			}
			if (isBetweenFrames()) {
				return index;
			}
		}
		return end;
	}

	/**
	 * Follow all bytes.
	 * @param bytes the bytes
	 */
	void skip(ByteBuf bytes) {
		int index = bytes.readerIndex();
		while (index < bytes.writerIndex()) {
			index = skipFrame(bytes, index);
		}
	}

	/**
	 * Return whether the next byte is the first of a frame.
	 * @return whether no frame has begun that has not ended
	 */
	boolean isBetweenFrames() {
		return !this.broken && this.headerRead == 0 && this.payloadLeft == 0;
	}

	/**
	 * Return whether a close frame has passed.
	 * @return whether one was there, complete with its payload
	 */
	boolean hasClosed() {
		return this.closeSeen && isBetweenFrames();
	}

	private int headerLength() {
		int length = this.header[1] & 0x7f;
		int extended = 0;
		if (length == 126) {
			extended = 2;
		}
		else if (length == 127) {
			extended = 8;
		}
		return 2 + extended + (((this.header[1] & 0x80) != 0) ? 4 : 0);
	}

	private void endHeader() {
		int length = this.header[1] & 0x7f;
		this.payloadLeft = length;
		if (length >= 126) {
			this.payloadLeft = 0;
			for (int i = 2; i < ((length == 126) ? 4 : 10); i++) {
				this.payloadLeft = this.payloadLeft << 8 | this.header[i] & 0xff;
			}
		}
		this.broken = this.payloadLeft < 0;
		this.closeSeen |= (this.header[0] & 0xf) == CLOSE;
		this.headerRead = 0;
	}

}
