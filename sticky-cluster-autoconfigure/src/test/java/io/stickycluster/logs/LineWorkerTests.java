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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LineWorker}.
 */
class LineWorkerTests {

	private final LongAdder dropped = new LongAdder();

	private final List<String> written = new ArrayList<>();

	@Test
	void sinkThatThrowsLosesItsLinesAndNoOthers() {
		CapturedLog warnings = new CapturedLog(LineWorker.class.getName());
		warnings.start();
		try {
			LineWorker worker = worker((lines, droppedBefore) -> {
				for (LogLine line : lines) {
					if (line.number() == 0) {
						throw new IllegalStateException("broken");
					}
					this.written.add(line.text());
				}
			});
			worker.offer(List.of(line(0)));
			worker.start();
			worker.offer(List.of(line(0)));
			worker.offer(List.of(line(1)));
			worker.close();
			assertThat(worker.whenEnded()).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(this.dropped.sum() + this.written.size()).isEqualTo(3);
			assertThat(warnings.messages()).hasSize(1);
		}
		finally {
			warnings.stop();
		}
	}

	@Test
	void threadBelongsToNobodyWhoBringsLines() {
		List<ThreadGroup> groups = new ArrayList<>();
		LineWorker worker = worker((lines, droppedBefore) -> groups.add(Thread.currentThread().getThreadGroup()));
		ThreadGroup other = new ThreadGroup("other");
		Thread bringer = new Thread(other, () -> {
			worker.start();
			worker.offer(List.of(line(1)));
			worker.close();
		});
		bringer.start();
		assertThat(worker.whenEnded()).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(groups).containsExactly(Thread.currentThread().getThreadGroup());
	}

	private LineWorker worker(LineSink sink) {
		return new LineWorker(Thread.currentThread().getThreadGroup(), "worker", sink, this.dropped);
	}

	private static LogLine line(long number) {
		return new LogLine(number, Instant.EPOCH, "line " + number);
	}

}
