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

package io.stickycluster.handoff;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Says how many bytes may be read of a connection that begins with a header of the PROXY
 * protocol: never more than the header is sure to have. Confined to an event loop.
 */
final class ProxyHeaderBytes extends DefaultMaxMessagesRecvByteBufAllocator {

	/**
	 * The shortest header of version 1: {@code PROXY UNKNOWN} and its line end.
	 */
	private static final int SHORTEST = 15;

	/**
	 * The fixed part of version 2.
	 */
	private static final int FIXED = 16;

	private static final int MAX_TEXT = 107;

	private static final byte BINARY = 0x0D;

	private final byte[] head = new byte[FIXED];

	private int count;

	private byte last;

	ProxyHeaderBytes() {
		super(1);
	}

	void received(ByteBuf bytes) {
		for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
			this.last = bytes.getByte(i);
			if (this.count < FIXED) {
				this.head[this.count] = this.last;
			}
			this.count++;
		}
	}

	/**
	 * Return how many bytes the header has at least yet.
	 * @return the number, 0 when it is complete or too long to be one
	 */
	int missing() {
		if (this.count < SHORTEST) {
			return SHORTEST - this.count;
		}
		if (this.head[0] == BINARY) {
			int length = (this.count < FIXED) ? 0 : ((this.head[14] & 0xff) << 8 | this.head[15] & 0xff);
			return FIXED + length - this.count;
		}
		if (this.last == '\n' || this.count >= MAX_TEXT) {
			return 0;
		}
		return (this.last == '\r') ? 1 : 2;
	}

	@Override
	@SuppressWarnings("deprecation")
	public RecvByteBufAllocator.Handle newHandle() {
		return new MaxMessageHandle() {

			@Override
			public int guess() {
				return Math.max(1, missing());
			}

		};
	}

}
