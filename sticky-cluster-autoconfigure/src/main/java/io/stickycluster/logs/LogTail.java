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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The last lines of an instance, bounded by their number and by their size. Thread-safe.
 *
 * <p>
 * Lines are numbered without gaps. Who follows the tail asks for what comes after the
 * last number that it has, as often as it likes; nobody has to be told and nothing is
 * kept for anybody.
 */
public final class LogTail {

	private final @Nullable LogLine[] ring;

	private final long maxCharacters;

	private final Clock clock;

	private long characters;

	private long first;

	private long next;

	LogTail(int maxLines, long maxCharacters, Clock clock) {
		this.ring = new @Nullable LogLine[maxLines];
		this.maxCharacters = maxCharacters;
		this.clock = clock;
	}

	synchronized List<LogLine> add(List<String> texts) {
		Instant time = this.clock.instant();
		List<LogLine> added = new ArrayList<>(texts.size());
		texts.forEach((text) -> added.add(add(text, time)));
		return added;
	}

	private LogLine add(String text, Instant time) {
		if (this.next - this.first == this.ring.length) {
			removeFirst();
		}
		LogLine line = new LogLine(this.next, time, text);
		this.ring[slot(this.next)] = line;
		this.next++;
		this.characters += text.length();
		while (this.characters > this.maxCharacters) {
			removeFirst();
		}
		return line;
	}

	/**
	 * Return how many lines were ever added, which is the number of the next one.
	 * @return the number
	 */
	public synchronized long next() {
		return this.next;
	}

	/**
	 * Return the last lines.
	 * @param count how many at most
	 * @return the lines in the order they were written
	 */
	public synchronized TailSlice last(int count) {
		return read(Math.max(this.next - Math.max(count, 0), this.first), count);
	}

	/**
	 * Return the lines from a number on, or from the first after it that is still kept.
	 * @param from the number of the first line that is wanted
	 * @param count how many at most
	 * @return the lines in the order they were written
	 */
	public synchronized TailSlice read(long from, int count) {
		long begin = Math.max(from, this.first);
		long end = Math.min(begin + Math.max(count, 0), Math.max(this.next, begin));
		List<LogLine> lines = new ArrayList<>((int) (end - begin));
		for (long number = begin; number < end; number++) {
			LogLine line = this.ring[slot(number)];
			if (line != null) {
				lines.add(line);
			}
		}
		return new TailSlice(lines, begin - from, end);
	}

	private void removeFirst() {
		int slot = slot(this.first++);
		LogLine line = this.ring[slot];
		this.characters -= (line != null) ? line.text().length() : 0;
		this.ring[slot] = null;
	}

	private int slot(long number) {
		return (int) (number % this.ring.length);
	}

}
