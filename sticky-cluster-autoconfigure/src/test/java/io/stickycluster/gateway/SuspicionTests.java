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

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Suspicion}.
 */
class SuspicionTests {

	private static final Instance GONE = instance(3, InstanceState.UP, null);

	@Test
	void instanceThatIsNoLongerThereWasRemovedByRequest() {
		assertThat(Suspicion.of(GONE, new ClusterSnapshot(1, List.of()))).isEqualTo(Suspicion.CLEARED);
	}

	@ParameterizedTest
	@CsvSource({ "UP, OPEN", "DRAINING, OPEN", "STOPPING, CLEARED", "STOPPED, CLEARED" })
	void sameGenerationIsJudgedByItsState(InstanceState state, Suspicion expected) {
		// A failure of an earlier generation says nothing of this one
		assertThat(judge(instance(3, state, FailureKind.ERROR))).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource(names = { "UP", "DRAINING" })
	void instanceThatSaysThatItEndsIsJudgedAtOnce(InstanceState state) {
		Instance now = instance(3, state, null);
		assertThat(judge(
				new Instance(0, 3, state, now.address(), null, Map.of(), 1, null, 0, 0, null, null, null, true, true)))
			.isEqualTo(Suspicion.CONFIRMED);
	}

	@ParameterizedTest
	@EnumSource(FailureKind.class)
	void onlyAnEndFromOutsideOrHangingClearsTheRequest(FailureKind kind) {
		boolean cleared = kind == FailureKind.SIGNAL || kind == FailureKind.UNRESPONSIVE;
		Suspicion expected = cleared ? Suspicion.CLEARED : Suspicion.CONFIRMED;
		assertThat(judge(instance(3, InstanceState.BACKING_OFF, kind))).isEqualTo(expected);
		assertThat(judge(instance(3, InstanceState.FAILED, kind))).isEqualTo(expected);
		assertThat(judge(instance(3, InstanceState.STARTING, kind))).isEqualTo(expected);
		assertThat(judge(instance(4, InstanceState.STARTING, kind))).isEqualTo(expected);
		assertThat(judge(instance(4, InstanceState.UP, kind))).isEqualTo(expected);
	}

	@Test
	void instanceThatIsLaunchedAgainWithoutFailureWasRestartedByRequest() {
		assertThat(judge(instance(3, InstanceState.STARTING, null))).isEqualTo(Suspicion.CLEARED);
		assertThat(judge(instance(4, InstanceState.UP, null))).isEqualTo(Suspicion.CLEARED);
	}

	@ParameterizedTest
	@CsvSource({ "DRAINING, OPEN", "STOPPING, CLEARED", "STOPPED, CLEARED" })
	void leavingGenerationIsJudgedByItsOwnState(InstanceState state, Suspicion expected) {
		assertThat(judgeLeaving(instance(3, state, null))).isEqualTo(expected);
	}

	@Test
	void leavingGenerationThatHasCrashedIsJudgedByItsOwnFailure() {
		assertThat(judgeLeaving(instance(3, InstanceState.FAILED, FailureKind.ERROR))).isEqualTo(Suspicion.CONFIRMED);
		assertThat(judgeLeaving(instance(3, InstanceState.FAILED, FailureKind.SIGNAL))).isEqualTo(Suspicion.CLEARED);
	}

	private static Suspicion judgeLeaving(Instance leaving) {
		return Suspicion.of(GONE,
				new ClusterSnapshot(1, List.of(instance(4, InstanceState.UP, null)), List.of(), List.of(leaving)));
	}

	private static Suspicion judge(Instance now) {
		return Suspicion.of(GONE, new ClusterSnapshot(1, List.of(now)));
	}

	private static Instance instance(int generation, InstanceState state, @Nullable FailureKind kind) {
		return new Instance(0, generation, state, new InetSocketAddress("127.0.0.1", 3131), null, Map.of(), 1, null, 0,
				0, (kind != null) ? "failure" : null, kind, null, true, false);
	}

}
