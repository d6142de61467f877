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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OomKills}.
 */
class OomKillsTests {

	@TempDir
	Path directory;

	@Test
	void eachKillIsBlamedOnce() throws IOException {
		Path events = write("memory.events", 5);
		OomKills kills = new OomKills(List.of(events));
		assertThat(kills.tryBlame()).isFalse();
		write("memory.events", 7);
		assertThat(kills.tryBlame()).isTrue();
		assertThat(kills.tryBlame()).isTrue();
		assertThat(kills.tryBlame()).isFalse();
	}

	@Test
	void firstCounterThatThereIsCounts() throws IOException {
		Path empty = Files.writeString(this.directory.resolve("empty"), "low 0\noom_group_kill 9\n");
		Path machine = write("vmstat", 1);
		OomKills kills = new OomKills(List.of(this.directory.resolve("missing"), empty, machine));
		assertThat(kills.tryBlame()).isFalse();
		write("vmstat", 2);
		assertThat(kills.tryBlame()).isTrue();
	}

	@Test
	void withoutACounterNothingIsKnown() {
		assertThat(new OomKills(List.of(this.directory.resolve("missing"))).tryBlame()).isNull();
	}

	private Path write(String name, long kills) throws IOException {
		return Files.writeString(this.directory.resolve(name),
				"low 0\nhigh 0\nmax 3\noom 4\noom_kill " + kills + "\noom_group_kill 0\n");
	}

}
