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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogFile} and {@link RollingFile}.
 */
class LogFileTests {

	private static final Instant TIME = Instant.parse("2026-11-22T06:25:05Z");

	private final AtomicLong nanoTime = new AtomicLong();

	private final CapturedLog warnings = new CapturedLog(LogFile.class.getName());

	@TempDir
	Path directory;

	private @Nullable LogFile file;

	@BeforeEach
	void capture() {
		this.warnings.start();
	}

	@AfterEach
	void close() {
		this.warnings.stop();
		if (this.file != null) {
			this.file.close();
		}
	}

	static boolean hasFullDevice() {
		return Files.exists(Path.of("/dev/full"));
	}

	@Test
	void appendsToWhatIsThere() throws Exception {
		Path path = this.directory.resolve("a/b/app.log");
		Files.createDirectories(path.getParent());
		Files.writeString(path, "before\n");
		LogFile file = open(path, 0, 0, null);
		assertThat(write(file, "", "one", "zwölf")).isTrue();
		assertThat(path).hasContent("before\none\nzwölf\n");
	}

	@Test
	void writesIndexAndTimeBeforeEachLineAndWhatIsMissing() {
		Path path = this.directory.resolve("app.log");
		LogFile file = open(path, 0, 0, "YYYY-MM-DD HH:mm Z");
		write(file, "3| ", "one", "\tat two");
		file.write("3| ", List.of(), 7);
		assertThat(path).hasContent("""
				3| 2026-11-22 06:25 +00:00: one
				3| 2026-11-22 06:25 +00:00: 	at two
				3| 7 lines dropped: the instance writes faster than this file
				""");
	}

	@Test
	void rollsAtItsSizeAndKeepsTheNewest() throws Exception {
		Path path = this.directory.resolve("app.log");
		LogFile file = open(path, 10, 2, null);
		for (String line : List.of("first", "2nd", "third", "fourth", "fifth")) {
			assertThat(write(file, "", line)).isTrue();
		}
		assertThat(path).hasContent("fifth\n");
		assertThat(this.directory.resolve("app.log.1")).hasContent("fourth\n");
		assertThat(this.directory.resolve("app.log.2")).hasContent("third\n");
		assertThat(names()).containsExactlyInAnyOrder("app.log", "app.log.1", "app.log.2");
	}

	@Test
	void sizeOfAnExistingFileCounts() throws Exception {
		Path path = this.directory.resolve("app.log");
		Files.writeString(path, "0123456789\n");
		LogFile file = open(path, 15, 1, null);
		write(file, "", "a");
		write(file, "", "bcdef");
		assertThat(path).hasContent("bcdef\n");
		assertThat(this.directory.resolve("app.log.1")).hasContent("0123456789\na\n");
	}

	@Test
	void beginsAnewWhenNoRolledFilesAreKept() throws Exception {
		Path path = this.directory.resolve("app.log");
		LogFile file = open(path, 10, 0, null);
		write(file, "", "0123456789");
		write(file, "", "next");
		assertThat(path).hasContent("next\n");
		assertThat(names()).containsExactly("app.log");
	}

	@Test
	@EnabledIf("hasFullDevice")
	void fullDiskCostsTheLinesAndOneWarningAMinute() {
		LogFile file = open(Path.of("/dev/full"), 0, 0, null);
		for (int second = 0; second < 59; second++) {
			assertThat(write(file, "", "lost", "lost too")).isFalse();
			pass(Duration.ofSeconds(1));
		}
		assertThat(this.warnings.messages()).hasSize(1)
			.first()
			.asString()
			.contains("/dev/full cannot be written, 2 lines are lost")
			.contains("No space left on device");
		pass(Duration.ofSeconds(1));
		assertThat(write(file, "", "lost")).isFalse();
		assertThat(this.warnings.messages()).hasSize(2).last().asString().contains("119 lines are lost");
	}

	@Test
	@EnabledIf("hasFullDevice")
	void recoversFromAFullDiskByItself() throws Exception {
		Path path = this.directory.resolve("app.log");
		Files.createSymbolicLink(path, Path.of("/dev/full"));
		LogFile file = open(path, 0, 0, null);
		assertThat(write(file, "", "lost")).isFalse();
		assertThat(write(file, "", "lost", "lost")).isFalse();
		Files.delete(path);
		assertThat(write(file, "", "kept")).isTrue();
		assertThat(write(file, "", "kept too")).isTrue();
		assertThat(path).hasContent("\n3 lines lost: they could not be written\nkept\nkept too\n");
		assertThat(this.warnings.messages()).hasSize(2)
			.last()
			.asString()
			.contains("is written again, 3 lines are lost");
	}

	@Test
	void directoryThatIsAFileIsNoReasonToGiveUp() throws Exception {
		Path path = this.directory.resolve("logs/app.log");
		Files.createFile(path.getParent());
		LogFile file = open(path, 0, 0, null);
		assertThat(write(file, "", "lost")).isFalse();
		Files.delete(path.getParent());
		assertThat(write(file, "", "kept")).isTrue();
		assertThat(path).content().endsWith("kept\n");
	}

	@Test
	void removedDirectoryIsCreatedAgain() throws Exception {
		Path path = this.directory.resolve("logs/app.log");
		LogFile file = open(path, 0, 0, null);
		write(file, "", "removed");
		Files.delete(path);
		Files.delete(path.getParent());
		pass(LogFile.CHECK_INTERVAL);
		assertThat(write(file, "", "kept")).isTrue();
		assertThat(path).hasContent("kept\n");
	}

	@Test
	void fileMovedByAnotherProgramIsLetGo() throws Exception {
		Path path = this.directory.resolve("app.log");
		LogFile file = open(path, 0, 0, null);
		write(file, "", "old");
		Files.move(path, this.directory.resolve("old.log"));
		Files.createFile(path);
		pass(LogFile.CHECK_INTERVAL);
		write(file, "", "new");
		assertThat(path).hasContent("new\n");
		assertThat(this.directory.resolve("old.log")).hasContent("old\n");
	}

	private LogFile open(Path path, long maxBytes, int maxFiles, @Nullable String dateFormat) {
		LogDateFormat format = (dateFormat != null) ? LogDateFormat.of(dateFormat, ZoneOffset.UTC) : null;
		LogFile opened = new LogFile(new RollingFile(path, maxBytes, maxFiles), StandardCharsets.UTF_8, format,
				this.nanoTime::get);
		this.file = opened;
		return opened;
	}

	private void pass(Duration time) {
		this.nanoTime.addAndGet(time.toNanos());
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((path) -> path.getFileName().toString()).toList();
		}
	}

	private static boolean write(LogFile file, String prefix, String... texts) {
		List<LogLine> lines = new ArrayList<>();
		for (String text : texts) {
			lines.add(new LogLine(lines.size(), TIME, text));
		}
		return file.write(prefix, lines, 0);
	}

}
