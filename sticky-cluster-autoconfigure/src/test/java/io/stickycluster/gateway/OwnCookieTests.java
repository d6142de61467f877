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

package io.stickycluster.gateway;

import java.util.List;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnCookie}.
 */
@NullUnmarked
class OwnCookieTests {

	private final OwnCookie cookie = new OwnCookie("OWN");

	private final HttpHeaders headers = new DefaultHttpHeaders();

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			OWN=1                          | -
			OWN=1; a=2                     | a=2
			a=2; OWN=1                     | a=2
			a=2; OWN=1; b=3                | a=2; b=3
			a=2;OWN=1;b=3                  | a=2;b=3
			a="x y";  OWN=1 ; b            | a="x y"; b
			a=OWN=7; OWN=1; XOWN=2; OWNX=3 | a=OWN=7; XOWN=2; OWNX=3
			OWN=1;                         | -
			""")
	void ownCookieIsTakenOutAndTheOthersStayAsTheyCame(String line, String rest) {
		this.headers.add("cookie", line);
		assertThat(this.cookie.takeFrom(this.headers)).containsExactly("1");
		assertThat(this.headers.get("cookie")).isEqualTo(rest);
	}

	@Test
	void severalHeadersAndValuesAreRead() {
		this.headers.add("cookie", List.of("a=1", "OWN=x", "b=2; OWN=y"));
		assertThat(this.cookie.takeFrom(this.headers)).containsExactly("x", "y");
		assertThat(this.headers.getAll("cookie")).containsExactly("a=1", "b=2");
	}

	@Test
	void headersWithoutItAreNotTouched() {
		assertThat(this.cookie.takeFrom(this.headers)).isEmpty();
		this.headers.add("Cookie", List.of("a=1 ;;", "own=2"));
		assertThat(this.cookie.takeFrom(this.headers)).isEmpty();
		assertThat(this.headers.getAll("cookie")).containsExactly("a=1 ;;", "own=2");
	}

}
