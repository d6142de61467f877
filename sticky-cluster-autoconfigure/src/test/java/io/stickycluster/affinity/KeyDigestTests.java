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

package io.stickycluster.affinity;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeyDigest}.
 */
class KeyDigestTests {

	@Test
	void keyIsHalfOfTheSha256OfTheText() {
		// printf abc | sha256sum
		assertThat(KeyDigest.of("abc")).isEqualTo(new AffinityKey(0xba7816bf8f01cfeaL, 0x414140de5dae2223L))
			.hasToString("ba7816bf8f01cfea414140de5dae2223");
	}

	@Test
	void differentTextsHaveDifferentKeys() {
		assertThat(IntStream.range(0, 10_000).mapToObj((i) -> KeyDigest.of("user-" + i)).distinct()).hasSize(10_000);
	}

}
