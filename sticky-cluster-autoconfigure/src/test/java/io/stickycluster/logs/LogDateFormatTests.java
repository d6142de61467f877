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

import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LogDateFormat}.
 */
class LogDateFormatTests {

	/**
	 * A time at which the year of the week is another one, and a Friday.
	 */
	private static final Instant TIME = Instant.parse("2027-01-01T00:04:05.067Z");

	private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			YYYY-MM-DD HH:mm Z             | 2027-01-01 01:04 +01:00
			YYYY-MM-DDTHH:mm:ss.SSSZZ      | 2027-01-01T01:04:05.067+0100
			DD.MM.YY H:m:s                 | 01.01.27 1:4:5
			dddd, D MMMM YYYY, hh:mm A     | Friday, 1 January 2027, 01:04 AM
			ddd MMM DD YYYY h a            | Fri Jan 01 2027 1 AM
			[it's] YYYY [day] DDDD         | it's 2027 day 001
			yyyy-MM-DD                     | 2027-01-01
			YYYY'MM'DD                     | 2027'01'01
			""")
	void patternOfPm2MeansWhatItMeansThere(String pattern, String expected) {
		assertThat(LogDateFormat.of(pattern, ZONE).format(TIME)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			yyyy-MM-dd HH:mm Z             | 2027-01-01 01:04 +0100
			uuuu-MM-dd'T'HH:mm:ss.SSSXXX   | 2027-01-01T01:04:05.067+01:00
			HH:mm:ss                       | 01:04:05
			EEE d MMM                      | Fri 1 Jan
			""")
	void patternOfJavaMeansWhatItMeansThere(String pattern, String expected) {
		assertThat(LogDateFormat.of(pattern, ZONE).format(TIME)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "YYYY-MM-dd", "YYYY wo", "Do MMM YYYY", "YYYY X", "YYYY Q", "yyyy-MM-dd'T", "b", "{",
			"YYYY LT", "YYYYYY" })
	void anythingElseIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> LogDateFormat.of(pattern, ZONE));
	}

}
