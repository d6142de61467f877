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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.supervisor.Effect.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Member}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemberTests {

	private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

	private static final Farewell AT_ONCE = new Farewell(Duration.ZERO, 1012, Duration.ofSeconds(8),
			Duration.ofSeconds(2));

	private static final Farewell DRAINED = new Farewell(Duration.ofSeconds(20), 1012, Duration.ofSeconds(8),
			Duration.ofSeconds(2));

	private static final ReadyReport REPORT = new ReadyReport(new InetSocketAddress("127.0.0.1", 3133), Map.of());

	private final List<Effect> effects = new ArrayList<>();

	private final AtomicLong epochs = new AtomicLong();

	private Member member = create(3);

	private Member create(int maxRestarts) {
		RestartPolicy policy = new RestartPolicy(maxRestarts, Duration.ofMinutes(5), Duration.ofSeconds(1),
				Duration.ofSeconds(8), Duration.ofSeconds(30));
		return new Member(2, 0, 3133, TestCluster.TIMEOUTS, new RestartBudget(policy, () -> 0.5),
				this.epochs::incrementAndGet, this.effects::add);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			# state,      goal, failure, budget left, expected,    failure kept
			STARTING,     UP,   boom,    true,        BACKING_OFF, boom
			STARTING,     UP,   -,       true,        BACKING_OFF, ended by itself
			STARTING,     UP,   boom,    false,       FAILED,      boom
			STARTING,     DOWN, boom,    true,        STOPPED,     boom
			UP,           UP,   boom,    true,        BACKING_OFF, boom
			UP,           UP,   -,       true,        BACKING_OFF, ended by itself
			UP,           UP,   boom,    false,       FAILED,      boom
			UP,           DOWN, boom,    true,        STOPPED,     boom
			DRAINING,     UP,   boom,    true,        BACKING_OFF, boom
			DRAINING,     UP,   -,       false,       FAILED,      ended by itself
			DRAINING,     DOWN, boom,    true,        STOPPED,     boom
			STOPPING,     UP,   -,       true,        STARTING,    -
			STOPPING,     UP,   boom,    true,        STARTING,    -
			STOPPING,     UP,   boom,    false,       STARTING,    -
			STOPPING,     DOWN, -,       true,        STOPPED,     -
			STOPPING,     DOWN, boom,    false,       STOPPED,     -
			STOPPED,      DOWN, boom,    true,        STOPPED,     -
			BACKING_OFF,  UP,   again,   true,        BACKING_OFF, boom
			FAILED,       UP,   again,   false,       FAILED,      boom
			""")
	void exit(InstanceState state, Goal goal, String failure, boolean budgetLeft, InstanceState expected, String kept) {
		this.member = create(budgetLeft ? 3 : 0);
		bring(state);
		if (goal == Goal.DOWN) {
			this.member.unwant("test");
		}
		this.member.exited(this.member.generation(), InstanceExit.failed(FailureKind.ERROR, failure, null), NOW);
		assertThat(this.member.state()).isEqualTo(expected);
		assertThat(this.member.lastFailure()).isEqualTo(kept);
		assertThat(this.member.isRunning()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(InstanceState.class)
	void exitOfOlderGenerationChangesNothing(InstanceState state) {
		this.member = create((state == InstanceState.FAILED) ? 0 : 3);
		bring(state);
		this.effects.clear();
		this.member.exited(this.member.generation() - 1, InstanceExit.failed(FailureKind.ERROR, "late", null), NOW);
		assertThat(this.member.state()).isEqualTo(state);
		assertThat(this.effects).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(value = InstanceState.class, names = "STARTING", mode = EnumSource.Mode.EXCLUDE)
	void readyChangesNothingUnlessStarting(InstanceState state) {
		this.member = create((state == InstanceState.FAILED) ? 0 : 3);
		bring(state);
		this.member.ready(this.member.generation(), REPORT, NOW);
		assertThat(this.member.state()).isEqualTo(state);
	}

	@ParameterizedTest
	@EnumSource(InstanceState.class)
	void timersOfAnOlderStateChangeNothing(InstanceState state) {
		this.member = create((state == InstanceState.FAILED) ? 0 : 3);
		bring(state);
		List<Effect> earlier = List.copyOf(this.effects);
		long current = this.epochs.get();
		this.effects.clear();
		for (long epoch = 0; epoch < current; epoch++) {
			for (Timer timer : Timer.values()) {
				this.member.elapsed(timer, epoch, NOW);
			}
		}
		assertThat(this.member.state()).isEqualTo(state);
		assertThat(this.effects).as("after %s", earlier).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Transition.class)
	void tableHoldsNoTransitionToTheSameState(Transition transition) {
		assertThat(transition.from()).isNotEmpty().doesNotContain(transition.to());
	}

	@Test
	void onlyOperatorLeavesFailed() {
		Set<Transition> leaving = EnumSet.noneOf(Transition.class);
		for (Transition transition : Transition.values()) {
			if (transition.from().contains(InstanceState.FAILED)) {
				leaving.add(transition);
			}
		}
		assertThat(leaving).containsExactly(Transition.START, Transition.END);
	}

	@Test
	void whatTheTableDoesNotHoldIsRefusedAndLogged(CapturedOutput output) {
		bring(InstanceState.STARTING);
		this.member.undrain();
		assertThat(this.member.state()).isEqualTo(InstanceState.STARTING);
		assertThat(output).contains("Instance 2 (generation 1): UNDRAIN refused in state STARTING, undrain requested");
	}

	@Test
	void transitionsAreLoggedInOneLineWithTheSameFields(CapturedOutput output) {
		bring(InstanceState.UP);
		this.member.exited(1, InstanceExit.failed(FailureKind.PORT_IN_USE, "Port 3133\n\n  was taken", null), NOW);
		assertThat(output).contains("INFO")
			.contains("Instance 2 (generation 1): STOPPED -> STARTING, test, port 3133, pid 0")
			.contains("Instance 2 (generation 1): STARTING -> UP, ready, port 3133, pid 42")
			.contains("WARN")
			.contains("Instance 2 (generation 1): UP -> BACKING_OFF, Port 3133 was taken, port 3133, pid 42");
	}

	@Test
	void failedIsLoggedAsError(CapturedOutput output) {
		this.member = create(0);
		bring(InstanceState.FAILED);
		assertThat(output).containsPattern("ERROR.* STARTING -> FAILED, boom");
	}

	@Test
	void notReadyInTimeIsStoppedAndThenCountsAsFailure() {
		bring(InstanceState.STARTING);
		elapse(Timer.READY);
		assertThat(this.member.state()).isEqualTo(InstanceState.STOPPING);
		assertThat(this.effects).contains(new Effect.RequestStop(2));
		this.member.exited(1, InstanceExit.requested(null), NOW);
		assertThat(this.member.state()).isEqualTo(InstanceState.BACKING_OFF);
		assertThat(this.member.lastFailure()).isEqualTo("not ready within 60s");
	}

	@Test
	void whatDoesNotEndIsKilledAndThenGivenUp() {
		bring(InstanceState.STARTING);
		elapse(Timer.READY);
		elapse(Timer.KILL);
		assertThat(this.effects).contains(new Effect.Kill(2));
		elapse(Timer.ABANDON);
		assertThat(this.member.state()).isEqualTo(InstanceState.FAILED);
		assertThat(this.member.lastFailure())
			.isEqualTo("not ready within 60s, did not end within 2s after it was killed");
		this.member.exited(1, InstanceExit.requested(null), NOW);
		assertThat(this.member.state()).isEqualTo(InstanceState.FAILED);
	}

	@Test
	void stopClosesStreamsBeforeItAsksTheInstanceToEnd() {
		bring(InstanceState.UP);
		this.effects.clear();
		this.member.end(Goal.DOWN, AT_ONCE, "test");
		assertThat(this.effects).contains(new Effect.CloseStreams(2, this.epochs.get(), 1012))
			.doesNotContain(new Effect.RequestStop(2));
		this.member.streamsClosed(this.epochs.get());
		assertThat(this.effects).contains(new Effect.RequestStop(2));
	}

	@Test
	void stopDoesNotWaitForStreamsForEver() {
		bring(InstanceState.UP);
		this.member.end(Goal.DOWN, AT_ONCE, "test");
		elapse(Timer.STREAMS);
		assertThat(this.effects).contains(new Effect.RequestStop(2));
	}

	@Test
	void drainEndsWhenIdleOrInTime() {
		bring(InstanceState.UP);
		this.member.end(Goal.GONE, DRAINED, "test");
		assertThat(this.member.state()).isEqualTo(InstanceState.DRAINING);
		assertThat(this.member.isAwaitingIdle(this.epochs.get())).isTrue();
		elapse(Timer.DRAIN);
		assertThat(this.member.state()).isEqualTo(InstanceState.STOPPING);
		this.member.exited(1, InstanceExit.requested(null), NOW);
		assertThat(this.member.isGone()).isTrue();
	}

	@Test
	void drainByRequestDoesNotEnd() {
		bring(InstanceState.DRAINING);
		this.member.idle(this.epochs.get());
		elapse(Timer.DRAIN);
		assertThat(this.member.state()).isEqualTo(InstanceState.DRAINING);
	}

	@Test
	void restartsAreCountedByKind() {
		bring(InstanceState.BACKING_OFF);
		elapse(Timer.RETRY);
		this.member.launch();
		this.member.end(Goal.UP, AT_ONCE, "test");
		this.member.exited(2, InstanceExit.requested(null), NOW);
		this.member.launch();
		assertThat(this.member.toInstance().unplannedRestarts()).isEqualTo(1);
		assertThat(this.member.toInstance().plannedRestarts()).isEqualTo(1);
		assertThat(this.member.generation()).isEqualTo(3);
	}

	@Test
	void endOfAMemberThatIsQueuedTakesItOutOfTheQueue() {
		this.member.start("test");
		this.member.end(Goal.DOWN, AT_ONCE, "test");
		assertThat(this.member.isQueued()).isFalse();
		assertThat(this.member.state()).isEqualTo(InstanceState.STOPPED);
	}

	@Test
	void restartOfAMemberThatIsQueuedKeepsItInTheQueue() {
		this.member.start("test");
		this.member.end(Goal.UP, AT_ONCE, "test");
		assertThat(this.member.isQueued()).isTrue();
	}

	private void elapse(Timer timer) {
		this.member.elapsed(timer, this.epochs.get(), NOW);
	}

	private void bring(InstanceState state) {
		if (state == InstanceState.STOPPED) {
			return;
		}
		this.member.start("test");
		this.member.launch();
		this.member.launched(1, 42);
		switch (state) {
			case STARTING, STOPPED -> {
			}
			case UP -> this.member.ready(1, REPORT, NOW);
			case DRAINING -> {
				this.member.ready(1, REPORT, NOW);
				this.member.drain();
			}
			case STOPPING -> {
				this.member.ready(1, REPORT, NOW);
				this.member.end(Goal.UP, AT_ONCE, "test");
			}
			case BACKING_OFF, FAILED ->
				this.member.exited(1, InstanceExit.failed(FailureKind.ERROR, "boom", null), NOW);
		}
		assertThat(this.member.state()).isEqualTo(state);
	}

}
