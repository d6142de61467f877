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

import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Spread}.
 */
class SpreadTests {

	@Test
	void medianOfAnOddNumberIsTheValueInTheMiddle() {
		assertThat(Spread.of(DoubleStream.of(9, 1, 2))).isEqualTo(new Spread(1, 2, 9));
	}

	@Test
	void medianOfAnEvenNumberIsHalfwayBetweenTheTwoInTheMiddle() {
		assertThat(Spread.of(DoubleStream.of(9, 1, 2, 4))).isEqualTo(new Spread(1, 3, 9));
	}

	@Test
	void spreadOfNothingIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(DoubleStream.empty()));
	}

}
