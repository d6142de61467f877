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

package io.stickycluster.assign;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PageOrigins}.
 */
class PageOriginsTests {

	@ParameterizedTest
	@CsvSource(nullValues = "none", textBlock = """
			http://shop.example:8080  | shop.example:3132 | true
			https://SHOP.example      | shop.example:3132 | true
			http://[::1]:8080         | [::1]:3132        | true
			http://127.0.0.1:8080     | localhost:3132    | false
			http://evil.example       | shop.example:3132 | false
			http://shop.example.evil  | shop.example:3132 | false
			null                      | shop.example:3132 | false
			http://                   | none              | false
			none                      | shop.example:3132 | false
			http://%                  | %                 | false
			""", delimiter = '|')
	void withoutAListTheHostCounts(String origin, String host, boolean allowed) {
		assertThat(new PageOrigins(List.of()).isAllowed(origin, host)).isEqualTo(allowed);
	}

	@Test
	void listedOriginsOnly() {
		PageOrigins origins = new PageOrigins(List.of("https://Shop.example"));
		assertThat(origins.isAllowed("https://shop.example", "10.0.0.5:3132")).isTrue();
		assertThat(origins.isAllowed("http://shop.example", "10.0.0.5:3132")).isFalse();
		assertThat(origins.isAllowed("http://10.0.0.5:8080", "10.0.0.5:3132")).isFalse();
	}

	@Test
	void browsersAreToldOfTheOriginAloneAndOthersAreLeftToTheApplication() {
		PageOrigins origins = new PageOrigins(List.of());
		var cors = origins.cors("http://shop.example:8080", "shop.example:3132");
		assertThat(cors.getAllowedOrigins()).containsExactly("http://shop.example:8080");
		assertThat(cors.getAllowCredentials()).isTrue();
		assertThat(origins.cors("http://evil.example", "shop.example:3132")).isNull();
		assertThat(origins.cors(null, "shop.example:3132")).isNull();
	}

}
