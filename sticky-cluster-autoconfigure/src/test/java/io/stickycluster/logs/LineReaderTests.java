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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link LineReader}.
 */
class LineReaderTests {

	private final List<String> lines = new ArrayList<>();

	@Test
	void takesLinesApart() throws Exception {
		read("first\nsecond\r\n\n  third \r x\nlast");
		assertThat(this.lines).containsExactly("first", "second", "", "  third \r x", "last");
	}

	@Test
	void nothingIsNoLine() throws Exception {
		read("");
		assertThat(this.lines).isEmpty();
	}

	@Test
	void linesComeWholeFromPiecesOfAnySize() throws Exception {
		String text = "a€b\r\n𝄞 music\nend\n";
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		InputStream single = new ByteArrayInputStream(bytes) {

			@Override
			public synchronized int read(byte[] target, int offset, int length) {
				return super.read(target, offset, Math.min(length, 1));
			}

		};
		new LineReader(StandardCharsets.UTF_8, this.lines::addAll).read(single);
		assertThat(this.lines).containsExactly("a€b", "𝄞 music", "end");
	}

	@Test
	void malformedBytesAreReplaced() throws Exception {
		byte[] bytes = { 'a', (byte) 0xC3, 'b', (byte) 0xFF, '\n', 'c', '\n' };
		read(bytes, StandardCharsets.UTF_8);
		assertThat(this.lines).containsExactly("a\uFFFDb\uFFFD", "c");
	}

	@Test
	void otherEncodingsAreRead() throws Exception {
		read("Grüße\n".getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
		assertThat(this.lines).containsExactly("Grüße");
	}

	@Test
	void longLineIsSplitBetweenCharacters() throws Exception {
		String text = "x" + "€".repeat(20_000);
		read(text + "\nnext\n");
		assertThat(this.lines).hasSize(5);
		assertThat(String.join("", this.lines.subList(0, 4))).isEqualTo(text);
		assertThat(this.lines).last().isEqualTo("next");
		assertThat(this.lines).allSatisfy((line) -> assertThat(line.getBytes(StandardCharsets.UTF_8).length)
			.isLessThanOrEqualTo(LineReader.MAX_LINE_BYTES));
	}

	@Test
	void longLineOfGarbageIsSplitToo() throws Exception {
		byte[] bytes = new byte[100_000];
		Arrays.fill(bytes, (byte) 0x80);
		read(bytes, StandardCharsets.UTF_8);
		assertThat(String.join("", this.lines)).hasSize(bytes.length).matches("\uFFFD+");
	}

	@Test
	void whatWasReadBeforeAFailureIsTold() {
		InputStream failing = new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("Stream closed");
			}

		};
		InputStream input = new SequenceInputStream(
				new ByteArrayInputStream("one\ntwo".getBytes(StandardCharsets.UTF_8)), failing);
		assertThatIOException()
			.isThrownBy(() -> new LineReader(StandardCharsets.UTF_8, this.lines::addAll).read(input));
		assertThat(this.lines).containsExactly("one", "two");
	}

	private void read(String text) throws IOException {
		read(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	private void read(byte[] bytes, Charset charset) throws IOException {
		new LineReader(charset, this.lines::addAll).read(new ByteArrayInputStream(bytes));
	}

}
