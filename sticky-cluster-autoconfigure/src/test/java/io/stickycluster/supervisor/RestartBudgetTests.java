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
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.stickycluster.instance.FailureKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartBudget}.
 */
class RestartBudgetTests {

	private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

	private final RestartPolicy policy = new RestartPolicy(3, Duration.ofMinutes(5), Duration.ofSeconds(1),
			Duration.ofSeconds(3), Duration.ofSeconds(30), 2, Set.of());

	private final RestartBudget budget = new RestartBudget(this.policy, () -> 0.5);

	@Test
	void delayDoublesUpToTheLongest() {
		assertThat(this.budget.tryRestart(FailureKind.ERROR, START, null)).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.budget.tryRestart(FailureKind.ERROR, START, null)).isEqualTo(Duration.ofSeconds(2));
		assertThat(this.budget.tryRestart(FailureKind.ERROR, START, null)).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void jitterSpreadsAFifthToEitherSide() {
		assertThat(new RestartBudget(this.policy, () -> 0).tryRestart(FailureKind.ERROR, START, null))
			.isEqualTo(Duration.ofMillis(800));
		assertThat(new RestartBudget(this.policy, () -> 1).tryRestart(FailureKind.ERROR, START, null))
			.isEqualTo(Duration.ofMillis(1200));
	}

	@Test
	void isSpentAfterMaxRestartsWithinTheWindow() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.budget.tryRestart(FailureKind.ERROR, START.plusSeconds(i), null)).isNotNull();
		}
		assertThat(this.budget.tryRestart(FailureKind.ERROR, START.plusSeconds(3), null)).isNull();
	}

	@Test
	void isSpentByRestartsAfterStableRunsToo() {
		for (int i = 1; i <= 3; i++) {
			Instant failed = START.plusSeconds(60 * i);
			assertThat(this.budget.tryRestart(FailureKind.ERROR, failed, failed.minusSeconds(40)))
				.isEqualTo(Duration.ofSeconds(1));
		}
		Instant failed = START.plusSeconds(240);
		assertThat(this.budget.tryRestart(FailureKind.ERROR, failed, failed.minusSeconds(40))).isNull();
	}

	@Test
	void isSpentByARowOfFailuresThatIsLongerThanTheWindow() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.budget.tryRestart(FailureKind.ERROR, START.plus(Duration.ofMinutes(10 * i)), null))
				.isNotNull();
		}
		assertThat(this.budget.tryRestart(FailureKind.ERROR, START.plus(Duration.ofMinutes(30)), null)).isNull();
	}

	@Test
	void restartsLeaveTheWindowAfterAStableRun() {
		for (int i = 0; i < 3; i++) {
			this.budget.tryRestart(FailureKind.ERROR, START, null);
		}
		Instant later = START.plus(Duration.ofMinutes(5));
		assertThat(this.budget.tryRestart(FailureKind.ERROR, later, later.minusSeconds(30)))
			.isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void shortRunIsNotStable() {
		this.budget.tryRestart(FailureKind.ERROR, START, null);
		Instant later = START.plusSeconds(40);
		assertThat(this.budget.tryRestart(FailureKind.ERROR, later, later.minusSeconds(29)))
			.isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void resetFillsItAgain() {
		for (int i = 0; i < 4; i++) {
			this.budget.tryRestart(FailureKind.ERROR, START, null);
		}
		this.budget.reset();
		assertThat(this.budget.tryRestart(FailureKind.ERROR, START, null)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void ofNoRestartsIsSpentAtOnce() {
		RestartPolicy never = new RestartPolicy(0, Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO, Duration.ZERO,
				2, Set.of());
		assertThat(new RestartBudget(never, () -> 0.5).tryRestart(FailureKind.ERROR, START, null)).isNull();
	}

	@Test
	void rowOfWrongConfigurationsIsShort() {
		assertThat(configuration(null)).isNotNull();
		assertThat(configuration(null)).isNotNull();
		assertThat(configuration(null)).isNull();
	}

	@Test
	void rowOfWrongConfigurationsEndsWithAnotherFailureOrOnceReady() {
		RestartBudget large = new RestartBudget(new RestartPolicy(16, Duration.ofMinutes(5), Duration.ZERO,
				Duration.ZERO, Duration.ofSeconds(30), 1, Set.of()), () -> 0.5);
		assertThat(large.tryRestart(FailureKind.CONFIGURATION, START, null)).isNotNull();
		assertThat(large.tryRestart(FailureKind.ERROR, START, null)).isNotNull();
		assertThat(large.tryRestart(FailureKind.CONFIGURATION, START, null)).isNotNull();
		assertThat(large.tryRestart(FailureKind.CONFIGURATION, START, START)).isNotNull();
		assertThat(large.tryRestart(FailureKind.CONFIGURATION, START, null)).isNull();
		large.reset();
		assertThat(large.tryRestart(FailureKind.CONFIGURATION, START, null)).isNotNull();
	}

	@Test
	void wrongConfigurationCountsForTheBudgetToo() {
		this.budget.tryRestart(FailureKind.ERROR, START, null);
		this.budget.tryRestart(FailureKind.PORT_IN_USE, START, null);
		assertThat(configuration(null)).isNotNull();
		assertThat(configuration(null)).isNull();
	}

	private @Nullable Duration configuration(@Nullable Instant readySince) {
		return this.budget.tryRestart(FailureKind.CONFIGURATION, START, readySince);
	}

}
