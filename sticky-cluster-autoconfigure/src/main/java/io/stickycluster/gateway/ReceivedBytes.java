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
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * What a client has sent and nobody has taken yet: at most one read, because there is no
 * next one before this is empty. Takes no memory when it is.
 */
final class ReceivedBytes {

	private final ByteBufAllocator allocator;

	private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

	ReceivedBytes(ByteBufAllocator allocator) {
		this.allocator = allocator;
	}

	void add(ByteBuf more) {
		if (isEmpty()) {
			this.bytes.release();
			this.bytes = more;
		}
		else {
			// one read of TLS may come in several pieces
			this.bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(this.allocator, this.bytes, more);
		}
	}

	boolean isEmpty() {
		return !this.bytes.isReadable();
	}

	/**
	 * Return the bytes, to be read from.
	 * @return the bytes, whose ownership stays
	 */
	ByteBuf bytes() {
		return this.bytes;
	}

	void discard() {
		this.bytes.skipBytes(this.bytes.readableBytes());
	}

	/**
	 * Release what was read to its end.
	 */
	void trim() {
		if (isEmpty()) {
			release();
		}
	}

	/**
	 * Hand the bytes over.
	 * @return the bytes, whose ownership passes
	 */
	ByteBuf take() {
		ByteBuf taken = this.bytes;
		this.bytes = Unpooled.EMPTY_BUFFER;
		return taken;
	}

	void release() {
		take().release();
	}

}
