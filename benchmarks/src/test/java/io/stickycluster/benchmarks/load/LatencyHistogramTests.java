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

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatencyHistogram}.
 */
class LatencyHistogramTests {

	private final LatencyHistogram histogram = new LatencyHistogram();

	@Test
	void percentileIsLessThanTwoPercentWrong() {
		for (int i = 1; i <= 100_000; i++) {
			this.histogram.record(i * 1_000L);
		}
		assertThat(this.histogram.count()).isEqualTo(100_000);
		assertThat(this.histogram.percentile(0.5)).isCloseTo(50_000_000, Percentage.withPercentage(2));
		assertThat(this.histogram.percentile(0.99)).isCloseTo(99_000_000, Percentage.withPercentage(2));
		assertThat(this.histogram.percentile(1)).isGreaterThanOrEqualTo(100_000_000);
	}

	@Test
	void percentileOfShortLatenciesIsExact() {
		this.histogram.record(3);
		this.histogram.record(63);
		assertThat(this.histogram.percentile(0.5)).isEqualTo(3);
		assertThat(this.histogram.percentile(0.51)).isEqualTo(63);
	}

	@Test
	void percentileWhenNothingIsRecordedIsZero() {
		assertThat(this.histogram.percentile(0.99)).isZero();
	}

	@Test
	void recordTakesAnyLatency() {
		this.histogram.record(0);
		this.histogram.record(Long.MAX_VALUE);
		assertThat(this.histogram.percentile(0.5)).isZero();
		assertThat(this.histogram.percentile(1)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void addCountsBoth() {
		LatencyHistogram other = new LatencyHistogram();
		other.record(20);
		this.histogram.record(10);
		this.histogram.add(other);
		assertThat(this.histogram.count()).isEqualTo(2);
		assertThat(this.histogram.percentile(0.5)).isEqualTo(10);
		assertThat(this.histogram.percentile(1)).isEqualTo(20);
	}

}
