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

package io.stickycluster.bus;

import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BusFrameCodec}.
 */
class BusFrameCodecTests {

	private static final BusMessage MESSAGE = new BusMessage("prices", Map.of("a", "1", "ü", "🙂"),
			new byte[] { 1, 2 });

	private static final BusFrame FRAME = new BusFrame(3, new BusSender(Long.MIN_VALUE, 2, 7), MESSAGE, MESSAGE.size());

	@Test
	void frameComesBackAsItWas() {
		BusFrame decoded = BusFrameCodec.decode(BusFrameCodec.encode(FRAME));
		assertThat(decoded.target()).isEqualTo(3);
		assertThat(decoded.sender()).isEqualTo(FRAME.sender());
		assertThat(decoded.message().topic()).isEqualTo("prices");
		assertThat(decoded.message().headers()).isEqualTo(MESSAGE.headers());
		assertThat(decoded.message().payload()).containsExactly(1, 2);
	}

	@Test
	void targetIsFoundWithoutTheRest() {
		assertThat(BusFrameCodec.target(BusFrameCodec.encode(FRAME))).isEqualTo(3);
	}

	@Test
	void everyBeginningOfAFrameIsRefused() {
		byte[] bytes = BusFrameCodec.encode(FRAME);
		for (int length = 0; length < bytes.length; length++) {
			byte[] beginning = Arrays.copyOf(bytes, length);
			assertThatIllegalArgumentException().as("%d bytes", length)
				.isThrownBy(() -> BusFrameCodec.decode(beginning));
		}
	}

	@Test
	void frameOfAnotherVersionIsRefused() {
		byte[] bytes = BusFrameCodec.encode(FRAME);
		bytes[0] = 2;
		assertThatIllegalArgumentException().isThrownBy(() -> BusFrameCodec.decode(bytes))
			.withMessageContaining("version 2");
		assertThatIllegalArgumentException().isThrownBy(() -> BusFrameCodec.target(bytes));
	}

	@Test
	void impossibleLengthTakesNoMemory() {
		byte[] bytes = BusFrameCodec.encode(FRAME);
		// The length of the topic
		Arrays.fill(bytes, 21, 25, (byte) 0x7f);
		assertThatIllegalArgumentException().isThrownBy(() -> BusFrameCodec.decode(bytes));
	}

}
