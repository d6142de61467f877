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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.Health;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.OnOperation;
import io.stickycluster.supervisor.ClusterCommand.OperationAction;
import io.stickycluster.supervisor.ClusterOperation.Status;
import io.stickycluster.supervisor.ReloadPolicy.CanaryLimits;
import io.stickycluster.supervisor.ReloadPolicy.Strategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ReloadPlan} and its {@link Replacement}s, in a supervisor.
 */
class ReloadPlanTests {

	private static final OnCluster RELOAD = new OnCluster(ClusterAction.RELOAD);

	private static final Duration SURVIVE = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofSeconds(10);

	private static final ReloadPolicy POLICY = policy(Strategy.SURGE, 1, Duration.ZERO, Duration.ZERO);

	private TestCluster cluster = up(POLICY);

	private static ReloadPolicy policy(Strategy strategy, int concurrency, Duration canaryPause, Duration keepOld) {
		return new ReloadPolicy(strategy, concurrency, SURVIVE, canaryPause, CanaryLimits.DEFAULT, keepOld,
				Duration.ofSeconds(3));
	}

	private static TestCluster up(ReloadPolicy policy) {
		return TestCluster.up((settings) -> TestCluster.reloading(policy));
	}

	@Test
	void newGenerationsComeUpOnTheOtherPortsOneAfterTheOther() {
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		assertThat(portsOf(0)).containsExactly(3131, 3231);
		assertThat(portsOf(1)).containsExactly(3132);
		assertThat(this.cluster.snapshot().arriving()).extracting(Instance::index).containsExactly(0);
		this.cluster.advance(SURVIVE);
		assertThat(this.cluster.instance(0).generation()).isEqualTo(2);
		assertThat(this.cluster.snapshot().leaving()).extracting(Instance::generation).containsExactly(1);
		finish(accepted);
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.COMPLETED);
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::generation).containsOnly(2);
		assertThat(this.cluster.snapshot().instances()).allMatch((instance) -> instance.plannedRestarts() == 1);
		assertThat(this.cluster.snapshot().arriving()).isEmpty();
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
		assertThat(this.cluster.launcher.running()).hasSize(3);
		finish(this.cluster.request(RELOAD));
		assertThat(portsOf(2)).containsExactly(3133, 3233, 3133);
	}

	@Test
	void neverIsOneInstanceLessUpAndAtMostOneMoreRuns() {
		this.cluster.supervisor.addListener((snapshot) -> {
			assertThat(snapshot.ready()).isEqualTo(3);
			assertThat(this.cluster.launcher.running()).hasSizeLessThanOrEqualTo(4);
		});
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		finish(accepted);
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.COMPLETED);
	}

	@Test
	void oldGenerationIsDrainedThenItsStreamsAreClosedOverTheSpread() {
		this.cluster.launcher.traffic(0, 1, new GenerationTraffic(1, 0, 1, 0, 0, 0));
		this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		assertThat(leaving().state()).isEqualTo(InstanceState.DRAINING);
		this.cluster.launcher.journal().clear();
		this.cluster.advance(TestCluster.TIMEOUTS.drain());
		assertThat(this.cluster.launcher.journal()).containsSubsequence("close 0 1012", "stop 0", "exit 0", "launch 1");
	}

	@Test
	void oldGenerationIsNotWaitedForWhenNothingHappensThere() {
		this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		this.cluster.advance(Duration.ofSeconds(3));
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
	}

	@Test
	void oldGenerationIsWaitedForAsLongAsItHoldsSessions() {
		this.cluster.launcher.handle(0).sessions(1);
		this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		FakeHandle old = this.cluster.launcher.launched().get(0);
		this.cluster.advance(Duration.ofSeconds(10));
		assertThat(leaving().state()).isEqualTo(InstanceState.DRAINING);
		old.sessions(0);
		this.cluster.advance(Duration.ofSeconds(2));
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
	}

	@Test
	void leaderMovesToTheNewGeneration() {
		FakeHandle old = this.cluster.launcher.handle(0);
		assertThat(old.identity().leader()).isTrue();
		this.cluster.request(RELOAD);
		assertThat(this.cluster.launcher.handle(0).identity().leader()).isFalse();
		this.cluster.advance(SURVIVE);
		assertThat(this.cluster.launcher.handle(0).identity().leader()).isTrue();
		assertThat(old.identity().leader()).isFalse();
	}

	@Test
	void generationThatDoesNotStartChangesNothing() {
		this.cluster.launcher.onLaunch((handle) -> {
		});
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.exit(0, "no such driver");
		ClusterOperation operation = this.cluster.operation(accepted);
		assertThat(operation.status()).isEqualTo(Status.FAILED);
		assertThat(operation.failure()).contains("instance 0 did not start", "no such driver");
		assertThat(operation.progress()).isEqualTo("the old generations serve");
		assertUntouched();
	}

	@Test
	void generationThatIsNotReadyInTimeChangesNothing() {
		this.cluster.launcher.onLaunch((handle) -> {
		});
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(TestCluster.TIMEOUTS.ready());
		this.cluster.advance(Duration.ofSeconds(1));
		assertThat(this.cluster.operation(accepted).failure()).contains("not ready within");
		assertUntouched();
	}

	@Test
	void generationThatDiesBeforeItHasSurvivedChangesNothing() {
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE.minusSeconds(2));
		this.cluster.exit(0, "boom");
		assertThat(this.cluster.operation(accepted).failure()).contains("was up for less than 5", "boom");
		assertUntouched();
	}

	@Test
	void generationThatIsNotWellChangesNothing() {
		this.cluster.launcher.health(new Health("GET /actuator/health answered 503"));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		this.cluster.advance(Duration.ofSeconds(1));
		assertThat(this.cluster.operation(accepted).failure()).contains("is not well", "answered 503");
		assertUntouched();
	}

	@Test
	void laterFailureLeavesWhatWasReplacedByTheSameRelease() {
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.launcher.onLaunch((handle) -> {
		});
		this.cluster.advance(SURVIVE);
		this.cluster.advance(Duration.ofSeconds(3));
		this.cluster.exit(1, "boom");
		ClusterOperation operation = this.cluster.operation(accepted);
		assertThat(operation.status()).isEqualTo(Status.FAILED);
		assertThat(operation.progress()).isEqualTo("instance 0 stays at generation 2");
		assertThat(generations()).containsExactly(2, 1, 1);
		assertThat(this.cluster.launcher.running()).hasSize(3);
	}

	@Test
	void laterFailureGoesBackToOldGenerationsThatWereKept() {
		this.cluster = up(policy(Strategy.SURGE, 1, Duration.ZERO, Duration.ofMinutes(5)));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		this.cluster.launcher.onLaunch((handle) -> {
		});
		this.cluster.advance(SURVIVE);
		assertThat(generations()).containsExactly(2, 2, 1);
		this.cluster.exit(2, "boom");
		assertThat(generations()).containsExactly(1, 1, 1);
		assertThat(this.cluster.snapshot().leaving()).extracting(Instance::generation).containsOnly(2);
		this.cluster.advance(Duration.ofSeconds(5));
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.FAILED);
		assertUntouched();
	}

	@Test
	void newGenerationThatDiesAfterItTookOverGoesBackToTheOldOne() {
		this.cluster = up(policy(Strategy.SURGE, 1, Duration.ZERO, Duration.ofMinutes(5)));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		this.cluster.exit(0, "late boom");
		this.cluster.advance(Duration.ofSeconds(5));
		assertThat(this.cluster.operation(accepted).failure()).contains("did not stay up", "late boom");
		assertUntouched();
	}

	@Test
	void canaryHoldsUntilTheTimeIsOver() {
		this.cluster = up(policy(Strategy.SURGE, 1, PAUSE, Duration.ZERO));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		assertThat(this.cluster.operation(accepted).progress()).contains("instance 0 is watched");
		this.cluster.advance(PAUSE.minusSeconds(1));
		assertThat(generations()).containsExactly(2, 1, 1);
		assertThat(leaving().state()).isEqualTo(InstanceState.DRAINING);
		finish(accepted);
		assertThat(generations()).containsExactly(2, 2, 2);
	}

	@Test
	void operatorEndsTheWatchOfTheCanary() {
		this.cluster = up(policy(Strategy.SURGE, 1, Duration.ofHours(1), Duration.ZERO));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		assertThat(this.cluster.request(new OnOperation(OperationAction.CONTINUE))).isCompletedExceptionally();
		this.cluster.advance(SURVIVE);
		assertThat(this.cluster.request(new OnOperation(OperationAction.CONTINUE)).join().id())
			.isEqualTo(accepted.join().id());
		finish(accepted);
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.COMPLETED);
	}

	@Test
	void operatorAbortsAndTheOldGenerationTakesItsPlaceAgain() {
		this.cluster = up(policy(Strategy.SURGE, 1, Duration.ofHours(1), Duration.ZERO));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		this.cluster.request(new OnOperation(OperationAction.ABORT));
		assertThat(generations()).containsExactly(1, 1, 1);
		assertThat(this.cluster.request(new OnOperation(OperationAction.ABORT))).isCompletedExceptionally();
		this.cluster.advance(Duration.ofSeconds(5));
		assertThat(this.cluster.operation(accepted).failure()).isEqualTo("Aborted by an operator");
		assertUntouched();
		assertThat(this.cluster.request(new OnOperation(OperationAction.ABORT))).isCompletedExceptionally();
	}

	@Test
	void canaryThatFailsMoreThanTheOthersIsTakenBack() {
		this.cluster = up(policy(Strategy.SURGE, 1, PAUSE, Duration.ZERO));
		this.cluster.launcher.traffic(1, 1, new GenerationTraffic(0, 0, 1000, 1000, 500, 0));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		this.cluster.launcher.traffic(1, 1, new GenerationTraffic(0, 0, 1100, 1100, 510, 0));
		this.cluster.launcher.traffic(0, 2, new GenerationTraffic(0, 0, 19, 19, 19, 0));
		this.cluster.advance(Duration.ofSeconds(2));
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.RUNNING);
		this.cluster.launcher.traffic(0, 2, new GenerationTraffic(0, 0, 100, 100, 21, 0));
		this.cluster.advance(Duration.ofSeconds(2));
		this.cluster.advance(Duration.ofSeconds(5));
		assertThat(this.cluster.operation(accepted).failure()).contains("the canary, is worse",
				"21 % of its 100 requests failed, of the others' 10 %");
		assertUntouched();
	}

	@Test
	void canaryThatIsSlowIsTakenBackWhenThatIsLookedAt() {
		CanaryLimits limits = new CanaryLimits(20, 1, 3);
		this.cluster = up(
				new ReloadPolicy(Strategy.SURGE, 1, SURVIVE, PAUSE, limits, Duration.ZERO, Duration.ofSeconds(3)));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		this.cluster.launcher.traffic(1, 1, new GenerationTraffic(0, 0, 100, 100, 0, 100_000_000));
		this.cluster.launcher.traffic(0, 2, new GenerationTraffic(0, 0, 100, 100, 0, 290_000_000));
		this.cluster.advance(Duration.ofSeconds(2));
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.RUNNING);
		this.cluster.launcher.traffic(0, 2, new GenerationTraffic(0, 0, 100, 100, 0, 310_000_000));
		this.cluster.advance(Duration.ofSeconds(2));
		this.cluster.advance(Duration.ofSeconds(5));
		assertThat(this.cluster.operation(accepted).failure())
			.contains("it takes 3.1 ms to answer, the others take 1.0");
		assertUntouched();
	}

	@Test
	void severalAreReplacedTogetherAfterTheFirst() {
		this.cluster = up(policy(Strategy.SURGE, 2, Duration.ZERO, Duration.ZERO));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		assertThat(this.cluster.snapshot().arriving()).hasSize(1);
		this.cluster.advance(SURVIVE.plusSeconds(3));
		assertThat(this.cluster.snapshot().arriving()).extracting(Instance::index).containsExactly(1, 2);
		finish(accepted);
		assertThat(generations()).containsExactly(2, 2, 2);
	}

	@Test
	void instanceThatDiesMeanwhileComesBackAndIsReplacedAllTheSame() {
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.launcher.launched().get(0).exit("boom");
		this.cluster.advance(Duration.ofSeconds(2));
		assertThat(this.cluster.instance(0).generation()).isEqualTo(3);
		finish(accepted);
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.COMPLETED);
		assertThat(this.cluster.snapshot().instances()).allMatch((instance) -> instance.state() == InstanceState.UP);
		assertThat(this.cluster.launcher.running()).hasSize(3);
	}

	@Test
	void failedInstanceIsReplacedByOneThatWorks() {
		for (int i = 0; i < 4; i++) {
			this.cluster.exit(1, "boom");
			this.cluster.advance(Duration.ofSeconds(8));
		}
		assertThat(this.cluster.state(1)).isEqualTo(InstanceState.FAILED);
		finish(this.cluster.request(1, InstanceAction.RELOAD));
		assertThat(this.cluster.state(1)).isEqualTo(InstanceState.UP);
	}

	@Test
	void stoppedInstanceStaysStopped() {
		this.cluster.request(1, InstanceAction.STOP);
		this.cluster.advance(Duration.ofSeconds(20));
		finish(this.cluster.request(RELOAD));
		assertThat(this.cluster.states()).containsExactly(InstanceState.UP, InstanceState.STOPPED, InstanceState.UP);
		assertThat(generations()).containsExactly(2, 1, 2);
	}

	@Test
	void oneInstanceAloneIsReplaced() {
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(2, InstanceAction.RELOAD);
		finish(accepted);
		assertThat(generations()).containsExactly(1, 1, 2);
		assertThat(this.cluster.operation(accepted).index()).isEqualTo(2);
	}

	@Test
	void inPlaceKeepsThePortAndTakesOneAwayAtATime() {
		this.cluster = up(policy(Strategy.IN_PLACE, 1, Duration.ZERO, Duration.ZERO));
		this.cluster.supervisor.addListener((snapshot) -> assertThat(snapshot.ready()).isGreaterThanOrEqualTo(2));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		finish(accepted);
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.COMPLETED);
		assertThat(generations()).containsExactly(2, 2, 2);
		assertThat(portsOf(1)).containsExactly(3132, 3132);
	}

	@Test
	void inPlaceEndsWithTheFirstThatDoesNotComeBack() {
		this.cluster = up(policy(Strategy.IN_PLACE, 1, Duration.ZERO, Duration.ZERO));
		this.cluster.launcher.onLaunch((handle) -> {
		});
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(Duration.ofSeconds(3));
		this.cluster.exit(0, "boom");
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(Status.FAILED);
		assertThat(this.cluster.state(0)).isEqualTo(InstanceState.BACKING_OFF);
		assertThat(this.cluster.states().subList(1, 3)).containsOnly(InstanceState.UP);
	}

	@ParameterizedTest
	@EnumSource(Strategy.class)
	void stopOfTheClusterOvertakesAndLeavesNothing(Strategy strategy) {
		this.cluster = up(policy(strategy, 1, Duration.ofHours(1), Duration.ofHours(1)));
		CompletableFuture<ClusterOperation> accepted = this.cluster.request(RELOAD);
		this.cluster.advance(Duration.ofSeconds(2));
		stopsCleanly(accepted);
		this.cluster = up(policy(strategy, 1, Duration.ofHours(1), Duration.ofHours(1)));
		accepted = this.cluster.request(RELOAD);
		this.cluster.advance(Duration.ofSeconds(20));
		stopsCleanly(accepted);
	}

	private void stopsCleanly(CompletableFuture<ClusterOperation> reload) {
		CompletableFuture<ClusterOperation> stop = this.cluster.request(new OnCluster(ClusterAction.STOP));
		this.cluster.advance(Duration.ofSeconds(60));
		assertThat(this.cluster.operation(reload).status()).isEqualTo(Status.CANCELLED);
		assertThat(this.cluster.operation(stop).status()).isEqualTo(Status.COMPLETED);
		assertThat(this.cluster.launcher.running()).isEmpty();
		assertThat(this.cluster.snapshot().arriving()).isEmpty();
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
		assertThat(this.cluster.states()).containsOnly(InstanceState.STOPPED);
	}

	@Test
	void shutdownEndsThoseAsideToo() {
		this.cluster = up(policy(Strategy.SURGE, 1, Duration.ofHours(1), Duration.ZERO));
		this.cluster.request(RELOAD);
		this.cluster.advance(SURVIVE);
		CompletableFuture<Void> stopped = this.cluster.stop();
		this.cluster.advance(Duration.ofSeconds(60));
		assertThat(stopped).isCompleted();
		assertThat(this.cluster.launcher.running()).isEmpty();
	}

	@Test
	void otherCommandsWait() {
		this.cluster.request(RELOAD);
		assertThat(this.cluster.request(new ClusterCommand.Scale(5))).isCompletedExceptionally();
		assertThat(this.cluster.request(1, InstanceAction.RESTART)).isCompletedExceptionally();
		assertThat(this.cluster.request(RELOAD)).isCompletedExceptionally();
	}

	/**
	 * Let time pass until an operation has ended, at most ten minutes.
	 */
	private void finish(CompletableFuture<ClusterOperation> accepted) {
		for (int i = 0; i < 600 && !this.cluster.operation(accepted).isFinished(); i++) {
			this.cluster.advance(Duration.ofSeconds(1));
		}
		assertThat(this.cluster.operation(accepted).isFinished()).isTrue();
	}

	private void assertUntouched() {
		assertThat(generations()).containsExactly(1, 1, 1);
		assertThat(this.cluster.states()).containsOnly(InstanceState.UP);
		assertThat(this.cluster.snapshot().arriving()).isEmpty();
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
		assertThat(this.cluster.launcher.running()).hasSize(3);
	}

	private Instance leaving() {
		assertThat(this.cluster.snapshot().leaving()).hasSize(1);
		return this.cluster.snapshot().leaving().get(0);
	}

	private List<Integer> generations() {
		return this.cluster.snapshot().instances().stream().map(Instance::generation).toList();
	}

	private List<Integer> portsOf(int index) {
		return this.cluster.launcher.launched()
			.stream()
			.filter((handle) -> handle.index() == index)
			.map((handle) -> handle.request().port())
			.toList();
	}

}
