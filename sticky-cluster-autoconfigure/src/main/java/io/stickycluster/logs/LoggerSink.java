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
import java.util.List;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * {@link LineSink} that passes lines to a logger, so that they go wherever the user's own
 * configuration sends them.
 */
final class LoggerSink implements LineSink {

	private static final Duration QUIET = Duration.ofMillis(100);

	private final Log log;

	private final EventAssembler assembler;

	LoggerSink(Log log) {
		this.log = log;
		this.assembler = new EventAssembler((level, text) -> level.log(log, text));
	}

	@Override
	public void write(List<LogLine> lines, long droppedBefore) {
		if (droppedBefore > 0) {
			this.assembler.flush();
			this.log.warn(droppedBefore + " lines dropped: the instance writes faster than they are logged");
		}
		lines.forEach((line) -> this.assembler.add(line.text()));
	}

	@Override
	public @Nullable Duration quietAfter() {
		return this.assembler.isPending() ? QUIET : null;
	}

	@Override
	public void quiet() {
		this.assembler.flush();
	}

}
