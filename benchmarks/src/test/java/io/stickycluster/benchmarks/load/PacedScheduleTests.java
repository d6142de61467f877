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

import java.util.concurrent.TimeUnit;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PacedSchedule}.
 */
class PacedScheduleTests {

	private final PacedSchedule schedule = new PacedSchedule(1_000, 4, 1_000_000);

	@Test
	void requestsFollowAtTheSameInterval() {
		assertThat(this.schedule.nanos(0)).isEqualTo(1_000);
		assertThat(this.schedule.nanos(1)).isEqualTo(2_000);
		assertThat(this.schedule.nanos(7)).isEqualTo(8_000);
	}

	@Test
	void clientsTakeTurns() {
		assertThat(this.schedule.client(0)).isZero();
		assertThat(this.schedule.client(3)).isEqualTo(3);
		assertThat(this.schedule.client(4)).isZero();
	}

	@Test
	void requestOfClientIsTheOneOfItsTurn() {
		assertThat(this.schedule.nanos(3, 0)).isEqualTo(this.schedule.nanos(3));
		assertThat(this.schedule.nanos(1, 2)).isEqualTo(this.schedule.nanos(9));
	}

	@Test
	void intervalThatIsNoWholeNumberDoesNotDrift() {
		PacedSchedule odd = new PacedSchedule(0, 1, 3);
		assertThat(odd.nanos(3_000_000)).isCloseTo(TimeUnit.SECONDS.toNanos(1_000_000), Offset.offset(1_000L));
	}

}
