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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BodyPace}.
 */
class BodyPaceTests {

	private final BodyPace pace = new BodyPace(100);

	@Test
	void beginsWithGrace() {
		assertThat(this.pace.await(seconds(3))).isEqualTo(seconds(5));
		assertThat(this.pace.await(seconds(5))).isEqualTo(seconds(3));
	}

	@Test
	void fewBytesDoNotProlongGrace() {
		this.pace.await(0);
		this.pace.received(10, seconds(4));
		assertThat(this.pace.await(seconds(4))).isEqualTo(seconds(1));
		assertThat(this.pace.await(seconds(60))).isOne();
	}

	@Test
	void bytesEarnTime() {
		this.pace.await(0);
		this.pace.received(1_000, seconds(1));
		assertThat(this.pace.await(seconds(1))).isEqualTo(seconds(9));
	}

	@Test
	void timeInWhichNobodyWaitsDoesNotCount() {
		this.pace.await(0);
		this.pace.pause(seconds(2));
		assertThat(this.pace.await(seconds(100))).isEqualTo(seconds(3));
		this.pace.received(0, seconds(101));
		assertThat(this.pace.await(seconds(200))).isEqualTo(seconds(2));
	}

	@Test
	void muchIsNotTooMuch() {
		for (int i = 0; i < 1_000; i++) {
			this.pace.received(Integer.MAX_VALUE, 0);
		}
		assertThat(this.pace.await(seconds(1))).isGreaterThan(seconds(1_000_000));
	}

	@Test
	void withoutALeastRateThereIsNoLimit() {
		assertThat(new BodyPace(0).await(1)).isZero();
	}

	private static long seconds(long seconds) {
		return TimeUnit.SECONDS.toNanos(seconds);
	}

}
