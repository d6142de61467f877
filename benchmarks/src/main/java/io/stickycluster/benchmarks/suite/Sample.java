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

package io.stickycluster.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a proxy in a JVM holds at a moment.
 *
 * @param memory its memory
 * @param files how many files it has open, sockets included
 * @param threads how many threads it has
 */
record Sample(Memory memory, int files, int threads) {

	private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

	private static final double MEGABYTE = 1024 * 1024;

	static Sample of(Contender contender) throws IOException, InterruptedException {
		Path process = Path.of("/proc", Long.toString(contender.proxy().handles().get(0).pid()));
		try (Stream<Path> files = Files.list(process.resolve("fd"))) {
			int open = (int) files.count();
			int threads = (int) Memory.find(THREADS, Files.readString(process.resolve("status")));
			return new Sample(Memory.of(contender), open, threads);
		}
	}

	/**
	 * Return what there is as cells of a table, memory in megabytes.
	 * @param title the first cell
	 * @return the cells
	 */
	String[] cells(String title) {
		return new String[] { title, megabytes(this.memory.heap()), megabytes(this.memory.direct()),
				megabytes(this.memory.resident()), Integer.toString(this.files), Integer.toString(this.threads) };
	}

	private static String megabytes(double bytes) {
		return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
	}

}
