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

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Reads the head of a message, or its trailers, in one pass over a copy of its bytes, and
 * goes on where it stopped when more bytes come. Accepts nothing but the grammar of RFC
 * 9112: lines end with CR and LF, names are tokens right before the colon, lines are
 * never folded, and there are no control characters.
 */
final class HeadParser {

	private static final int FIRST_COPY = 1024;

	private static final byte[] NOTHING = new byte[0];

	private final HeadLimits limits;

	private final boolean startLine;

	private State state;

	private byte[] bytes = NOTHING;

	private int length;

	private int position;

	private int emptyLines;

	private int lineStart;

	private int lineEnd;

	private int fieldStart;

	private int fieldsStart;

	private int colon;

	private HeadFields.Builder fields = new HeadFields.Builder();

	private HeadParser(HeadLimits limits, boolean startLine) {
		this.limits = limits;
		this.startLine = startLine;
		this.state = startLine ? State.LINE : State.NAME;
	}

	static HeadParser ofHead(HeadLimits limits) {
		return new HeadParser(limits, true);
	}

	static HeadParser ofTrailers(HeadLimits limits) {
		return new HeadParser(limits, false);
	}

	boolean hasBegun() {
		return this.length != 0;
	}

	/**
	 * Take as many bytes as belong to the head.
	 * @param in what was received
	 * @return whether the head is complete
	 */
	boolean parse(ByteBuf in) throws MalformedMessageException {
		while (in.isReadable()) {
			int before = this.length;
			int step = Math.min(in.readableBytes(), Math.max(FIRST_COPY, before));
			if (this.bytes.length < before + step) {
				this.bytes = Arrays.copyOf(this.bytes, before + step);
			}
			in.getBytes(in.readerIndex(), this.bytes, before, step);
			this.length = before + step;
			boolean complete = scan();
			in.skipBytes(this.position - before);
			checkLength();
			if (complete) {
				return true;
			}
		}
		return false;
	}

	private void checkLength() throws MalformedMessageException {
		if (this.startLine && this.fieldsStart == 0) {
			if (this.position - this.lineStart > this.limits.maxLine()) {
				throw new MalformedMessageException(HttpResponseStatus.REQUEST_URI_TOO_LONG,
						"The request line is too long.");
			}
		}
		else if (this.lineEnd - this.lineStart > this.limits.maxLine()) {
			throw new MalformedMessageException(HttpResponseStatus.REQUEST_URI_TOO_LONG,
					"The request line is too long.");
		}
		else if (this.position - this.fieldsStart > this.limits.maxFields()) {
			throw new MalformedMessageException(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
					"The header is too large.");
		}
	}

	private boolean scan() throws MalformedMessageException {
		while (this.position < this.length) {
			switch (this.state) {
				case LINE -> scanLine();
				case NAME -> scanName();
				case VALUE -> scanValue();
				default -> {
					if (this.bytes[this.position++] != '\n') {
						throw new MalformedMessageException("A line does not end with CR and LF.");
					}
					if (this.state == State.END_LF) {
						return true;
					}
					endLine();
				}
			}
		}
		return false;
	}

	private void endLine() throws MalformedMessageException {
		switch (this.state) {
			case LINE_LF -> {
				if (this.lineEnd != this.lineStart) {
					this.state = State.NAME;
					this.fieldsStart = this.position;
				}
				else if (++this.emptyLines > this.limits.maxEmptyLines()) {
					throw new MalformedMessageException("The start line is empty.");
				}
				else {
					this.state = State.LINE;
					this.lineStart = this.position;
				}
			}
			default -> {
				this.fields.add(this.bytes, this.fieldStart, this.colon, this.position - 2);
				this.state = State.NAME;
			}
		}
		this.fieldStart = this.position;
	}

	private void scanLine() throws MalformedMessageException {
		if (skipText()) {
			this.lineEnd = this.position++;
			this.state = State.LINE_LF;
		}
	}

	private void scanName() throws MalformedMessageException {
		int at = this.position;
		while (at < this.length && Octets.isToken(this.bytes[at])) {
			at++;
		}
		this.position = at;
		if (at == this.length) {
			return;
		}
		boolean empty = at == this.fieldStart;
		this.position++;
		if (this.bytes[at] == ':' && !empty) {
			this.colon = at;
			this.state = State.VALUE;
		}
		else if (this.bytes[at] == '\r' && empty) {
			this.state = State.END_LF;
		}
		else {
			throw new MalformedMessageException("The name of a header is malformed.");
		}
	}

	private void scanValue() throws MalformedMessageException {
		if (skipText()) {
			this.position++;
			this.state = State.VALUE_LF;
		}
	}

	/**
	 * Skip text.
	 * @return whether its line has ended
	 */
	private boolean skipText() throws MalformedMessageException {
		int at = this.position;
		while (at < this.length && Octets.isText(this.bytes[at])) {
			at++;
		}
		this.position = at;
		if (at == this.length) {
			return false;
		}
		if (this.bytes[at] != '\r') {
			throw new MalformedMessageException("There is a control character.");
		}
		return true;
	}

	byte[] bytes() {
		return this.bytes;
	}

	int lineStart() {
		return this.lineStart;
	}

	int lineEnd() {
		return this.lineEnd;
	}

	/**
	 * Hand the fields over and get ready for the next head.
	 * @return the fields
	 */
	RawHeaders takeHeaders() {
		RawHeaders headers = new RawHeaders(this.fields.build(this.bytes));
		this.fields = new HeadFields.Builder();
		this.state = this.startLine ? State.LINE : State.NAME;
		this.bytes = NOTHING;
		this.length = 0;
		this.position = 0;
		this.emptyLines = 0;
		this.lineStart = 0;
		this.lineEnd = 0;
		this.fieldStart = 0;
		this.fieldsStart = 0;
		return headers;
	}

	/**
	 * What comes next.
	 */
	private enum State {

		LINE, LINE_LF, NAME, VALUE, VALUE_LF, END_LF

	}

}
