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

package io.stickycluster.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Makes the parts of one message's body of the bytes that were received, without copying
 * them.
 */
final class BodyDecoder {

	static final LastHttpContent LAST = LastHttpContent.EMPTY_LAST_CONTENT;

	private final @Nullable ChunkDecoder chunks;

	private final boolean untilClose;

	private long left;

	private boolean complete;

	BodyDecoder(long framing, HeadLimits trailerLimits) {
		this.chunks = (framing == Framing.CHUNKED) ? new ChunkDecoder(trailerLimits) : null;
		this.untilClose = framing == Framing.UNTIL_CLOSE;
		this.left = this.untilClose ? Long.MAX_VALUE : framing;
	}

	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Return whether the body ends when no more bytes come.
	 * @return whether that is its end
	 */
	boolean endsWithInput() {
		return this.untilClose;
	}

	@Nullable HttpContent next(ByteBuf in) throws MalformedMessageException {
		HttpContent content = (this.chunks != null) ? this.chunks.next(in) : slice(in);
		this.complete = content instanceof LastHttpContent;
		return content;
	}

	private @Nullable HttpContent slice(ByteBuf in) {
		if (this.left == 0) {
			return LAST;
		}
		if (!in.isReadable()) {
			return null;
		}
		int length = (int) Math.min(this.left, in.readableBytes());
		if (!this.untilClose) {
			this.left -= length;
		}
		ByteBuf slice = in.readRetainedSlice(length);
		return (this.left == 0) ? new DefaultLastHttpContent(slice, EmptyHttpHeaders.INSTANCE)
				: new DefaultHttpContent(slice);
	}

}
