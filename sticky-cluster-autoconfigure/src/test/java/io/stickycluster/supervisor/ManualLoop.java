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

package io.stickycluster.supervisor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * {@link SupervisorLoop} and clock that a test drives by hand.
 */
final class ManualLoop extends Clock implements SupervisorLoop {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final PriorityQueue<Timed> timers = new PriorityQueue<>(
			Comparator.comparing(Timed::at).thenComparing(Timed::number));

	private Instant now = Instant.parse("2026-11-22T00:00:00Z");

	private long number;

	private boolean closed;

	@Override
	public boolean execute(Runnable task) {
		if (!this.closed) {
			this.tasks.add(task);
		}
		return !this.closed;
	}

	@Override
	public void schedule(Runnable task, Duration delay) {
		if (!this.closed) {
			this.timers.add(new Timed(this.now.plus(delay), this.number++, task));
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.timers.clear();
	}

	boolean isClosed() {
		return this.closed;
	}

	void run() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			task.run();
			task = this.tasks.poll();
		}
	}

	void advance(Duration duration) {
		Instant until = this.now.plus(duration);
		run();
		while (!this.timers.isEmpty() && !this.timers.peek().at().isAfter(until)) {
			Timed timer = this.timers.poll();
			this.now = timer.at().isAfter(this.now) ? timer.at() : this.now;
			timer.task().run();
			run();
		}
		this.now = until.isAfter(this.now) ? until : this.now;
	}

	/**
	 * Let time pass in which nothing runs, as if the process had been stopped.
	 */
	void freeze(Duration duration) {
		this.now = this.now.plus(duration);
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

	private record Timed(Instant at, long number, Runnable task) {

	}

}
