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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FollowedFile}.
 */
class FollowedFileTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	private Path file;

	@BeforeEach
	void create() throws IOException {
		this.file = Files.createFile(this.directory.resolve("out"));
	}

	@Test
	void whatIsWrittenIsReadUntilNothingMoreComes() throws IOException {
		write("one\ntwo\n");
		try (FollowedFile followed = FollowedFile.open(this.file)) {
			CompletableFuture<String> all = CompletableFuture.supplyAsync(() -> readAll(followed));
			write("three\nfo");
			write("ur");
			followed.end();
			assertThat(all.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("one\ntwo\nthree\nfour");
		}
	}

	@Test
	void nextReaderGoesOnAtTheFirstLineThatWasNotReadAsAWhole() throws IOException {
		write("one\ntwo\nthr");
		try (FollowedFile followed = FollowedFile.open(this.file)) {
			assertThat(read(followed)).isEqualTo("one\ntwo\nthr");
			write("ee\nfour\n");
			assertThat(read(followed)).isEqualTo("ee\nfour\n");
			// Its reader has not come for more, so that it may not have taken care of
			// this
		}
		try (FollowedFile followed = FollowedFile.open(this.file)) {
			followed.end();
			assertThat(readAll(followed)).isEqualTo("three\nfour\n");
		}
		try (FollowedFile followed = FollowedFile.open(this.file)) {
			followed.end();
			assertThat(readAll(followed)).isEmpty();
		}
	}

	@Test
	void largeFileIsEmptiedOnceItIsRead() throws IOException {
		write("x".repeat(99) + "\n");
		try (FollowedFile followed = FollowedFile.open(this.file, 100)) {
			CompletableFuture<String> all = CompletableFuture.supplyAsync(() -> readAll(followed));
			Awaitility.await().atMost(SOON).until(() -> Files.size(this.file) == 0);
			write("next\n");
			followed.end();
			assertThat(all.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join()).hasSize(105).endsWith("x\nnext\n");
		}
	}

	@Test
	void positionThatCannotBeIsIgnored() throws IOException {
		write("one\n");
		Files.write(this.directory.resolve("out.position"), new byte[] { 0, 0, 0, 1, 0, 0, 0, 0 });
		try (FollowedFile followed = FollowedFile.open(this.file)) {
			followed.end();
			assertThat(readAll(followed)).isEqualTo("one\n");
		}
	}

	private void write(String text) throws IOException {
		Files.writeString(this.file, text, StandardOpenOption.APPEND);
	}

	private static String read(FollowedFile followed) throws IOException {
		byte[] buffer = new byte[1000];
		return new String(buffer, 0, followed.read(buffer, 0, buffer.length), StandardCharsets.UTF_8);
	}

	private static String readAll(FollowedFile followed) {
		try {
			return new String(followed.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
