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

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogTail}.
 */
class LogTailTests {

	private static final Instant NOW = Instant.parse("2026-11-22T06:25:05Z");

	private final LogTail tail = new LogTail(5, 100, Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void keepsTheLastLines() {
		add(8);
		assertThat(this.tail.next()).isEqualTo(8);
		assertThat(this.tail.last(100).lines()).extracting(LogLine::text).containsExactly("3", "4", "5", "6", "7");
		assertThat(this.tail.last(2).lines()).containsExactly(new LogLine(6, NOW, "6"), new LogLine(7, NOW, "7"));
		assertThat(this.tail.last(0).lines()).isEmpty();
		assertThat(this.tail.last(-1).lines()).isEmpty();
		assertThat(this.tail.last(Integer.MAX_VALUE).missed()).isZero();
	}

	@Test
	void keepsNoMoreThanItsSize() {
		add(3);
		this.tail.add(List.of("x".repeat(99)));
		assertThat(this.tail.last(10).lines()).extracting(LogLine::number).containsExactly(2L, 3L);
		this.tail.add(List.of("y".repeat(101)));
		assertThat(this.tail.last(10).lines()).isEmpty();
		this.tail.add(List.of("z"));
		assertThat(this.tail.last(10).lines()).extracting(LogLine::text).containsExactly("z");
	}

	@Test
	void readerContinuesWhereItWas() {
		add(2);
		TailSlice first = this.tail.read(0, 10);
		assertThat(first.lines()).hasSize(2);
		assertThat(first.next()).isEqualTo(2);
		assertThat(this.tail.read(2, 10)).isEqualTo(new TailSlice(List.of(), 0, 2));
		add(4);
		TailSlice second = this.tail.read(2, 3);
		assertThat(second.lines()).extracting(LogLine::number).containsExactly(2L, 3L, 4L);
		assertThat(second.missed()).isZero();
		assertThat(this.tail.read(second.next(), 3).lines()).extracting(LogLine::number).containsExactly(5L);
	}

	@Test
	void slowReaderIsToldWhatItMissed() {
		add(2);
		add(10);
		TailSlice slice = this.tail.read(2, 10);
		assertThat(slice.missed()).isEqualTo(5);
		assertThat(slice.lines()).extracting(LogLine::number).containsExactly(7L, 8L, 9L, 10L, 11L);
		assertThat(slice.next()).isEqualTo(12);
	}

	private void add(int count) {
		for (int i = 0; i < count; i++) {
			this.tail.add(List.of(Long.toString(this.tail.next())));
		}
	}

}
