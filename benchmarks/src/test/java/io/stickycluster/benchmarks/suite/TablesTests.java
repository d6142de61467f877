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

package io.stickycluster.benchmarks.suite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tables}.
 */
class TablesTests {

	private final Map<String, List<Measurement>> rounds = new LinkedHashMap<>();

	@BeforeEach
	void fill() {
		this.rounds.put("direct", List.of(new Measurement(4000, 10, 20, 30, 0, 5, 6)));
		this.rounds.put("gateway", List.of(new Measurement(3000, 20, 30, 40, 12, 5, 6)));
		this.rounds.put("nginx", List.of(new Measurement(2000, 40, 60, 80, 10, 5, 6)));
	}

	@Test
	void fullComparesWithNginx() {
		assertThat(Tables.full(new Results(this.rounds), "request").lines().skip(2)).containsExactly(
				"| direct | 4,000 (4,000 to 4,000) | 2.00 (2.00 to 2.00) | 10 | 20 | 30 |  |  | 5.0 | 6.0 |",
				"| gateway | 3,000 (3,000 to 3,000) | 1.50 (1.50 to 1.50) | 20 | 30 | 40 | 12.0 (12.0 to 12.0)"
						+ " | 1.20 (1.20 to 1.20) | 5.0 | 6.0 |",
				"| nginx | 2,000 (2,000 to 2,000) |  | 40 | 60 | 80 | 10.0 (10.0 to 10.0) |  | 5.0 | 6.0 |");
	}

	@Test
	void fullWithoutNginxComparesWithNothing() {
		this.rounds.remove("nginx");
		assertThat(Tables.full(new Results(this.rounds), "request"))
			.contains("| gateway | 3,000 (3,000 to 3,000) |  |");
	}

	@Test
	void latenciesComparesTheNinetyNinthPercentile() {
		assertThat(Tables.latencies(new Results(this.rounds)))
			.contains("| gateway | 3,000 | 20 | 30 (30 to 30) | 0.50 (0.50 to 0.50) | 40 | 12.0 |");
	}

	@Test
	void throughputTellsNoLatencies() {
		assertThat(Tables.throughput(new Results(this.rounds), "message"))
			.contains("| gateway | 3,000 (3,000 to 3,000) | 1.50 (1.50 to 1.50) | 12.00 (12.00 to 12.00)"
					+ " | 1.20 (1.20 to 1.20) | 5.00 | 6.00 |");
	}

}
