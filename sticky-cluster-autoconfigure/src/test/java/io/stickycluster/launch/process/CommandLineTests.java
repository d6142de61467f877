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

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CommandLine}.
 */
class CommandLineTests {

	private static final Map<String, String> VARIABLES = Map.of("PORT", "3131", "NODE_APP_INSTANCE", "0");

	@Test
	void placeholdersAreReplaced() {
		assertThat(words("python3 server.py --port ${PORT} --name=app-${NODE_APP_INSTANCE}.${PORT} \"${PORT}\""))
			.containsExactly("python3", "server.py", "--port", "3131", "--name=app-0.3131", "3131");
	}

	@Test
	void placeholdersInSingleQuotesAreTheProgramsAffair() {
		assertThat(words("sh -c 'exec server ${PORT} ${OTHER}' \\${PORT}")).containsExactly("sh", "-c",
				"exec server ${PORT} ${OTHER}", "${PORT}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b  c", " a\tb c ", "'a b' c", "\"a b\" c", "a\\ b", "a'b c'd", "''", "a '' \"\"",
			"'a\"b'", "\"a'b\"", "\"a\\\"b\"", "\"a\\\\b\"", "\"a\\nb\"", "a\\\\b", "\\'", "'a\\b'", "x=\"y z\"",
			"a\\\nb", "\"\\$x\"", "'it'\\''s'", "--port 80 '#x'" })
	void wordsAreThoseOfAShell(String line) throws Exception {
		Process shell = new ProcessBuilder("sh", "-c", "for word in x " + line + "; do printf '%s\\0' \"$word\"; done")
			.start();
		String output = new String(shell.getInputStream().readAllBytes());
		assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(words("x " + line)).isEqualTo(List.of(output.substring(0, output.length() - 1).split("\0", -1)));
	}

	@Test
	void dollarWithoutAPlaceholderStays() {
		assertThat(words("a $ $b $1 ${ \"$\"")).containsExactly("a", "$", "$b", "$1", "${", "$");
	}

	@Test
	void lineWithoutAProgramIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> words("  ")).withMessage("it names no program");
		assertThatIllegalArgumentException().isThrownBy(() -> words("'' x")).withMessage("it names no program");
	}

	@Test
	void unfinishedQuoteIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> words("a 'b"))
			.withMessage("it has a single quote that does not end");
		assertThatIllegalArgumentException().isThrownBy(() -> words("a \"b\\\""))
			.withMessage("it has a double quote that does not end");
	}

	@Test
	void unknownPlaceholderIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> words("a ${PROT}"))
			.withMessage("nothing is known of its placeholder ${PROT}");
	}

	private List<String> words(String line) {
		return new CommandLine(line, VARIABLES.keySet()).words(VARIABLES);
	}

}
