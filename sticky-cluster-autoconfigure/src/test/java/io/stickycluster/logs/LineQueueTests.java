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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.stickycluster.logs.LineQueue.Batch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LineQueue}.
 */
class LineQueueTests {

	private static final int LINE_SIZE = 1000;

	private final LineQueue queue = new LineQueue(10 * LINE_SIZE);

	private long number;

	@Test
	void linesComeOutInOrder() throws Exception {
		offer(3);
		Batch batch = take();
		assertThat(batch.lines()).extracting(LogLine::number).containsExactly(0L, 1L, 2L);
		assertThat(batch.droppedBefore()).isZero();
	}

	@Test
	void fullQueueDropsUntilHalfOfItIsEmptyAndSaysSoInTheRightPlace() throws Exception {
		int taken = offer(100);
		assertThat(taken).isBetween(8, 11);
		Batch before = take();
		assertThat(before.lines()).hasSize(taken);
		assertThat(before.droppedBefore()).isZero();
		assertThat(offer(2)).isEqualTo(2);
		Batch after = take();
		assertThat(after.droppedBefore()).isEqualTo(100 - taken);
		assertThat(after.lines()).extracting(LogLine::number).containsExactly(100L, 101L);
	}

	@Test
	void gapEndsABatch() throws Exception {
		LineQueue small = new LineQueue(0);
		small.offer(List.of(line()));
		assertThat(small.offer(List.of(line()))).isEqualTo(1);
		assertThat(small.take(null)).isEqualTo(new Batch(List.of(line(0)), 0));
		small.offer(List.of(line()));
		assertThat(small.take(null)).isEqualTo(new Batch(List.of(line(2)), 1));
	}

	@Test
	void hugeLineFitsIntoAnEmptyQueue() {
		LogLine huge = new LogLine(0, Instant.EPOCH, "x".repeat(100 * LINE_SIZE));
		assertThat(this.queue.offer(List.of(huge))).isZero();
		assertThat(this.queue.offer(List.of(line()))).isEqualTo(1);
	}

	@Test
	void batchIsBounded() throws Exception {
		LineQueue large = new LineQueue(Long.MAX_VALUE);
		for (int i = 0; i < 1000; i++) {
			large.offer(List.of(line()));
		}
		Batch batch = large.take(null);
		assertThat(batch).isNotNull();
		assertThat(batch.lines()).hasSize(256);
	}

	@Test
	void waitsForALine() throws Exception {
		CompletableFuture<Batch> taken = new CompletableFuture<>();
		Thread taker = new Thread(() -> {
			try {
				taken.complete(this.queue.take(null));
			}
			catch (InterruptedException ex) {
				taken.completeExceptionally(ex);
			}
		});
		taker.start();
		offer(1);
		assertThat(taken.get(10, TimeUnit.SECONDS).lines()).hasSize(1);
	}

	@Test
	void waitEndsWithoutALine() throws Exception {
		assertThat(this.queue.take(Duration.ofMillis(1))).isEqualTo(new Batch(List.of(), 0));
	}

	@Test
	void closedQueueGivesWhatItHasAndThenItsEnd() throws Exception {
		offer(2);
		this.queue.close();
		assertThat(this.queue.offer(List.of(line()))).isEqualTo(1);
		assertThat(take().lines()).hasSize(2);
		assertThat(take().droppedBefore()).isEqualTo(1);
		assertThat(this.queue.take(null)).isNull();
	}

	@Test
	void abandonedQueueIsAtItsEnd() throws Exception {
		offer(100);
		this.queue.abandon();
		assertThat(this.queue.take(null)).isNull();
	}

	private int offer(int count) {
		List<LogLine> lines = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			lines.add(line());
		}
		return count - this.queue.offer(lines);
	}

	private Batch take() throws InterruptedException {
		Batch batch = this.queue.take(null);
		assertThat(batch).isNotNull();
		return batch;
	}

	private LogLine line() {
		return line(this.number++);
	}

	private static LogLine line(long number) {
		return new LogLine(number, Instant.EPOCH, "x".repeat(LINE_SIZE - 96));
	}

}
