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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RequestPath} and {@link PortRoute}.
 */
class RequestPathTests {

	@ParameterizedTest
	@CsvSource({ "/, /", "/a, /a", "/a/b?c=/d, /a/b", "/a/, /a", "//a, /a", "/a//b, /a/b", "/./a, /a", "/a/., /a",
			"/b/../a, /a", "/../a, /a", "/%61, /a", "/%61%2Fb, /a/b", "/a;x=y/b;z, /a/b", "/a%3Bx/b, /a/b",
			"/b;/../a, /a", "/b/%2e%2E/a, /a", "/b/..;x/a, /a", "/\\a, /a", "/b\\..\\a, /a", "/%2561, /%61",
			"/%zz, /%zz", "/%, /%", "/.well-known/x, /.well-known/x", "*, /*", "/a#b, /a" })
	void normalizeResolvesWhatAServerMightResolve(String target, String path) {
		assertThat(RequestPath.normalize(target)).isEqualTo(path);
	}

	@Test
	void readingsHaveDotSegmentsResolvedAndNot() {
		assertThat(RequestPath.readings("/a/../b")).containsExactly("/b", "/a/../b");
		assertThat(RequestPath.readings("/a/./b")).containsExactly("/a/b");
	}

	@ParameterizedTest
	@CsvSource({ "/a, /a, true", "/a/b, /a, true", "/ab, /a, false", "/, /a, false", "/b/a, /a, false" })
	void isAtOrBelowMatchesWholeSegments(String path, String prefix, boolean matches) {
		assertThat(RequestPath.isAtOrBelow(path, prefix)).isEqualTo(matches);
	}

	@Test
	void portRouteIsNormalizedAndNeverTheRoot() {
		assertThat(new PortRoute("/chat/", "chat").path()).isEqualTo("/chat");
		assertThatIllegalArgumentException().isThrownBy(() -> new PortRoute("chat", "chat"))
			.withMessageContaining("'chat'");
		assertThatIllegalArgumentException().isThrownBy(() -> new PortRoute("/", "chat"));
	}

}
