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

/**
 * A page with a place for the report. What is around it stays.
 */
final class Page {

	private static final String BEGIN = "<!-- benchmark -->";

	private static final String END = "<!-- /benchmark -->";

	private final Path file;

	Page(Path file) {
		this.file = file;
	}

	/**
	 * Replace the last report.
	 * @param report the report
	 * @throws IOException if there is no place for it
	 */
	void write(String report) throws IOException {
		String page = Files.readString(this.file);
		int begin = page.indexOf(BEGIN);
		int end = page.indexOf(END);
		if (begin == -1 || end < begin) {
			throw new IOException("%s has no line '%s' with a line '%s' after it".formatted(this.file, BEGIN, END));
		}
		Files.writeString(this.file,
				page.substring(0, begin + BEGIN.length()) + "\n\n" + report.strip() + "\n\n" + page.substring(end));
	}

}
