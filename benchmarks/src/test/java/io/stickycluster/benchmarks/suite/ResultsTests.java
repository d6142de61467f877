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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Results}.
 */
class ResultsTests {

	private final Results results = new Results(
			Map.of("nginx", List.of(measurement(1000), measurement(4000), measurement(2000)), "gateway",
					List.of(measurement(500), measurement(1000), measurement(1800))));

	@Test
	void spreadIsOfTheRounds() {
		assertThat(this.results.spread("nginx", Measurement::perSecond)).isEqualTo(new Spread(1000, 2000, 4000));
	}

	@Test
	void ratioComparesWithinTheRound() {
		assertThat(this.results.ratio("gateway", "nginx", Measurement::perSecond))
			.isEqualTo(new Spread(0.25, 0.5, 0.9));
	}

	@Test
	void ratioWhenThereIsNoSuchContenderFails() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.results.ratio("gateway", "direct", Measurement::perSecond))
			.withMessageContaining("direct");
	}

	private static Measurement measurement(double perSecond) {
		return new Measurement(perSecond, 0, 0, 0, 0, 0, 0);
	}

}
