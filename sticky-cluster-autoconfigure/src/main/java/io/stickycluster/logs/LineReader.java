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

package io.stickycluster.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a stream apart into lines. What is malformed is replaced; what is too long comes
 * as several lines. Lines that are there together are told together.
 */
final class LineReader {

	static final int MAX_LINE_BYTES = 16 * 1024;

	private static final int BUFFER_SIZE = 4 * MAX_LINE_BYTES;

	private final Charset charset;

	private final Consumer<List<String>> lines;

	private final byte[] buffer = new byte[BUFFER_SIZE];

	private List<String> batch = new ArrayList<>();

	private int start;

	private int end;

	LineReader(Charset charset, Consumer<List<String>> lines) {
		this.charset = charset;
		this.lines = lines;
	}

	/**
	 * Read until the stream ends.
	 * @param input the stream
	 * @throws IOException if it cannot be read; the lines before that are told
	 */
	void read(InputStream input) throws IOException {
		try {
			int count;
			while ((count = input.read(this.buffer, this.end, this.buffer.length - this.end)) != -1) {
				int from = this.end;
				this.end += count;
				split(from);
				compact();
				flush();
			}
		}
		finally {
			if (this.end > this.start) {
				emit(this.end, 0);
			}
			flush();
		}
	}

	private void split(int from) {
		for (int i = from; i < this.end; i++) {
			if (this.buffer[i] == '\n') {
				emit(i, 1);
			}
			else if (i - this.start >= MAX_LINE_BYTES) {
				emit(cut(i), 0);
			}
		}
	}

	/**
	 * Find where a long line is cut, so that no character is cut in two.
	 * @param at where it would be cut by its size
	 * @return where it is cut
	 */
	private int cut(int at) {
		if (this.charset != StandardCharsets.UTF_8) {
			return at;
		}
		int cut = at;
		while (cut > at - 4 && (this.buffer[cut] & 0xC0) == 0x80) {
			cut--;
		}
		return cut;
	}

	private void emit(int to, int separator) {
		int length = to - this.start;
		if (separator == 1 && length > 0 && this.buffer[to - 1] == '\r') {
			length--;
		}
		this.batch.add(new String(this.buffer, this.start, length, this.charset));
		this.start = to + separator;
	}

	private void flush() {
		if (!this.batch.isEmpty()) {
			this.lines.accept(this.batch);
			this.batch = new ArrayList<>();
		}
	}

	private void compact() {
		System.arraycopy(this.buffer, this.start, this.buffer, 0, this.end - this.start);
		this.end -= this.start;
		this.start = 0;
	}

}
