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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Page}.
 */
class PageTests {

	@TempDir
	private Path directory;

	@Test
	void writeReplacesTheLastReportAndNothingElse() throws IOException {
		Path file = page("# Title\n\n<!-- benchmark -->\nold\n<!-- /benchmark -->\n\nProse.\n");
		new Page(file).write("new\n\n");
		new Page(file).write("newer\n");
		assertThat(file).hasContent("# Title\n\n<!-- benchmark -->\n\nnewer\n\n<!-- /benchmark -->\n\nProse.\n");
	}

	@Test
	void writeWhenThereIsNoPlaceFails() throws IOException {
		Path file = page("# Title\n<!-- benchmark -->\n");
		assertThatIOException().isThrownBy(() -> new Page(file).write("new"))
			.withMessageContaining("<!-- /benchmark -->");
		assertThat(file).hasContent("# Title\n<!-- benchmark -->\n");
	}

	private Path page(String content) throws IOException {
		return Files.writeString(this.directory.resolve("page.md"), content);
	}

}
