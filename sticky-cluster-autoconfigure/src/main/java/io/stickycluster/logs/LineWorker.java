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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.logs.LineQueue.Batch;

/**
 * A thread that writes lines to a {@link LineSink}, which may be slow or not answer at
 * all: lines that it does not take in time are dropped and counted.
 */
final class LineWorker {

	static final long QUEUE_CHARACTERS = 4 * 1024 * 1024;

	private static final Log logger = LogFactory.getLog(LineWorker.class);

	private final LineQueue queue = new LineQueue(QUEUE_CHARACTERS);

	private final LineSink sink;

	private final LongAdder dropped;

	private final Thread thread;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private boolean failed;

	LineWorker(ThreadGroup group, String name, LineSink sink, LongAdder dropped) {
		this.sink = sink;
		this.dropped = dropped;
		// Whoever happens to bring the first line has nothing to pass on to this thread
		this.thread = new Thread(group, this::run, name, 0, false);
		this.thread.setContextClassLoader(LineWorker.class.getClassLoader());
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Have lines written. Returns at once.
	 * @param lines the lines
	 */
	void offer(List<LogLine> lines) {
		this.dropped.add(this.queue.offer(lines));
	}

	/**
	 * Take no more lines; the thread ends when it has written those that it has.
	 */
	void close() {
		this.queue.close();
	}

	/**
	 * Take no more lines and leave those behind that are not written yet.
	 */
	void abandon() {
		this.queue.abandon();
		this.thread.interrupt();
	}

	/**
	 * Return the stage that completes when the thread ends.
	 * @return the end of the work
	 */
	CompletableFuture<Void> whenEnded() {
		return this.ended;
	}

	private void run() {
		try {
			Batch batch;
			while ((batch = this.queue.take(this.sink.quietAfter())) != null) {
				write(batch);
			}
			write(new Batch(List.of(), 0));
		}
		catch (InterruptedException ex) {
			// Abandoned
		}
		finally {
			this.ended.complete(null);
		}
	}

	private void write(Batch batch) {
		try {
			if (!batch.lines().isEmpty() || batch.droppedBefore() > 0) {
				this.sink.write(batch.lines(), batch.droppedBefore());
			}
			else {
				this.sink.quiet();
			}
		}
		catch (RuntimeException ex) {
			// An appender of the user's may throw whatever it likes
			this.dropped.add(batch.lines().size());
			if (!this.failed) {
				this.failed = true;
				logger.warn("Lines of an instance could not be written by " + this.thread.getName(), ex);
			}
		}
	}

}
