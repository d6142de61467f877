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

package io.stickycluster.handoff;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AcceptRate}.
 */
class AcceptRateTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	@Test
	void acceptsNoMoreThanTheRateInTheLongRun() {
		AcceptRate rate = new AcceptRate(100, 0);
		int accepted = 0;
		for (long now = 0; now < 10 * SECOND; now += SECOND / 1000) {
			if (rate.pauseNanos(now) == 0) {
				rate.accepted(now);
				accepted++;
			}
		}
		assertThat(accepted).isBetween(1000, 1020);
	}

	@Test
	void whatWasNotUsedDoesNotAddUp() {
		AcceptRate rate = new AcceptRate(100, 0);
		int accepted = 0;
		while (rate.pauseNanos(60 * SECOND) == 0) {
			rate.accepted(60 * SECOND);
			accepted++;
		}
		assertThat(accepted).isBetween(10, 12);
	}

	@Test
	void thereNeedBeNoRate() {
		AcceptRate rate = new AcceptRate(0, 0);
		for (int i = 0; i < 1000; i++) {
			rate.accepted(0);
		}
		assertThat(rate.pauseNanos(0)).isZero();
	}

}
