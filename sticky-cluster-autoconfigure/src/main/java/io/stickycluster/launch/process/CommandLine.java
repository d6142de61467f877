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

package io.stickycluster.launch.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A command line with placeholders such as <code>${PORT}</code>, taken apart into words
 * as a POSIX shell does: blanks separate, single quotes keep everything as it is, double
 * quotes and backslashes keep blanks and quotes. There is no shell: nothing else, such as
 * {@code *}, {@code |} or {@code ~}, has a meaning.
 */
public final class CommandLine {

	private static final String ESCAPED_IN_QUOTES = "\"\\$`";

	private final String template;

	/**
	 * Create a command line.
	 * @param template the words
	 * @param variables the names that a placeholder may have
	 * @throws IllegalArgumentException if there is no program, a quote that does not end,
	 * or a placeholder of another name
	 */
	public CommandLine(String template, Iterable<String> variables) {
		this.template = template;
		Map<String, String> samples = new HashMap<>();
		variables.forEach((name) -> samples.put(name, "0"));
		List<String> words = words(samples);
		if (words.isEmpty() || words.get(0).isEmpty()) {
			throw new IllegalArgumentException("it names no program");
		}
	}

	/**
	 * Return the words.
	 * @param variables the values of the placeholders by their names
	 * @return the program and its arguments
	 */
	List<String> words(Map<String, String> variables) {
		return new Splitter(this.template, variables).split();
	}

	/**
	 * Takes one command line apart.
	 */
	private static final class Splitter {

		private final String line;

		private final Map<String, String> variables;

		private final List<String> words = new ArrayList<>();

		private @Nullable StringBuilder word;

		private int position;

		Splitter(String line, Map<String, String> variables) {
			this.line = line;
			this.variables = variables;
		}

		List<String> split() {
			while (this.position < this.line.length()) {
				char c = next();
				switch (c) {
					case ' ', '\t', '\n', '\r' -> endWord();
					case '\'' -> word().append(untilQuote());
					case '"' -> doubleQuoted();
					case '\\' -> word().append(escaped());
					case '$' -> word().append(variable());
					default -> word().append(c);
				}
			}
			endWord();
			return this.words;
		}

		private char next() {
			return this.line.charAt(this.position++);
		}

		private StringBuilder word() {
			StringBuilder word = this.word;
			if (word == null) {
				word = new StringBuilder();
				this.word = word;
			}
			return word;
		}

		private void endWord() {
			if (this.word != null) {
				this.words.add(this.word.toString());
				this.word = null;
			}
		}

		private String untilQuote() {
			int end = this.line.indexOf('\'', this.position);
			if (end == -1) {
				throw new IllegalArgumentException("it has a single quote that does not end");
			}
			String quoted = this.line.substring(this.position, end);
			this.position = end + 1;
			return quoted;
		}

		private void doubleQuoted() {
			StringBuilder quoted = word();
			while (this.position < this.line.length()) {
				char c = next();
				if (c == '"') {
					return;
				}
				if (c == '\\' && isNext(ESCAPED_IN_QUOTES)) {
					quoted.append(next());
				}
				else if (c == '$') {
					quoted.append(variable());
				}
				else {
					quoted.append(c);
				}
			}
			throw new IllegalArgumentException("it has a double quote that does not end");
		}

		private String escaped() {
			// A newline after a backslash continues the line
			char c = (this.position < this.line.length()) ? next() : '\\';
			return (c != '\n') ? String.valueOf(c) : "";
		}

		private boolean isNext(String candidates) {
			return this.position < this.line.length() && candidates.indexOf(this.line.charAt(this.position)) != -1;
		}

		private String variable() {
			int end = this.line.indexOf('}', this.position);
			if (!isNext("{") || end == -1) {
				return "$";
			}
			String name = this.line.substring(this.position + 1, end);
			String value = this.variables.get(name);
			if (value == null) {
				throw new IllegalArgumentException("nothing is known of its placeholder ${" + name + "}");
			}
			this.position = end + 1;
			return value;
		}

	}

}
