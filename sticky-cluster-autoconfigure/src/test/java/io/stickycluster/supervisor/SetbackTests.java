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

package io.stickycluster.supervisor;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Setback}.
 */
class SetbackTests {

	@Test
	void failureDoublesTheWaitUpToAnHour() {
		Setback setback = new Setback(Duration.ZERO);
		Instant now = Instant.EPOCH;
		assertThat(setback.isOver(now)).isTrue();
		setback.ended(false, now);
		assertThat(setback.isOver(now.plusSeconds(9))).isFalse();
		assertThat(setback.isOver(now.plusSeconds(10))).isTrue();
		for (int i = 0; i < 20; i++) {
			setback.ended(false, now);
		}
		assertThat(setback.isOver(now.plusSeconds(3600))).isTrue();
		assertThat(setback.isOver(now.plusSeconds(1800))).isFalse();
		setback.ended(true, now);
		setback.ended(false, now);
		assertThat(setback.isOver(now.plusSeconds(10))).isTrue();
	}

}
