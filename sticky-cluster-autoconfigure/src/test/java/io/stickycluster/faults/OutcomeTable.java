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

package io.stickycluster.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was observed, as a Markdown table of the build's directory.
 */
public final class OutcomeTable {

	private final Path file;

	private final List<String> lines = new ArrayList<>();

	/**
	 * Create a table.
	 * @param name the file's name without its ending
	 * @param headings the columns' headings
	 */
	public OutcomeTable(String name, String... headings) {
		this.file = Path.of("target", name + ".md");
		add((Object[]) headings);
		this.lines.add("| --- ".repeat(headings.length) + "|");
	}

	/**
	 * Add a row.
	 * @param cells what is observed
	 */
	public void add(Object... cells) {
		List<String> texts = new ArrayList<>();
		for (Object cell : cells) {
			texts.add(String.valueOf(cell).replace("|", "\\|").replace("\n", " "));
		}
		this.lines.add("| " + String.join(" | ", texts) + " |");
		write();
	}

	private void write() {
		try {
			Files.createDirectories(this.file.getParent());
			Files.write(this.file, this.lines);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
