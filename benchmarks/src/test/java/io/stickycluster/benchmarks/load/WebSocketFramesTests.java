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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WebSocketFrames}.
 */
class WebSocketFramesTests {

	private final WebSocketFrames frames = new WebSocketFrames();

	@Test
	void readCountsMessages() throws IOException {
		assertThat(this.frames.read(frames(frame(0x82, 3), frame(0x82, 0), frame(0x81, 125)))).isEqualTo(3);
	}

	@Test
	void readCountsLongMessages() throws IOException {
		assertThat(this.frames.read(frames(frame(0x82, 126), frame(0x82, 65_535), frame(0x82, 65_536)))).isEqualTo(3);
	}

	@Test
	void readCountsMessageThatComesInPieces() throws IOException {
		ByteBuffer all = frames(frame(0x82, 300), frame(0x82, 70_000));
		int afterFirst = all.limit() - 304;
		int messages = 0;
		while (all.hasRemaining()) {
			messages += this.frames.read(ByteBuffer.wrap(new byte[] { all.get() }));
			assertThat(messages == 0).isEqualTo(all.remaining() > afterFirst);
			assertThat(messages == 2).isEqualTo(!all.hasRemaining());
		}
	}

	@Test
	void readCountsFragmentsAsOneMessage() throws IOException {
		assertThat(this.frames.read(frames(frame(0x02, 5), frame(0x00, 5), frame(0x80, 5)))).isEqualTo(1);
	}

	@Test
	void readWhenServerClosesFails() {
		assertThatIOException().isThrownBy(() -> this.frames.read(frames(frame(0x88, 2))));
	}

	@Test
	void messageIsMasked() {
		byte[] message = WebSocketFrames.message(64);
		assertThat(message).hasSize(2 + 4 + 64).startsWith(0x82, 0x80 | 64);
	}

	@Test
	void messageThatIsTooLongIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketFrames.message(126));
	}

	private static ByteBuffer frames(ByteBuffer... frames) {
		ByteBuffer all = ByteBuffer.allocate(256 * 1024);
		for (ByteBuffer frame : frames) {
			all.put(frame);
		}
		return all.flip();
	}

	private static ByteBuffer frame(int first, int length) {
		ByteBuffer frame = ByteBuffer.allocate(10 + length).put((byte) first);
		if (length < 126) {
			frame.put((byte) length);
		}
		else if (length < 65_536) {
			frame.put((byte) 126).putShort((short) length);
		}
		else {
			frame.put((byte) 127).putLong(length);
		}
		frame.position(frame.position() + length);
		return frame.flip();
	}

}
