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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Goals}.
 */
class GoalsTests {

	private final Goals goals = new Goals();

	@Test
	void medianDecidesWhetherAGoalIsMet() {
		this.goals.atLeast("throughput", 1.0, new Spread(0.9, 1.0, 1.1));
		this.goals.atLeast("more throughput", 1.1, new Spread(0.9, 1.0, 1.1));
		this.goals.atMost("latency", 1.2, new Spread(1.1, 1.2, 1.3));
		this.goals.atMost("less latency", 1.1, new Spread(1.1, 1.2, 1.3));
		assertThat(this.goals.table().lines().skip(2)).containsExactly(
				"| throughput | at least 1.0 | 1.00 (0.90 to 1.10) | yes |",
				"| more throughput | at least 1.1 | 1.00 (0.90 to 1.10) | **no** |",
				"| latency | at most 1.2 | 1.20 (1.10 to 1.30) | yes |",
				"| less latency | at most 1.1 | 1.20 (1.10 to 1.30) | **no** |");
	}

	@Test
	void tableWhenNothingWasComparedIsEmpty() {
		assertThat(this.goals.table()).isEmpty();
	}

}
