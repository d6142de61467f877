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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.launch.Release;
import io.stickycluster.supervisor.Effect.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Member}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemberTests {

	private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

	private static final Farewell AT_ONCE = new Farewell(Duration.ZERO, 1012, Duration.ZERO, Duration.ofSeconds(8),
			Duration.ofSeconds(2), false);

	private static final Farewell DRAINED = new Farewell(Duration.ofSeconds(20), 1012, Duration.ZERO,
			Duration.ofSeconds(8), Duration.ofSeconds(2), false);

	private static final ReadyReport REPORT = new ReadyReport(new InetSocketAddress("127.0.0.1", 3133), Map.of());

	private final List<Effect> effects = new ArrayList<>();

	private final AtomicLong epochs = new AtomicLong();

	private Member member = create(3);

	private Member create(int maxRestarts) {
		RestartPolicy policy = new RestartPolicy(maxRestarts, Duration.ofMinutes(5), Duration.ofSeconds(1),
				Duration.ofSeconds(8), Duration.ofSeconds(30), 1, Set.of(3));
		return new Member(new Launches(2, new InstancePorts(3131, 100), new Generations()), Release.INITIAL,
				TestCluster.TIMEOUTS, new RestartBudget(policy, () -> 0.5), this.epochs::incrementAndGet,
				this.effects::add);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			# state,      goal, budget left, expected,    failure kept
			STARTING,     UP,   true,        BACKING_OFF, boom
			STARTING,     UP,   false,       FAILED,      boom
			STARTING,     DOWN, true,        STOPPED,     boom
			UP,           UP,   true,        BACKING_OFF, boom
			UP,           UP,   false,       FAILED,      boom
			UP,           DOWN, true,        STOPPED,     boom
			DRAINING,     UP,   true,        BACKING_OFF, boom
			DRAINING,     UP,   false,       FAILED,      boom
			DRAINING,     DOWN, true,        STOPPED,     boom
			STOPPING,     UP,   true,        STARTING,    -
			STOPPING,     UP,   false,       STARTING,    -
			STOPPING,     DOWN, true,        STOPPED,     -
			STOPPING,     DOWN, false,       STOPPED,     -
			STOPPED,      DOWN, true,        STOPPED,     -
			BACKING_OFF,  UP,   true,        BACKING_OFF, first
			FAILED,       UP,   false,       FAILED,      first
			""")
	void exit(InstanceState state, Goal goal, boolean budgetLeft, InstanceState expected, String kept) {
		for (FailureKind kind : FailureKind.values()) {
			this.member = create(budgetLeft ? 3 : 0);
			bring(state);
			if (goal == Goal.DOWN) {
				this.member.unwant("test");
			}
			exit(InstanceExit.failed(kind, "boom", null));
			assertThat(this.member.state()).as("%s", kind).isEqualTo(expected);
			assertThat(this.member.isRunning()).isFalse();
			Instance instance = this.member.toInstance();
			assertThat(instance.lastFailure()).isEqualTo(kept);
			assertThat(instance.lastFailureKind())
				.isEqualTo("boom".equals(kept) ? kind : ("first".equals(kept) ? FailureKind.ERROR : null));
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			# state,      exit code, expected,    wanted, kind kept
			STARTING,     3,         STOPPED,     false,  -
			UP,           3,         STOPPED,     false,  -
			DRAINING,     3,         STOPPED,     false,  -
			STOPPING,     3,         STARTING,    true,   -
			STARTING,     0,         BACKING_OFF, true,   ENDED
			UP,           0,         BACKING_OFF, true,   ENDED
			DRAINING,     0,         BACKING_OFF, true,   ENDED
			STOPPING,     0,         STARTING,    true,   -
			UP,           137,       BACKING_OFF, true,   ENDED
			UP,           -,         BACKING_OFF, true,   ENDED
			STOPPED,      3,         STOPPED,     false,  -
			BACKING_OFF,  3,         BACKING_OFF, true,   ERROR
			""")
	void exitCode(InstanceState state, Integer exitCode, InstanceState expected, boolean wanted, FailureKind kept) {
		bring(state);
		exit(new InstanceExit(false, FailureKind.ENDED, "ended", null, exitCode));
		assertThat(this.member.state()).isEqualTo(expected);
		assertThat(this.member.isWantedUp()).isEqualTo(wanted);
		assertThat(this.member.toInstance().lastFailureKind()).isEqualTo(kept);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FAILED")
	void announcedEndIsKnownUntilTheNextGeneration(InstanceState state, CapturedOutput output) {
		bring(state);
		int generation = this.member.generation();
		this.member.ending(generation - 1, "of old");
		assertThat(this.member.toInstance().ending()).isFalse();
		this.member.ending(generation, "System.exit was called");
		assertThat(this.member.state()).isEqualTo(state);
		assertThat(this.member.toInstance().ending()).isEqualTo(state.isServing());
		if (state.isServing()) {
			assertThat(this.member.toInstance().detail()).isEqualTo("System.exit was called");
			assertThat(output).contains(state + ", System.exit was called, port 3133");
			exit(InstanceExit.failed(FailureKind.ENDED, "boom", null));
			assertThat(this.member.toInstance().ending()).isFalse();
			assertThat(this.member.toInstance().isRecovering()).isTrue();
		}
	}

	@Test
	void stopExitCodeIsShownAndLogged(CapturedOutput output) {
		bring(InstanceState.UP);
		exit(new InstanceExit(false, FailureKind.ERROR, "exit code 3", null, 3));
		assertThat(this.member.isDownForGood()).isTrue();
		assertThat(this.member.toInstance().detail()).isEqualTo("exit code 3, which says to leave it stopped");
		assertThat(this.member.whyDown()).isEqualTo("exit code 3, which says to leave it stopped");
		assertThat(output).contains("UP -> STOPPED, exit code 3, which says to leave it stopped, port 3133, pid 42");
	}

	@Test
	void wrongConfigurationIsGivenUpSooner() {
		InstanceExit wrong = InstanceExit.failed(FailureKind.CONFIGURATION, "no such driver", null);
		bring(InstanceState.STARTING);
		exit(wrong);
		assertThat(this.member.state()).isEqualTo(InstanceState.BACKING_OFF);
		elapse(Timer.RETRY);
		this.member.launch();
		exit(wrong);
		assertThat(this.member.state()).isEqualTo(InstanceState.FAILED);
		assertThat(this.member.toInstance().lastFailure()).isEqualTo("no such driver");
		this.member.start("test");
		this.member.launch();
		exit(wrong);
		assertThat(this.member.state()).isEqualTo(InstanceState.BACKING_OFF);
	}

	@Test
	void exitWithoutAWordIsAFailureAllTheSame() {
		bring(InstanceState.UP);
		exit(InstanceExit.requested(null));
		assertThat(this.member.state()).isEqualTo(InstanceState.BACKING_OFF);
		assertThat(this.member.toInstance().lastFailure()).isEqualTo("ended by itself");
		assertThat(this.member.toInstance().lastFailureKind()).isEqualTo(FailureKind.ENDED);
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
				this.member.elapsed(timer, epoch);
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
		assertThat(output).containsPattern("ERROR.* STARTING -> FAILED, first");
	}

	@Test
	void notReadyInTimeIsStoppedAndThenCountsAsFailure() {
		bring(InstanceState.STARTING);
		elapse(Timer.READY);
		assertThat(this.member.state()).isEqualTo(InstanceState.STOPPING);
		assertThat(this.effects).contains(new Effect.RequestStop(2, 1));
		this.member.exited(1, InstanceExit.requested(null), NOW);
		assertThat(this.member.state()).isEqualTo(InstanceState.BACKING_OFF);
		assertThat(this.member.toInstance().lastFailure()).isEqualTo("not ready within 60s");
	}

	@Test
	void stopTakesOneStepAfterTheOtherAndShowsEach(CapturedOutput output) {
		bring(InstanceState.UP);
		this.effects.clear();
		this.member.end(Goal.UP, AT_ONCE, "test");
		assertThat(detail()).isEqualTo("closing streams");
		assertThat(armed(Timer.STREAMS)).isEqualTo(Duration.ofSeconds(2));
		assertThat(armed(Timer.TERMINATE)).isEqualTo(Duration.ofSeconds(4));
		assertThat(armed(Timer.KILL)).isEqualTo(Duration.ofSeconds(8));
		elapse(Timer.STREAMS);
		assertThat(detail()).isEqualTo("asked to stop");
		elapse(Timer.TERMINATE);
		assertThat(detail()).isEqualTo("SIGTERM sent");
		elapse(Timer.KILL);
		assertThat(detail()).isEqualTo("killed");
		assertThat(armed(Timer.ABANDON)).isEqualTo(Duration.ofSeconds(2));
		assertThat(this.effects).filteredOn((effect) -> !(effect instanceof Effect.Arm))
			.containsExactly(new Effect.CloseStreams(2, 1, this.epochs.get(), 1012, Duration.ZERO),
					new Effect.RequestStop(2, 1), new Effect.Terminate(2, 1), new Effect.Kill(2, 1));
		exit(InstanceExit.requested(137));
		assertThat(this.member.state()).isEqualTo(InstanceState.STARTING);
		assertThat(detail()).isNull();
		assertThat(output).containsSubsequence("UP -> STOPPING, test, port 3133, pid 42",
				"Instance 2 (generation 1): STOPPING, closing streams, port 3133, pid 42",
				"Instance 2 (generation 1): STOPPING, asked to stop, port 3133, pid 42",
				"Instance 2 (generation 1): STOPPING, SIGTERM sent, port 3133, pid 42",
				"Instance 2 (generation 1): STOPPING, killed, port 3133, pid 42");
	}

	@Test
	void noSignalIsClaimedWhereThereIsNoProcess() {
		this.member.start("test");
		this.member.launch();
		this.member.launched(1, ProcessHandle.current().pid());
		this.member.end(Goal.UP, AT_ONCE, "test");
		elapse(Timer.TERMINATE);
		assertThat(detail()).isEqualTo("asked again to stop");
		elapse(Timer.KILL);
		assertThat(detail()).isEqualTo("interrupted");
	}

	@Test
	void stepsNeverGoBack() {
		bring(InstanceState.UP);
		this.member.end(Goal.UP, AT_ONCE, "test");
		elapse(Timer.KILL);
		this.effects.clear();
		this.member.end(Goal.DOWN, AT_ONCE, "stop requested");
		this.member.streamsClosed(this.epochs.get());
		elapse(Timer.STREAMS);
		elapse(Timer.TERMINATE);
		elapse(Timer.KILL);
		assertThat(this.effects).allMatch(Effect.Arm.class::isInstance);
		assertThat(detail()).isEqualTo("killed");
	}

	@ParameterizedTest
	@EnumSource(value = InstanceState.class, names = { "UP", "DRAINING" })
	void hungIsLeftByItsClientsDumpedAndKilled(InstanceState state) {
		bring(state);
		this.effects.clear();
		this.member.unresponsive(Duration.ofMillis(31_400));
		assertThat(this.member.state()).isEqualTo(InstanceState.STOPPING);
		assertThat(detail()).isEqualTo("thread dump requested");
		this.member.streamsClosed(this.epochs.get());
		assertThat(armed(Timer.KILL)).isEqualTo(Duration.ofSeconds(2));
		elapse(Timer.KILL);
		assertThat(this.effects).filteredOn((effect) -> !(effect instanceof Effect.Arm))
			.containsExactly(new Effect.DumpThreads(2, 1),
					new Effect.CloseStreams(2, 1, this.epochs.get(), 1012, Duration.ZERO), new Effect.Kill(2, 1));
		exit(InstanceExit.requested(137));
		assertThat(this.member.state()).isEqualTo(InstanceState.BACKING_OFF);
		assertThat(this.member.toInstance().lastFailureKind()).isEqualTo(FailureKind.UNRESPONSIVE);
		assertThat(this.member.toInstance().lastFailure()).isEqualTo("gave no sign of life for 31s");
	}

	@ParameterizedTest
	@EnumSource(value = InstanceState.class, names = { "UP", "DRAINING" }, mode = EnumSource.Mode.EXCLUDE)
	void silenceMeansNothingUnlessServing(InstanceState state) {
		this.member = create((state == InstanceState.FAILED) ? 0 : 3);
		bring(state);
		this.effects.clear();
		this.member.unresponsive(Duration.ofMinutes(1));
		assertThat(this.member.state()).isEqualTo(state);
		assertThat(this.effects).isEmpty();
	}

	@Test
	void hungSpendsTheBudget() {
		this.member = create(0);
		bring(InstanceState.UP);
		this.member.unresponsive(Duration.ofMinutes(1));
		elapse(Timer.KILL);
		exit(InstanceExit.requested(137));
		assertThat(this.member.state()).isEqualTo(InstanceState.FAILED);
	}

	@Test
	void stopOfWhatHangsIsNoFailure() {
		bring(InstanceState.UP);
		this.member.unresponsive(Duration.ofMinutes(1));
		this.member.end(Goal.DOWN, AT_ONCE, "stop requested");
		elapse(Timer.KILL);
		exit(InstanceExit.requested(137));
		assertThat(this.member.state()).isEqualTo(InstanceState.STOPPED);
	}

	@Test
	void failureOfManyLinesIsOneLineAndFollowsInFull(CapturedOutput output) {
		bring(InstanceState.STARTING);
		String failure = "exit code 1\n\nLast output:\nline one\nline two";
		exit(InstanceExit.failed(FailureKind.ERROR, failure, null));
		assertThat(output)
			.contains("STARTING -> BACKING_OFF, exit code 1, port 3133, pid 42" + System.lineSeparator() + failure);
		assertThat(this.member.toInstance().lastFailure()).isEqualTo(failure);
		assertThat(this.member.whyDown()).isEqualTo("exit code 1");
	}

	@Test
	void whatDoesNotEndIsKilledAndThenGivenUp() {
		bring(InstanceState.STARTING);
		elapse(Timer.READY);
		elapse(Timer.KILL);
		assertThat(this.effects).contains(new Effect.Kill(2, 1));
		elapse(Timer.ABANDON);
		assertThat(this.member.state()).isEqualTo(InstanceState.FAILED);
		assertThat(this.member.toInstance().lastFailure())
			.isEqualTo("not ready within 60s, did not end within 2s after it was killed");
		this.member.exited(1, InstanceExit.requested(null), NOW);
		assertThat(this.member.state()).isEqualTo(InstanceState.FAILED);
	}

	@Test
	void stopClosesStreamsBeforeItAsksTheInstanceToEnd() {
		bring(InstanceState.UP);
		this.effects.clear();
		this.member.end(Goal.DOWN, AT_ONCE, "test");
		assertThat(this.effects).contains(new Effect.CloseStreams(2, 1, this.epochs.get(), 1012, Duration.ZERO))
			.doesNotContain(new Effect.RequestStop(2, 1));
		this.member.streamsClosed(this.epochs.get());
		assertThat(this.effects).contains(new Effect.RequestStop(2, 1));
	}

	@Test
	void stopDoesNotWaitForStreamsForEver() {
		bring(InstanceState.UP);
		this.member.end(Goal.DOWN, AT_ONCE, "test");
		elapse(Timer.STREAMS);
		assertThat(this.effects).contains(new Effect.RequestStop(2, 1));
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

	private @Nullable String detail() {
		return this.member.toInstance().detail();
	}

	private @Nullable Duration armed(Timer timer) {
		return this.effects.stream()
			.filter(Effect.Arm.class::isInstance)
			.map(Effect.Arm.class::cast)
			.filter((arm) -> arm.timer() == timer && arm.epoch() == this.epochs.get())
			.map(Effect.Arm::delay)
			.findFirst()
			.orElse(null);
	}

	private void exit(InstanceExit exit) {
		this.member.exited(this.member.generation(), exit, NOW);
	}

	private void elapse(Timer timer) {
		this.member.elapsed(timer, this.epochs.get());
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
				this.member.exited(1, InstanceExit.failed(FailureKind.ERROR, "first", null), NOW);
		}
		assertThat(this.member.state()).isEqualTo(state);
	}

}
