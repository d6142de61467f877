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

package io.stickycluster.external;

import java.util.List;

/**
 * Text of a configuration, line by line.
 */
final class ConfigurationText {

	private final StringBuilder text = new StringBuilder();

	private final String indent;

	private int depth;

	/**
	 * Create a text.
	 * @param indent what a line in a block begins with
	 */
	ConfigurationText(String indent) {
		this.indent = indent;
	}

	/**
	 * Add lines.
	 * @param lines the lines, indented as deep as the block that they are in
	 * @return this text
	 */
	ConfigurationText add(String lines) {
		lines.stripTrailing()
			.lines()
			.forEach((line) -> this.text.append(line.isEmpty() ? "" : this.indent.repeat(this.depth))
				.append(line)
				.append('\n'));
		return this;
	}

	ConfigurationText comment(List<String> lines) {
		lines.forEach((line) -> add("# " + line));
		return this;
	}

	ConfigurationText blank() {
		this.text.append('\n');
		return this;
	}

	/**
	 * Begin a block, whose lines are indented.
	 * @param head its first line
	 * @return this text
	 */
	ConfigurationText begin(String head) {
		add(head);
		this.depth++;
		return this;
	}

	/**
	 * End a block.
	 * @param tail its last line, or empty
	 * @return this text
	 */
	ConfigurationText end(String tail) {
		this.depth--;
		if (!tail.isEmpty()) {
			add(tail);
		}
		return this;
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
