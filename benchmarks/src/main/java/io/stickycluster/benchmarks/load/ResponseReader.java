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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The responses on a keep-alive connection, one at a time. Whatever is not the expected
 * answer is an error: a figure made of error pages would be worth nothing.
 */
final class ResponseReader {

	private static final byte[] END_OF_HEAD = { '\r', '\n', '\r', '\n' };

	private static final int MAX_HEAD_LENGTH = 8 * 1024;

	private final int bodyLength;

	private final String contentLength;

	private final byte[] head = new byte[MAX_HEAD_LENGTH];

	private final byte[] checkedHead = new byte[MAX_HEAD_LENGTH];

	private int headLength;

	private int checkedHeadLength;

	private int matched;

	private int missing;

	/**
	 * Create a reader.
	 * @param bodyLength how many bytes the body of each response must have
	 */
	ResponseReader(int bodyLength) {
		this.bodyLength = bodyLength;
		this.contentLength = "\r\ncontent-length: %d\r\n".formatted(bodyLength);
	}

	/**
	 * Read what has come.
	 * @param buffer what has come, all of which is consumed
	 * @return whether the response is complete
	 * @throws IOException if it is not the expected response, or more than that
	 */
	boolean tryComplete(ByteBuffer buffer) throws IOException {
		while (this.matched < END_OF_HEAD.length) {
			if (!buffer.hasRemaining()) {
				return false;
			}
			readHead(buffer.get());
		}
		int read = Math.min(this.missing, buffer.remaining());
		buffer.position(buffer.position() + read);
		this.missing -= read;
		if (buffer.hasRemaining()) {
			throw new IOException("%d bytes after the end of a response".formatted(buffer.remaining()));
		}
		if (this.missing > 0) {
			return false;
		}
		this.headLength = 0;
		this.matched = 0;
		return true;
	}

	private void readHead(byte next) throws IOException {
		if (this.headLength == MAX_HEAD_LENGTH) {
			throw new IOException("The head of a response is longer than %d bytes".formatted(MAX_HEAD_LENGTH));
		}
		this.head[this.headLength++] = next;
		if (next == END_OF_HEAD[this.matched]) {
			this.matched++;
		}
		else {
			this.matched = (next == END_OF_HEAD[0]) ? 1 : 0;
		}
		if (this.matched == END_OF_HEAD.length) {
			checkHead();
			this.missing = this.bodyLength;
		}
	}

	/**
	 * Check the head, unless it is the same as the last one: most are, and the generator
	 * must not cost what the servers could use.
	 * @throws IOException if it is not the expected one
	 */
	private void checkHead() throws IOException {
		if (Arrays.equals(this.head, 0, this.headLength, this.checkedHead, 0, this.checkedHeadLength)) {
			return;
		}
		String text = new String(this.head, 0, this.headLength, StandardCharsets.ISO_8859_1);
		if (!text.startsWith("HTTP/1.1 200") || !text.toLowerCase(Locale.ROOT).contains(this.contentLength)) {
			throw new IOException("Not a response with status 200 and a body of %d bytes: %s".formatted(this.bodyLength,
					text.strip()));
		}
		System.arraycopy(this.head, 0, this.checkedHead, 0, this.headLength);
		this.checkedHeadLength = this.headLength;
	}

}
