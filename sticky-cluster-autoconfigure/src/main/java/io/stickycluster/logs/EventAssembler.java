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

import java.util.function.BiConsumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Puts lines that belong together into one event: a stack trace to the line that it
 * follows.
 */
final class EventAssembler {

	private static final int MAX_CHARACTERS = 64 * 1024;

	private static final String PYTHON_TRACE = "Traceback (most recent call last)";

	private static final Pattern EXCEPTION = Pattern
		.compile("(?:[\\w$]{1,200}\\.){0,30}+[\\w$]{0,200}(?:Exception|Error|Throwable|Exit)(?:: .*)?", Pattern.DOTALL);

	private final BiConsumer<LineLevel, String> events;

	private final StringBuilder event = new StringBuilder();

	private @Nullable LineLevel level;

	private boolean pending;

	EventAssembler(BiConsumer<LineLevel, String> events) {
		this.events = events;
	}

	void add(String line) {
		if (this.pending && continues(line)) {
			if (this.event.length() + line.length() <= MAX_CHARACTERS) {
				this.event.append('\n').append(line);
				return;
			}
			// The rest is as grave as the beginning
			LineLevel same = this.level;
			flush();
			begin(line, same);
			return;
		}
		flush();
		begin(line, LineLevel.of(line));
	}

	private void begin(String line, @Nullable LineLevel level) {
		this.event.append(line);
		this.level = level;
		this.pending = true;
	}

	private boolean continues(String line) {
		if (line.isEmpty()) {
			return false;
		}
		char first = line.charAt(0);
		if (first == ' ' || first == '\t') {
			// Some patterns pad the level, so that an event may begin with a blank
			return LineLevel.of(line) == null;
		}
		if (line.startsWith("Caused by:") || line.startsWith("Suppressed:") || line.startsWith("Wrapped by:")) {
			return true;
		}
		// Only a line of log is followed by its exception; any other may stand alone
		boolean trace = this.level != null || this.event.indexOf(PYTHON_TRACE) == 0;
		return trace && (line.startsWith(PYTHON_TRACE) || EXCEPTION.matcher(line).matches());
	}

	/**
	 * Whether there is an event that may go on.
	 * @return whether one is held back
	 */
	boolean isPending() {
		return this.pending;
	}

	/**
	 * Tell the event that is held back.
	 */
	void flush() {
		if (this.pending) {
			String text = this.event.toString();
			this.event.setLength(0);
			this.pending = false;
			this.events.accept((this.level != null) ? this.level : LineLevel.INFO, text);
		}
	}

}
