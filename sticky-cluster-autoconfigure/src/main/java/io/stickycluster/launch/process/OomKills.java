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
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a process was killed by the kernel because of a lack of memory, from the
 * counter of such kills that Linux keeps for the supervisor's control group or else for
 * the machine. Each kill is blamed once. Thread-safe.
 */
final class OomKills {

	private static final Path PROC = Path.of("/proc");

	private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

	private final List<Path> counters;

	private long blamed;

	OomKills() {
		this(counters(PROC.resolve("self/cgroup")));
	}

	/**
	 * Create an instance that reads given counters.
	 * @param counters files with a line {@code oom_kill n}; the first that has it counts
	 */
	OomKills(List<Path> counters) {
		this.counters = counters;
		this.blamed = Objects.requireNonNullElse(read(), 0L);
	}

	/**
	 * Return whether there was a kill that no process was said to have died of yet, and
	 * regard it as found.
	 * @return whether there was one, {@code null} when that is not known
	 */
	synchronized @Nullable Boolean tryBlame() {
		Long kills = read();
		if (kills == null) {
			return null;
		}
		if (kills <= this.blamed) {
			return false;
		}
		this.blamed++;
		return true;
	}

	private @Nullable Long read() {
		for (Path counter : this.counters) {
			try (Stream<String> lines = Files.lines(counter)) {
				Long kills = lines.filter((line) -> line.startsWith("oom_kill "))
					.map((line) -> Long.valueOf(line.substring(line.indexOf(' ') + 1).strip()))
					.findFirst()
					.orElse(null);
				if (kills != null) {
					return kills;
				}
			}
			catch (IOException | RuntimeException ex) {
				// Not here: the next one
			}
		}
		return null;
	}

	private static List<Path> counters(Path membership) {
		Path vmStatistics = PROC.resolve("vmstat");
		try (Stream<String> lines = Files.lines(membership)) {
			return lines.filter((line) -> line.startsWith("0::/"))
				.map((line) -> CGROUPS.resolve(line.substring("0::/".length())).resolve("memory.events"))
				.findFirst()
				.map((events) -> List.of(events, vmStatistics))
				.orElse(List.of(vmStatistics));
		}
		catch (IOException | RuntimeException ex) {
			return List.of(vmStatistics);
		}
	}

}
