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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketFrames}.
 */
class WebSocketFramesTests {

	private final WebSocketFrames frames = new WebSocketFrames();

	@Test
	void findsBoundariesHoweverTheBytesAreSplit() {
		Random random = new Random(7);
		for (int round = 0; round < 200; round++) {
			ByteBuf stream = Unpooled.buffer();
			List<Integer> boundaries = new ArrayList<>();
			for (int length : new int[] { 0, 1, 125, 126, 127, 65535, 65536, 3 }) {
				frame(stream, length, random.nextBoolean());
				boundaries.add(stream.writerIndex());
			}
			int from = 0;
			while (from < stream.writerIndex()) {
				int part = Math.min(1 + random.nextInt(50_000), stream.writerIndex() - from);
				for (int end = from; end < from + part;) {
					end = this.frames.skipFrame(stream.slice(0, from + part), end);
					assertThat(this.frames.isBetweenFrames()).isEqualTo(boundaries.contains(end));
				}
				from += part;
			}
			assertThat(this.frames.isBetweenFrames()).isTrue();
			stream.release();
		}
	}

	@Test
	void seesCloseOnlyWhenItIsComplete() {
		ByteBuf close = Unpooled.wrappedBuffer(new byte[] { (byte) 0x88, 2, 3, (byte) 0xe8 });
		this.frames.skip(close.slice(0, 3));
		assertThat(this.frames.hasClosed()).isFalse();
		this.frames.skip(close.slice(3, 1));
		assertThat(this.frames.hasClosed()).isTrue();
	}

	@Test
	void neverSaysBoundaryAfterANegativeLength() {
		this.frames.skip(Unpooled.wrappedBuffer(new byte[] { (byte) 0x82, 127, -1, 0, 0, 0, 0, 0, 0, 0 }));
		this.frames.skip(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII));
		assertThat(this.frames.isBetweenFrames()).isFalse();
	}

	private static void frame(ByteBuf stream, int length, boolean masked) {
		int mask = masked ? 0x80 : 0;
		stream.writeByte(0x82);
		if (length < 126) {
			stream.writeByte(mask | length);
		}
		else if (length < 65536) {
			stream.writeByte(mask | 126).writeShort(length);
		}
		else {
			stream.writeByte(mask | 127).writeLong(length);
		}
		stream.writeZero(length + (masked ? 4 : 0));
	}

}
