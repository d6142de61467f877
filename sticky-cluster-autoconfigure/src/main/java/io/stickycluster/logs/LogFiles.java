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

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The files of log of a cluster.
 */
final class LogFiles implements AutoCloseable {

	private final LogFileSettings settings;

	private final Charset charset;

	private final Map<Path, LogFile> files = new ConcurrentHashMap<>();

	LogFiles(LogFileSettings settings, Charset charset) {
		this.settings = settings;
		this.charset = charset;
	}

	/**
	 * Return what writes the lines of an instance.
	 * @param index the instance's index
	 * @param dropped counts the lines that could not be written
	 * @return the sink
	 */
	LineSink sink(int index, LongAdder dropped) {
		LogFile file = this.files.computeIfAbsent(this.settings.file(index), this::open);
		return new FileSink(file, this.settings.combined() ? index + "| " : "", dropped);
	}

	private LogFile open(Path path) {
		RollingFile file = new RollingFile(path, this.settings.maxBytes(), this.settings.maxFiles());
		return new LogFile(file, this.charset, this.settings.dateFormat(), System::nanoTime);
	}

	@Override
	public void close() {
		this.files.values().forEach(LogFile::close);
	}

}
