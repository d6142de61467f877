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

import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the instances of one index write, whatever their generation. Thread-safe.
 *
 * <p>
 * Nobody who brings lines waits for those that take them: whatever a logger or a file
 * does not take in time is dropped there, counted, and still in the {@link #tail() tail}.
 */
public final class InstanceLog {

	private final int index;

	private final LogSettings settings;

	private final ThreadGroup threads;

	private final Log log;

	private final LogTail tail;

	private final LongAdder dropped = new LongAdder();

	private final @Nullable LineWorker fileWorker;

	private final Set<OutputFollower> followers = ConcurrentHashMap.newKeySet();

	InstanceLog(int index, LogSettings settings, @Nullable LogFiles files, ThreadGroup threads) {
		this.index = index;
		this.settings = settings;
		this.threads = threads;
		this.log = LogFactory.getLog("sticky.cluster.instance." + index);
		this.tail = new LogTail(settings.tailLines(), settings.tailCharacters(), Clock.systemUTC());
		this.fileWorker = (files != null)
				? new LineWorker(threads, "log-file-" + index, files.sink(index, this.dropped), this.dropped) : null;
		if (this.fileWorker != null) {
			this.fileWorker.start();
		}
	}

	/**
	 * Return whose log this is.
	 * @return the index of the instances
	 */
	public int index() {
		return this.index;
	}

	/**
	 * Read the output of an instance on a thread of its own until it ends, so that the
	 * instance never waits for anybody to read it. Each line goes to the tail, to the
	 * files if there are any, and to the logger {@code sticky.cluster.instance.<index>}.
	 * @param output the output
	 * @param threadName the name of the thread that reads it; the one that logs its lines
	 * gets a name derived from it
	 * @return a stage that completes normally when the output has ended and its last line
	 * is in the tail
	 */
	public CompletionStage<Void> follow(InputStream output, String threadName) {
		LineWorker worker = new LineWorker(this.threads, threadName + "-log", new LoggerSink(this.log), this.dropped);
		OutputFollower follower = new OutputFollower(output, threadName, this.settings.charset(), this::add, worker);
		this.followers.add(follower);
		follower.whenLogged().thenRun(() -> this.followers.remove(follower));
		follower.start();
		return follower.whenRead();
	}

	/**
	 * Add lines that are logged already, and so go to the tail and to the files only.
	 * Returns at once.
	 * @param text one or more lines, with or without an end
	 */
	public void append(String text) {
		add(text.lines().toList());
	}

	private List<LogLine> add(List<String> texts) {
		List<LogLine> lines = this.tail.add(texts);
		if (this.fileWorker != null) {
			this.fileWorker.offer(lines);
		}
		return lines;
	}

	/**
	 * Return the last lines.
	 * @param lines how many at most
	 * @return their texts in the order they were written
	 */
	public List<String> last(int lines) {
		return this.tail.last(lines).lines().stream().map(LogLine::text).toList();
	}

	/**
	 * Return the last lines with what it takes to follow them.
	 * @return the tail
	 */
	public LogTail tail() {
		return this.tail;
	}

	/**
	 * Return how many lines were not passed on to the logger or to a file, because that
	 * did not take them in time or failed. A line that is lost by both counts twice.
	 * @return the number since the start
	 */
	public long dropped() {
		return this.dropped.sum();
	}

	/**
	 * Begin to end: write what was read and take nothing more.
	 * @return a stage that completes when all that was read is written
	 */
	CompletableFuture<Void> close() {
		CompletableFuture<?>[] followed = this.followers.stream()
			.map(OutputFollower::whenLogged)
			.toArray(CompletableFuture<?>[]::new);
		return CompletableFuture.allOf(followed).thenCompose((logged) -> closeFile());
	}

	private CompletionStage<Void> closeFile() {
		if (this.fileWorker == null) {
			return CompletableFuture.completedStage(null);
		}
		this.fileWorker.close();
		return this.fileWorker.whenEnded();
	}

	/**
	 * Leave behind what is not written yet.
	 */
	void abandon() {
		this.followers.forEach(OutputFollower::abandon);
		if (this.fileWorker != null) {
			this.fileWorker.abandon();
		}
	}

}
