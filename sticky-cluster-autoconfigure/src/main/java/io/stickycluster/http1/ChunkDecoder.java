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
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Takes the chunks off a body (RFC 9112, section 7.1). Their extensions are dropped, as
 * that section asks of those who do not know them.
 */
final class ChunkDecoder {

	/**
	 * As much as everybody can count.
	 */
	private static final long MAX_CHUNK = Integer.MAX_VALUE;

	private static final int MAX_DIGITS = 16;

	private static final int MAX_EXTENSION = 1024;

	private final HeadParser trailers;

	private State state = State.SIZE;

	private long left;

	private int digits;

	private int extension;

	ChunkDecoder(HeadLimits trailerLimits) {
		this.trailers = HeadParser.ofTrailers(trailerLimits);
	}

	@Nullable HttpContent next(ByteBuf in) throws MalformedMessageException {
		while (in.isReadable()) {
			if (this.state == State.TRAILERS) {
				return this.trailers.parse(in) ? last() : null;
			}
			if (this.state == State.DATA) {
				int length = (int) Math.min(this.left, in.readableBytes());
				this.left -= length;
				this.state = (this.left == 0) ? State.DATA_CR : State.DATA;
				return new DefaultHttpContent(in.readRetainedSlice(length));
			}
			take(in.readByte());
		}
		return null;
	}

	private HttpContent last() {
		HttpHeaders fields = TrailerFields.retain(this.trailers.takeHeaders());
		return fields.isEmpty() ? BodyDecoder.LAST : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, fields);
	}

	private void take(byte octet) throws MalformedMessageException {
		switch (this.state) {
			case SIZE -> takeSize(octet);
			case BLANKS -> {
				count();
				check(Octets.isBlank(octet) || octet == ';');
				this.state = (octet == ';') ? State.EXTENSION : State.BLANKS;
			}
			case EXTENSION -> {
				count();
				check(Octets.isText(octet) || octet == '\r');
				this.state = (octet == '\r') ? State.SIZE_LF : State.EXTENSION;
			}
			case SIZE_LF -> {
				check(octet == '\n');
				this.state = (this.left == 0) ? State.TRAILERS : State.DATA;
			}
			case DATA_CR -> {
				check(octet == '\r');
				this.state = State.DATA_LF;
			}
			default -> {
				check(octet == '\n');
				this.state = State.SIZE;
				this.digits = 0;
				this.extension = 0;
			}
		}
	}

	private void takeSize(byte octet) throws MalformedMessageException {
		int digit = (octet >= 0) ? Character.digit(octet, 16) : -1;
		if (digit != -1) {
			this.left = this.left << 4 | digit;
			check(++this.digits <= MAX_DIGITS && this.left <= MAX_CHUNK);
			return;
		}
		check(this.digits != 0);
		if (octet == '\r') {
			this.state = State.SIZE_LF;
		}
		else if (octet == ';') {
			this.state = State.EXTENSION;
		}
		else {
			check(Octets.isBlank(octet));
			this.state = State.BLANKS;
		}
	}

	private void count() throws MalformedMessageException {
		check(++this.extension <= MAX_EXTENSION);
	}

	private static void check(boolean condition) throws MalformedMessageException {
		if (!condition) {
			throw new MalformedMessageException("A chunk is malformed.");
		}
	}

	/**
	 * What comes next.
	 */
	private enum State {

		SIZE, BLANKS, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILERS

	}

}
