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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ResponseReader}.
 */
class ResponseReaderTests {

	private static final String RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\naaaaa";

	private final ResponseReader reader = new ResponseReader(5);

	@Test
	void tryCompleteReadsResponseAfterResponse() throws IOException {
		assertThat(tryComplete(RESPONSE)).isTrue();
		assertThat(tryComplete(RESPONSE)).isTrue();
	}

	@Test
	void tryCompleteReadsResponseThatComesInPieces() throws IOException {
		for (int i = 0; i < RESPONSE.length() - 1; i++) {
			assertThat(tryComplete(RESPONSE.substring(i, i + 1))).isFalse();
		}
		assertThat(tryComplete("a")).isTrue();
		assertThat(tryComplete(RESPONSE)).isTrue();
	}

	@Test
	void tryCompleteWhenStatusIsAnotherFails() {
		assertThatIOException().isThrownBy(() -> tryComplete(RESPONSE.replace("200", "503")))
			.withMessageContaining("HTTP/1.1 503");
	}

	@Test
	void tryCompleteWhenLengthIsAnotherFails() {
		assertThatIOException().isThrownBy(() -> tryComplete(RESPONSE.replace(": 5", ": 50")))
			.withMessageContaining("a body of 5 bytes");
	}

	@Test
	void tryCompleteWhenMoreFollowsFails() {
		assertThatIOException().isThrownBy(() -> tryComplete(RESPONSE + "b"))
			.withMessageContaining("after the end of a response");
	}

	@Test
	void tryCompleteWhenHeadDoesNotEndFails() {
		assertThatIOException().isThrownBy(() -> tryComplete("a".repeat(10_000))).withMessageContaining("longer than");
	}

	private boolean tryComplete(String text) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
		boolean complete = this.reader.tryComplete(buffer);
		assertThat(buffer.hasRemaining()).isFalse();
		return complete;
	}

}
