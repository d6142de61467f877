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

package io.stickycluster.benchmarks.load;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Report}.
 */
class ReportTests {

	private final Report report = new Report(Map.of("direct",
			List.of(new Measurement(1000, 100, 1000, 10), new Measurement(4000, 200, 4000, 20),
					new Measurement(2000, 400, 2000, 30)),
			"gateway", List.of(new Measurement(500, 200, 1000, 15), new Measurement(1000, 600, 8000, 30),
					new Measurement(1800, 400, 3000, 31))));

	@Test
	void targetsGivesMedianAndSpreadOfTheRounds() {
		assertThat(this.report.targets(List.of("direct"))).isEqualTo("""
				| target | req/s | p50 µs | p99 µs | server CPU µs/request |
				| --- | --- | --- | --- | --- |
				| direct | 2,000 (1,000 to 4,000) | 200 (100 to 400) | 2,000 (1,000 to 4,000) | 20.0 (10.0 to 30.0) |
				""");
	}

	@Test
	void ratiosComparesWithinTheRound() {
		assertThat(this.report.ratios(List.of(List.of("gateway", "direct")))).isEqualTo(
				"""
						| compared | req/s | p50 | p99 | server CPU, difference in µs/request |
						| --- | --- | --- | --- | --- |
						| gateway / direct | 0.50 (0.25 to 0.90) | 2.00 (1.00 to 3.00) | 1.50 (1.00 to 2.00) | +5.0 (+1.0 to +10.0) |
						""");
	}

	@Test
	void ratiosWhenThereIsNoSuchTargetFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.report.ratios(List.of(List.of("nginx", "direct"))))
			.withMessageContaining("nginx");
	}

}
