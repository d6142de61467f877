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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventAssembler}.
 */
class EventAssemblerTests {

	private final List<String> events = new ArrayList<>();

	private final EventAssembler assembler = new EventAssembler((level, text) -> this.events.add(level + " " + text));

	@Test
	void stackTraceStaysWithItsLine() {
		String event = """
				ERROR [main] c.e.App : it failed
				java.lang.IllegalStateException: no
				database
				\tat com.example.App.main(App.java:7)
				\t... 3 common frames omitted
				Caused by: java.io.IOException: closed
				\tSuppressed: java.lang.Error
				\t\tat com.example.App.main(App.java:7)""".replace("no\ndatabase", "no database");
		add(event, "INFO  [main] c.e.App : next");
		assertThat(this.events).containsExactly("ERROR " + event);
		this.assembler.flush();
		assertThat(this.events).hasSize(2).last().isEqualTo("INFO INFO  [main] c.e.App : next");
		assertThat(this.assembler.isPending()).isFalse();
	}

	@Test
	void indentedLinesContinueAnyLine() {
		add("Usage:", "  --port", "\t--host", "done");
		this.assembler.flush();
		assertThat(this.events).containsExactly("INFO Usage:\n  --port\n\t--host", "INFO done");
	}

	@Test
	void paddedLevelBeginsAnEvent() {
		add("ERROR [main] a", " WARN [main] b", " INFO [main] c");
		this.assembler.flush();
		assertThat(this.events).containsExactly("ERROR ERROR [main] a", "WARN  WARN [main] b", "INFO  INFO [main] c");
	}

	@Test
	void exceptionWithoutALineOfLogStandsAlone() {
		add("Listening", "java.lang.IllegalStateException: x", "\tat a.B.c(B.java:1)", "bye");
		this.assembler.flush();
		assertThat(this.events).containsExactly("INFO Listening",
				"INFO java.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)", "INFO bye");
	}

	@Test
	void traceOfPythonStaysTogether() {
		add("ERROR:root:failed", "Traceback (most recent call last):", "  File \"a.py\", line 1", "ValueError: x",
				"Traceback (most recent call last):", "  File \"a.py\", line 1", "KeyError: 'y'", "ready");
		this.assembler.flush();
		assertThat(this.events).hasSize(2);
		this.events.clear();
		add("Traceback (most recent call last):", "  File \"a.py\", line 1", "ValueError: x", "ready");
		this.assembler.flush();
		assertThat(this.events).containsExactly(
				"INFO Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: x", "INFO ready");
	}

	@Test
	void endlessEventIsCutAndKeepsItsLevel() {
		add("ERROR [main] x");
		String line = "\tat " + "x".repeat(1000);
		for (int i = 0; i < 100; i++) {
			add(line);
		}
		this.assembler.flush();
		assertThat(this.events).hasSize(2).allMatch((event) -> event.startsWith("ERROR "));
		assertThat(String.join("\n", this.events).lines()).hasSize(101);
	}

	@Test
	void blankLineIsALine() {
		add("a", "", "b");
		this.assembler.flush();
		assertThat(this.events).containsExactly("INFO a", "INFO ", "INFO b");
	}

	private void add(String... lines) {
		for (String line : lines) {
			line.lines().forEach(this.assembler::add);
			if (line.isEmpty()) {
				this.assembler.add(line);
			}
		}
	}

}
