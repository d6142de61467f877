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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Lines on their way from the threads that read them to the one that writes them. Bounded
 * by size: what does not fit is dropped and counted, so that nobody waits to put a line
 * in. Once full it takes lines again when half of it is empty, so that there are few gaps
 * and not many.
 */
final class LineQueue {

	/**
	 * What a line takes beside its text.
	 */
	private static final int LINE_OVERHEAD = 96;

	private static final int MAX_BATCH = 256;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition notEmpty = this.lock.newCondition();

	private final Deque<Entry> entries = new ArrayDeque<>();

	private final long capacity;

	private long size;

	private long dropped;

	private boolean full;

	private boolean closed;

	LineQueue(long capacity) {
		this.capacity = capacity;
	}

	/**
	 * Put lines in, as far as there is room.
	 * @param lines the lines
	 * @return how many were dropped
	 */
	int offer(List<LogLine> lines) {
		this.lock.lock();
		try {
			int taken = 0;
			for (LogLine line : lines) {
				taken += (tryAdd(line) ? 1 : 0);
			}
			if (taken > 0) {
				this.notEmpty.signal();
			}
			return lines.size() - taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean tryAdd(LogLine line) {
		if (this.closed || !hasRoom()) {
			this.dropped++;
			return false;
		}
		this.entries.addLast(new Entry(line, this.dropped));
		this.dropped = 0;
		this.size += cost(line);
		return true;
	}

	private boolean hasRoom() {
		this.full = this.size > (this.full ? this.capacity / 2 : this.capacity);
		return !this.full;
	}

	/**
	 * Take lines out, waiting for the first.
	 * @param timeout how long to wait, {@code null} means for ever
	 * @return the lines, none when the time is over, or {@code null} when the queue is
	 * closed and empty
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	@Nullable Batch take(@Nullable Duration timeout) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long nanos = (timeout != null) ? timeout.toNanos() : Long.MAX_VALUE;
			while (this.entries.isEmpty() && !this.closed && nanos > 0) {
				nanos = this.notEmpty.awaitNanos(nanos);
			}
			if (this.entries.isEmpty()) {
				return lastBatch();
			}
			return nextBatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Batch nextBatch() {
		List<LogLine> lines = new ArrayList<>(Math.min(this.entries.size(), MAX_BATCH));
		Entry entry = this.entries.removeFirst();
		long droppedBefore = entry.droppedBefore();
		while (entry != null) {
			this.size -= cost(entry.line());
			lines.add(entry.line());
			Entry following = this.entries.peekFirst();
			boolean ends = following == null || following.droppedBefore() > 0 || lines.size() == MAX_BATCH;
			entry = ends ? null : this.entries.pollFirst();
		}
		return new Batch(lines, droppedBefore);
	}

	private @Nullable Batch lastBatch() {
		if (this.closed && this.dropped == 0) {
			return null;
		}
		Batch batch = new Batch(List.of(), this.dropped);
		this.dropped = 0;
		return batch;
	}

	/**
	 * Take no more lines.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.notEmpty.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take no more lines and forget those that are there.
	 */
	void abandon() {
		this.lock.lock();
		try {
			this.entries.clear();
			this.size = 0;
			this.dropped = 0;
			close();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static long cost(LogLine line) {
		return line.text().length() + LINE_OVERHEAD;
	}

	/**
	 * A line in the queue.
	 *
	 * @param line the line
	 * @param droppedBefore how many lines before it did not fit
	 */
	private record Entry(LogLine line, long droppedBefore) {

	}

	/**
	 * Lines that are taken out together.
	 *
	 * @param lines the lines
	 * @param droppedBefore how many lines before the first were dropped
	 */
	record Batch(List<LogLine> lines, long droppedBefore) {

	}

}
