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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LineLevel}.
 */
class LineLevelTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			ERROR [main] com.example.App : x;                                                       ERROR
			'WARN  [http-nio-8080-exec-1] c.e.App                                 : x';             WARN
			'DEBUG [main] c.e.App : x';                                                             DEBUG
			'2026-11-22T06:25:05.123Z  WARN 12345 --- [app] [           main] c.e.App : INFO';      WARN
			'2026-11-22T06:25:05.123+01:00 ERROR 1 --- [           main] c.e.App      : x';         ERROR
			'2026-11-22 06:25:05,123 TRACE [c.e.App] (main) x';                                     TRACE
			'06:25:05.123 [main] ERROR c.e.App - x';                                                ERROR
			'06:25:05.123 [main] [id=5] WARN c.e.App - x';                                          WARN
			'[ERROR] Failed to execute goal';                                                       ERROR
			'[2026-11-22 06:25:05] [WARNING] x';                                                    WARN
			'SEVERE: x';                                                                            ERROR
			'WARNING:root:x';                                                                       WARN
			'CRITICAL:root:x';                                                                      FATAL
			'2026-11-22 06:25:05,123 - my.logger - ERROR - x';                                      ERROR
			'NOTICE: x';                                                                            INFO
			'   INFO x';                                                                            INFO
			'\u001B[31mERROR\u001B[0m x';                                                           ERROR
			'{"@timestamp":"2026-11-22T06:25:05Z","log":{"level":"ERROR","logger":"a"}}';           ERROR
			'{"time":1,"level": "warn","msg":"ERROR"}';                                             WARN
			'{"message":"x","log.level":"DEBUG"}';                                                  DEBUG
			""")
	void levelIsFoundWhereItStandsUsually(String line, LineLevel level) {
		assertThat(LineLevel.of(line)).isEqualTo(level);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "Server listens on port 3000", "There was an ERROR", "ERRORS: 0",
			"ERROR.log rotated", "INFORMATION", "\tat com.example.App.main(App.java:7)",
			"java.lang.IllegalStateException: ERROR", "{\"message\":\"level\"}", "12:00 lunch WARN" })
	void otherLinesHaveNone(String line) {
		assertThat(LineLevel.of(line)).isNull();
	}

	@Test
	void lineMadeToCostTimeCostsNone() {
		String line = "[".repeat(4000) + " - ".repeat(4000) + "{\"level\"".repeat(500);
		assertThat(LineLevel.of(line)).isNull();
		assertThat(LineLevel.of("{" + line)).isNull();
	}

}
