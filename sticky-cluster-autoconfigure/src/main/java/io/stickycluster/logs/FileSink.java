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
import java.util.concurrent.atomic.LongAdder;

/**
 * {@link LineSink} that writes to a {@link LogFile}.
 */
final class FileSink implements LineSink {

	private final LogFile file;

	private final String prefix;

	private final LongAdder dropped;

	FileSink(LogFile file, String prefix, LongAdder dropped) {
		this.file = file;
		this.prefix = prefix;
		this.dropped = dropped;
	}

	@Override
	public void write(List<LogLine> lines, long droppedBefore) {
		if (!this.file.write(this.prefix, lines, droppedBefore)) {
			this.dropped.add(lines.size());
		}
	}

}
