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

package io.stickycluster.benchmarks.suite;

import java.io.IOException;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Memory}.
 */
class MemoryTests {

	private static final Pattern PATTERN = Pattern.compile("Total (\\d+)");

	@Test
	void findTakesTheLastOne() throws IOException {
		assertThat(Memory.find(PATTERN, "Total 1\nTotal 23\nother 4\n")).isEqualTo(23);
	}

	@Test
	void findWhenThereIsNoneFails() {
		assertThatIOException().isThrownBy(() -> Memory.find(PATTERN, "nothing")).withMessageContaining("nothing");
	}

	@Test
	void differenceIsForEachConnection() {
		Memory memory = new Memory(5_000, 3_000, 9_000).since(new Memory(1_000, 1_000, 1_000)).dividedBy(10);
		assertThat(memory).isEqualTo(new Memory(400, 200, 800));
	}

}
