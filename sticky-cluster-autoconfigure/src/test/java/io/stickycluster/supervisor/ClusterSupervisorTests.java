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

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterCommand.ScaleBy;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterSupervisor}.
 */
class ClusterSupervisorTests {

	private static final OnCluster RESTART = new OnCluster(ClusterAction.RESTART);

	private static final OnCluster STOP = new OnCluster(ClusterAction.STOP);

	@Test
	void startCompletesWhenMinReadyAreUp() {
		TestCluster cluster = new TestCluster((settings) -> TestCluster.settings(3, 2, 8));
		CompletableFuture<Void> started = cluster.start();
		cluster.ready(2);
		assertThat(started).isNotDone();
		cluster.ready(0);
		assertThat(started).isCompleted();
		assertThat(cluster.states()).containsExactly(InstanceState.UP, InstanceState.STARTING, InstanceState.UP);
		assertThat(cluster.snapshot().wanted()).isEqualTo(3);
	}

	@Test
	void pingIsAnsweredByTheThreadThatDecides() {
		TestCluster cluster = new TestCluster();
		CompletableFuture<Void> answer = cluster.supervisor.ping().toCompletableFuture();
		assertThat(answer).as("before the thread runs").isNotDone();
		cluster.loop.run();
		assertThat(answer).isCompleted();
		cluster.supervisor.stop();
		cluster.loop.run();
		assertThat(cluster.supervisor.ping().toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void processIsKnownFromTheLaunchOn() {
		TestCluster cluster = new TestCluster();
		cluster.start();
		assertThat(cluster.instance(2).state()).isEqualTo(InstanceState.STARTING);
		assertThat(cluster.instance(2).pid()).isEqualTo(1002);
	}

	@Test
	void startFailsWhenEachInstanceHasFailedOnce() {
		TestCluster cluster = new TestCluster();
		CompletableFuture<Void> started = cluster.start();
		IllegalStateException cause = new IllegalStateException("no database");
		cluster.launcher.handle(0).exit(InstanceExit.failed(FailureKind.ERROR, "no database", cause));
		cluster.exit(1, "no cache");
		assertThat(started).isNotDone();
		cluster.exit(2, "Port 3133 is taken");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(started::join)
			.havingCause()
			.isInstanceOfSatisfying(ClusterStartException.class,
					(ex) -> assertThat(ex.failures()).containsEntry(0, "no database")
						.containsEntry(2, "Port 3133 is taken"))
			.withMessage("No instance could be started; instance 0: no database; instance 1: no cache;"
					+ " instance 2: Port 3133 is taken")
			.withCause(cause);
	}

	@Test
	void startSurvivesAFailureThatARestartMends() {
		TestCluster cluster = new TestCluster();
		CompletableFuture<Void> started = cluster.start();
		cluster.exit(0, "boom");
		cluster.exit(1, "boom");
		assertThat(cluster.state(0)).isEqualTo(InstanceState.BACKING_OFF);
		cluster.advance(Duration.ofSeconds(1));
		cluster.ready(0);
		assertThat(started).isCompleted();
		assertThat(cluster.instance(0)).satisfies((instance) -> {
			assertThat(instance.generation()).isEqualTo(2);
			assertThat(instance.unplannedRestarts()).isEqualTo(1);
			assertThat(instance.lastFailure()).isEqualTo("boom");
			assertThat(instance.pid()).isEqualTo(1000);
			assertThat(instance.readySince()).isNotNull();
		});
	}

	@Test
	void startFailsWhenTooFewAreLeft() {
		TestCluster cluster = new TestCluster((settings) -> TestCluster.settings(2, 2, 8));
		CompletableFuture<Void> started = cluster.start();
		cluster.ready(0);
		failUntilGivenUp(cluster, 1);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(started::join)
			.havingCause()
			.withMessage("Fewer than 2 instances can be started; instance 1: boom");
		assertThat(cluster.state(0)).isEqualTo(InstanceState.UP);
	}

	@Test
	void startIsBoundedByConcurrency() {
		TestCluster cluster = new TestCluster((settings) -> TestCluster.settings(5, 1, 2));
		cluster.start();
		assertThat(cluster.launcher.launched()).extracting(FakeHandle::index).containsExactly(0, 1);
		cluster.ready(1);
		cluster.exit(0, "boom");
		assertThat(cluster.launcher.launched()).extracting(FakeHandle::index).containsExactly(0, 1, 2, 3);
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.launcher.launched()).hasSize(4);
		cluster.ready(2);
		assertThat(cluster.launcher.launched()).extracting(FakeHandle::index).containsExactly(0, 1, 2, 3, 0);
	}

	@Test
	void failedLaunchCountsAsFailure() {
		TestCluster cluster = new TestCluster((settings) -> TestCluster.settings(1, 1, 8));
		cluster.launcher.onLaunch((handle) -> {
			throw new IllegalStateException("no thread");
		});
		assertThat(cluster.start()).isCompletedExceptionally();
		assertThat(cluster.instance(0).lastFailure()).contains("could not be launched", "no thread");
	}

	@Test
	void crashLoopEndsInFailedAndStaysThere() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.onLaunch((handle) -> {
		});
		failUntilGivenUp(cluster, 1);
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.instance(1)).satisfies((instance) -> {
			assertThat(instance.state()).isEqualTo(InstanceState.FAILED);
			assertThat(instance.unplannedRestarts()).isEqualTo(3);
			assertThat(instance.lastFailure()).isEqualTo("boom");
		});
		assertThat(cluster.snapshot().wanted()).isEqualTo(3);
	}

	@Test
	void slowStarterReachesFailedAndNeverUp() {
		TestCluster cluster = TestCluster.up();
		List<InstanceState> seen = new ArrayList<>();
		cluster.launcher.onLaunch((handle) -> {
		});
		cluster.exit(1, "boom");
		cluster.supervisor.addListener((snapshot) -> seen.add(snapshot.instance(1).orElseThrow().state()));
		cluster.advance(Duration.ofMinutes(10));
		assertThat(cluster.state(1)).isEqualTo(InstanceState.FAILED);
		assertThat(cluster.instance(1).lastFailure()).isEqualTo("not ready within 60s");
		assertThat(seen).doesNotContain(InstanceState.UP);
	}

	@Test
	void startOfFailedResetsTheBudget() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.onLaunch((handle) -> {
		});
		failUntilGivenUp(cluster, 1);
		CompletableFuture<ClusterOperation> operation = cluster.request(1, InstanceAction.START);
		cluster.exit(1, "boom again");
		assertThat(cluster.state(1)).isEqualTo(InstanceState.BACKING_OFF);
		assertThat(cluster.operation(operation)).satisfies((ended) -> {
			assertThat(ended.status()).isEqualTo(Status.FAILED);
			assertThat(ended.failure()).isEqualTo("Instance 1 did not start: boom again");
		});
	}

	@Test
	void failedIsLeftByNothingButAnOperatorsStartOrRestart() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.onLaunch((handle) -> {
		});
		failUntilGivenUp(cluster, 1);
		cluster.launcher.onLaunch(FakeHandle::becomeReady);
		cluster.request(new Scale(4));
		cluster.request(0, InstanceAction.RESTART);
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.states()).containsExactly(InstanceState.UP, InstanceState.FAILED, InstanceState.UP,
				InstanceState.UP);
		assertThat(cluster.request(1, InstanceAction.DRAIN)).isCompletedExceptionally();
		cluster.request(RESTART);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.states()).hasSize(4).containsOnly(InstanceState.UP);
		cluster.exit(1, "boom");
		assertThat(cluster.state(1)).as("with a full budget").isEqualTo(InstanceState.BACKING_OFF);
	}

	@Test
	void wrongConfigurationReachesFailedAfterFewTries() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher
			.onLaunch((handle) -> handle.exit(InstanceExit.failed(FailureKind.CONFIGURATION, "no driver", null)));
		cluster.exit(1, "boom");
		cluster.advance(Duration.ofMinutes(10));
		assertThat(cluster.instance(1)).satisfies((instance) -> {
			assertThat(instance.state()).isEqualTo(InstanceState.FAILED);
			assertThat(instance.generation()).isEqualTo(4);
			assertThat(instance.lastFailureKind()).isEqualTo(FailureKind.CONFIGURATION);
			assertThat(instance.lastFailure()).isEqualTo("no driver");
		});
	}

	@Test
	void instanceThatSaysSoStaysStoppedAndIsNotWantedAnyMore() {
		TestCluster cluster = TestCluster.up();
		cluster.exit(1, exitCode(3));
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.instance(1)).satisfies((instance) -> {
			assertThat(instance.state()).isEqualTo(InstanceState.STOPPED);
			assertThat(instance.lastFailure()).isNull();
			assertThat(instance.detail()).isEqualTo("exit code 3, which says to leave it stopped");
		});
		assertThat(cluster.snapshot().wanted()).isEqualTo(2);
		cluster.request(1, InstanceAction.START);
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
		assertThat(cluster.snapshot().wanted()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(value = InstanceAction.class, names = { "START", "RESTART" })
	void operationEndsWhenTheInstanceSaysThatItIsToStayStopped(InstanceAction action) {
		TestCluster cluster = TestCluster.up();
		cluster.request(1, InstanceAction.STOP);
		cluster.launcher.onLaunch((handle) -> handle.exit(exitCode(3)));
		CompletableFuture<ClusterOperation> operation = cluster.request(1, action);
		assertThat(cluster.operation(operation).status()).isEqualTo(Status.FAILED);
		assertThat(cluster.operation(operation).failure()).endsWith(": exit code 3, which says to leave it stopped");
	}

	@Test
	void startFailsWhenAllInstancesSayThatTheyAreToStayStopped() {
		TestCluster cluster = new TestCluster();
		cluster.launcher.onLaunch((handle) -> handle.exit(exitCode(3)));
		assertThat(cluster.start()).isCompletedExceptionally();
		assertThat(cluster.states()).containsOnly(InstanceState.STOPPED);
	}

	@Test
	void vitalsAreThoseOfTheRunningGeneration() {
		TestCluster cluster = TestCluster.up();
		assertThat(cluster.supervisor.vitals(1, 1)).isEmpty();
		cluster.launcher.handle(1).vitals(5, 2);
		assertThat(cluster.supervisor.vitals(1, 1))
			.hasValueSatisfying((vitals) -> assertThat(vitals.resident()).isEqualTo(5));
		cluster.exit(1, "boom");
		assertThat(cluster.supervisor.vitals(1, 1)).isEmpty();
		assertThat(cluster.supervisor.vitals(99, 1)).isEmpty();
	}

	@Test
	void lateEventsOfAnOlderGenerationAreIgnored() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.ignoreStop();
		cluster.launcher.ignoreKill();
		FakeHandle old = cluster.launcher.handle(1);
		cluster.request(1, InstanceAction.STOP);
		cluster.advance(TestCluster.TIMEOUTS.stop());
		assertThat(cluster.state(1)).isEqualTo(InstanceState.STOPPED);
		cluster.request(1, InstanceAction.START);
		assertThat(cluster.state(1)).isEqualTo(InstanceState.UP);
		old.exit("late");
		cluster.loop.run();
		assertThat(cluster.state(1)).isEqualTo(InstanceState.UP);
		assertThat(cluster.instance(1).generation()).isEqualTo(2);
	}

	@Test
	void removedIndexGoesOnCountingGenerations() {
		TestCluster cluster = TestCluster.up();
		cluster.request(new Scale(2));
		cluster.advance(Duration.ofSeconds(1));
		cluster.request(new Scale(3));
		assertThat(cluster.instance(2).generation()).isEqualTo(2);
		assertThat(cluster.instance(2).plannedRestarts()).isZero();
	}

	@Test
	void scaleUpTakesTheLowestFreeIndexes() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.onLaunch((handle) -> {
		});
		CompletableFuture<ClusterOperation> operation = cluster.request(new ScaleBy(2));
		assertThat(cluster.snapshot().instances()).extracting(Instance::index).containsExactly(0, 1, 2, 3, 4);
		assertThat(cluster.launcher.handle(4).request().port()).isEqualTo(3135);
		cluster.ready(3);
		assertThat(cluster.operation(operation).progress()).isEqualTo("1 of 2 up");
		cluster.ready(4);
		assertThat(cluster.operation(operation).status()).isEqualTo(Status.COMPLETED);
	}

	@Test
	void scaleDownDrainsTheHighestThenClosesStreamsThenStops() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(2, 1);
		cluster.launcher.journal().clear();
		CompletableFuture<ClusterOperation> operation = cluster.request(new Scale(2));
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.states()).containsExactly(InstanceState.UP, InstanceState.UP, InstanceState.DRAINING);
		assertThat(cluster.snapshot().wanted()).isEqualTo(2);
		cluster.launcher.streams(2, 0);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.launcher.journal()).containsExactly("close 2 1012", "stop 2", "exit 2");
		assertThat(cluster.snapshot().instances()).extracting(Instance::index).containsExactly(0, 1);
		assertThat(cluster.operation(operation).status()).isEqualTo(Status.COMPLETED);
	}

	@Test
	void scaleDownWaitsForClientsNoLongerThanTheDrainTimeout() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(2, 1);
		cluster.request(new Scale(2));
		cluster.advance(TestCluster.TIMEOUTS.drain().minusMillis(1));
		assertThat(cluster.snapshot().instances()).hasSize(3);
		cluster.advance(Duration.ofMillis(1));
		assertThat(cluster.snapshot().instances()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 7 })
	void scaleOutOfRangeIsRefused(int target) {
		TestCluster cluster = TestCluster.up();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(cluster.request(new Scale(target))::join)
			.havingCause()
			.isInstanceOf(IllegalCommandException.class)
			.withMessage("'instances' must be between 1 and 6 but would be " + target);
	}

	@Test
	void restartTakesOneAfterTheOtherAndNeverMoreThanOneDown() {
		TestCluster cluster = TestCluster.up();
		List<Integer> ready = new ArrayList<>();
		cluster.supervisor.addListener((snapshot) -> ready.add(snapshot.ready()));
		cluster.launcher.journal().clear();
		CompletableFuture<ClusterOperation> operation = cluster.request(RESTART);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.operation(operation).progress()).isEqualTo("3 of 3 restarted");
		assertThat(cluster.launcher.journal()).containsExactly("close 0 1012", "stop 0", "exit 0", "launch 0",
				"close 1 1012", "stop 1", "exit 1", "launch 1", "close 2 1012", "stop 2", "exit 2", "launch 2");
		assertThat(ready).isNotEmpty().allMatch((count) -> count >= 2);
		assertThat(cluster.snapshot().instances()).allMatch((instance) -> instance.plannedRestarts() == 1);
	}

	@Test
	void restartEndsWithTheFirstThatDoesNotComeBackAndLeavesTheRest() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.onLaunch((handle) -> handle.exit("bad configuration"));
		CompletableFuture<ClusterOperation> operation = cluster.request(RESTART);
		cluster.advance(Duration.ofMillis(200));
		assertThat(cluster.operation(operation)).satisfies((ended) -> {
			assertThat(ended.status()).isEqualTo(Status.FAILED);
			assertThat(ended.failure()).isEqualTo("Instance 0 did not come back: bad configuration");
			assertThat(ended.endedAt()).isNotNull();
		});
		assertThat(cluster.states()).containsExactly(InstanceState.BACKING_OFF, InstanceState.UP, InstanceState.UP);
	}

	@Test
	void restartWaitsWhenAnotherInstanceIsLost() {
		TestCluster cluster = TestCluster.up();
		CompletableFuture<ClusterOperation> operation = cluster.request(RESTART);
		cluster.exit(2, "boom");
		cluster.advance(Duration.ofMillis(500));
		assertThat(cluster.operation(operation).progress())
			.isEqualTo("1 of 3 restarted, waiting for others to come back");
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.operation(operation).status()).isEqualTo(Status.COMPLETED);
	}

	@Test
	void restartEndsWhenAnotherInstanceIsLostForGood() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(0, 1);
		CompletableFuture<ClusterOperation> operation = cluster.request(RESTART);
		cluster.launcher.onLaunch((handle) -> {
			if (handle.index() != 2) {
				handle.becomeReady();
			}
		});
		failUntilGivenUp(cluster, 2);
		assertThat(cluster.operation(operation).failure())
			.isEqualTo("Another instance was lost: only 2 of 3 instances are ready");
		assertThat(cluster.snapshot().ready()).isEqualTo(2);
	}

	@Test
	void drainLastsUntilUndrained() {
		TestCluster cluster = TestCluster.up();
		assertThat(cluster.request(0, InstanceAction.DRAIN).join().status()).isEqualTo(Status.COMPLETED);
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.state(0)).isEqualTo(InstanceState.DRAINING);
		cluster.request(0, InstanceAction.UNDRAIN);
		assertThat(cluster.state(0)).isEqualTo(InstanceState.UP);
	}

	@Test
	void stopOfAnInstanceIsNotAFailureAndKeepsItStopped() {
		TestCluster cluster = TestCluster.up();
		cluster.request(1, InstanceAction.STOP);
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.instance(1).state()).isEqualTo(InstanceState.STOPPED);
		assertThat(cluster.instance(1).lastFailure()).isNull();
		assertThat(cluster.snapshot().wanted()).isEqualTo(2);
		cluster.request(1, InstanceAction.START);
		assertThat(cluster.state(1)).isEqualTo(InstanceState.UP);
	}

	@Test
	void stoppedClusterIsStartedByScaleOrRestart() {
		TestCluster cluster = TestCluster.up();
		CompletableFuture<ClusterOperation> operation = cluster.request(STOP);
		cluster.loop.run();
		assertThat(cluster.operation(operation).status()).isEqualTo(Status.COMPLETED);
		assertThat(cluster.states()).containsOnly(InstanceState.STOPPED);
		cluster.request(new Scale(2));
		assertThat(cluster.states()).containsExactly(InstanceState.UP, InstanceState.UP, InstanceState.STOPPED);
		cluster.request(RESTART);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
	}

	@Test
	void secondOperationThatConflictsIsRefusedAndNamesTheFirst() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(2, 1);
		cluster.request(new Scale(2));
		for (ClusterCommand command : List.of(RESTART, new Scale(4), new OnInstance(0, InstanceAction.STOP))) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(cluster.request(command)::join)
				.havingCause()
				.isInstanceOf(OperationConflictException.class)
				.withMessageContaining("scale (operation 1, 0 of 1 removed)");
		}
	}

	@Test
	void commandsThatWaitAreBounded() {
		TestCluster cluster = TestCluster.up();
		List<CompletableFuture<ClusterOperation>> waiting = new ArrayList<>();
		for (int i = 0; i < 101; i++) {
			waiting.add(cluster.supervisor.request(new Scale(3)).toCompletableFuture());
		}
		assertThat(waiting.get(100)).isCompletedExceptionally();
		cluster.loop.run();
		assertThat(waiting.subList(0, 100)).allMatch(CompletableFuture::isDone);
		assertThat(cluster.request(new Scale(3))).isCompleted();
	}

	@Test
	void operationsOnDifferentInstancesRunSideBySide() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(0, 1);
		cluster.request(0, InstanceAction.RESTART);
		assertThat(cluster.request(1, InstanceAction.RESTART)).isCompleted();
		assertThat(cluster.request(0, InstanceAction.STOP)).isCompletedExceptionally();
	}

	@ParameterizedTest
	@ValueSource(strings = { "START", "UNDRAIN" })
	void actionThatTheStateDoesNotAllowSaysWhatIsAllowed(InstanceAction action) {
		TestCluster cluster = TestCluster.up();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(cluster.request(0, action)::join)
			.havingCause()
			.isInstanceOf(IllegalCommandException.class)
			.withMessageContaining("is allowed in states [")
			.withMessageEndingWith("but instance 0 is UP")
			.satisfies((ex) -> assertThat(((IllegalCommandException) ex).allowed()).containsExactly("restart", "reload",
					"stop", "drain"));
	}

	@Test
	void operationsAreKeptNewestFirstAndBounded() {
		TestCluster cluster = TestCluster.up();
		for (int i = 0; i < 30; i++) {
			cluster.request(0, (i % 2 == 0) ? InstanceAction.DRAIN : InstanceAction.UNDRAIN);
		}
		assertThat(cluster.supervisor.operations()).hasSize(20);
		assertThat(cluster.supervisor.operations().get(0).id()).isEqualTo(30);
		CompletableFuture<ClusterOperation> last = cluster.supervisor.whenFinished(30).toCompletableFuture();
		CompletableFuture<ClusterOperation> forgotten = cluster.supervisor.whenFinished(1).toCompletableFuture();
		cluster.loop.run();
		assertThat(last.join().action()).isEqualTo("undrain");
		assertThat(forgotten).isCompletedExceptionally();
	}

	@Test
	void shutdownStopsInReverseOrderWithStreamsFirst() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.journal().clear();
		assertThat(cluster.stop()).isCompleted();
		assertThat(cluster.launcher.journal()).containsExactly("close 2 1001", "close 1 1001", "close 0 1001",
				"close 2 1001", "stop 2", "exit 2", "close 1 1001", "stop 1", "exit 1", "close 0 1001", "stop 0",
				"exit 0");
		assertThat(cluster.loop.isClosed()).isTrue();
		assertThat(cluster.stop()).isCompleted();
		assertThat(cluster.request(RESTART)).isCompletedExceptionally();
	}

	@Test
	void shutdownOfInstancesThatHangStaysWithinItsTimeout() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.ignoreStop();
		cluster.launcher.ignoreKill();
		cluster.launcher.keepStreams();
		cluster.launcher.journal().clear();
		CompletableFuture<Void> stopped = cluster.stop();
		cluster.advance(TestCluster.TIMEOUTS.shutdown());
		assertThat(stopped).isCompleted();
		assertThat(cluster.launcher.journal()).filteredOn((line) -> line.startsWith("kill"))
			.containsExactly("kill 2", "kill 1", "kill 0");
	}

	@Test
	void shutdownOvertakesARestart() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(0, 1);
		CompletableFuture<ClusterOperation> restart = cluster.request(RESTART);
		CompletableFuture<Void> stopped = cluster.stop();
		assertThat(stopped).isCompleted();
		assertThat(cluster.operation(restart).status()).isEqualTo(Status.CANCELLED);
		assertThat(cluster.launcher.launched()).hasSize(3);
		assertThat(cluster.launcher.running()).isEmpty();
	}

	@Test
	void shutdownDuringStartEndsWhatIsStartingAndLaunchesNothingElse() {
		TestCluster cluster = new TestCluster((settings) -> TestCluster.settings(4, 1, 2));
		CompletableFuture<Void> started = cluster.start();
		CompletableFuture<Void> stopped = cluster.stop();
		assertThat(started).isCompletedExceptionally();
		assertThat(stopped).isCompleted();
		assertThat(cluster.launcher.launched()).hasSize(2);
		assertThat(cluster.launcher.running()).isEmpty();
	}

	@Test
	void stopOvertakesARestart() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(0, 1);
		CompletableFuture<ClusterOperation> restart = cluster.request(RESTART);
		cluster.request(STOP);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.operation(restart).status()).isEqualTo(Status.CANCELLED);
		assertThat(cluster.states()).containsOnly(InstanceState.STOPPED);
	}

	@Test
	void stopWithoutStartCompletes() {
		assertThat(new TestCluster().stop()).isCompleted();
	}

	@Test
	void instancesLearnOfClusterSizeAndLeader() {
		TestCluster cluster = new TestCluster();
		cluster.start();
		cluster.ready(1);
		assertThat(cluster.launcher.handle(1).identity()).isEqualTo(new ClusterIdentity(1, 1, 3, true));
		cluster.ready(0);
		assertThat(cluster.launcher.handle(0).identity()).isEqualTo(new ClusterIdentity(0, 1, 3, true));
		assertThat(cluster.launcher.handle(1).identity()).isEqualTo(new ClusterIdentity(1, 1, 3, false));
		cluster.request(0, InstanceAction.STOP);
		cluster.loop.run();
		assertThat(cluster.launcher.handle(1).identity()).isEqualTo(new ClusterIdentity(1, 1, 2, true));
	}

	@Test
	void gatewayLearnsOfAStopBeforeStreamsAreClosed() {
		TestCluster cluster = TestCluster.up();
		cluster.supervisor.addListener((snapshot) -> cluster.launcher
			.note(snapshot.instance(0).map(Instance::state).map(Enum::name).orElse("none")));
		cluster.launcher.journal().clear();
		cluster.request(0, InstanceAction.STOP);
		assertThat(cluster.launcher.journal()).startsWith("STOPPING", "close 0 1012")
			.containsSubsequence("close 0 1012", "stop 0");
	}

	@Test
	void snapshotStaysTheSameUntilSomethingChanges() {
		TestCluster cluster = TestCluster.up();
		ClusterSnapshot before = cluster.snapshot();
		cluster.request(0, InstanceAction.START);
		assertThat(cluster.snapshot()).isSameAs(before);
	}

	@Test
	void brokenListenerHurtsNobody() {
		TestCluster cluster = TestCluster.up();
		cluster.supervisor.addListener((snapshot) -> {
			throw new IllegalStateException("broken");
		});
		assertThat(cluster.stop()).isCompleted();
		assertThat(cluster.launcher.running()).isEmpty();
	}

	@Test
	void brokenHandlesDoNotKeepTheClusterFromEnding() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.breakHandles();
		CompletableFuture<Void> stopped = cluster.stop();
		cluster.advance(TestCluster.TIMEOUTS.shutdown());
		assertThat(stopped).isCompleted();
		assertThat(cluster.states()).containsOnly(InstanceState.STOPPED);
	}

	@Test
	void streamsAreClosedOverTheSpreadWhereverClientsAreWaitedFor() {
		TestCluster cluster = TestCluster.up();
		Duration spread = TestCluster.RELOAD.closeSpread();
		cluster.request(1, InstanceAction.RESTART);
		cluster.advance(Duration.ofSeconds(1));
		cluster.request(new Scale(2));
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.launcher.journal()).contains("close 1 1012", "close 2 1012");
		assertThat(cluster.launcher.spreads()).containsExactly(spread, spread);
		cluster.request(1, InstanceAction.STOP);
		assertThat(cluster.launcher.spreads()).containsExactly(spread, spread, Duration.ZERO);
	}

	@Test
	void instanceWhoseStreamsHaveEndedIsNotGivenTheRestOfTheSpread() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.ignoreStop();
		cluster.launcher.streams(1, 1);
		cluster.request(1, InstanceAction.RESTART);
		cluster.advance(TestCluster.TIMEOUTS.drain());
		assertThat(cluster.launcher.journal()).endsWith("close 1 1012", "stop 1");
		cluster.advance(TestCluster.TIMEOUTS.stop().minusMillis(1));
		assertThat(cluster.launcher.journal()).doesNotContain("kill 1");
		cluster.advance(Duration.ofMillis(1));
		assertThat(cluster.launcher.journal()).containsOnlyOnce("kill 1").contains("terminate 1");
	}

	@Test
	void instanceWhoseStreamsDoNotEndIsGivenTheSpread() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.ignoreStop();
		cluster.launcher.keepStreams();
		cluster.launcher.streams(1, 1);
		cluster.request(1, InstanceAction.RESTART);
		cluster.advance(TestCluster.TIMEOUTS.drain());
		cluster.advance(TestCluster.TIMEOUTS.stop());
		assertThat(cluster.launcher.journal()).doesNotContain("kill 1");
		cluster.advance(TestCluster.RELOAD.closeSpread());
		assertThat(cluster.launcher.journal()).containsOnlyOnce("kill 1");
	}

	@Test
	void startStopStartWithRealThreadsLeavesNoThread() {
		for (int i = 0; i < 2; i++) {
			FakeLauncher launcher = new FakeLauncher();
			launcher.onLaunch(FakeHandle::becomeReady);
			try (ClusterSupervisor supervisor = new ClusterSupervisor(TestCluster.SETTINGS, launcher, launcher,
					HealthCheck.NONE, Clock.systemUTC())) {
				assertThat(supervisor.start()).succeedsWithin(10, TimeUnit.SECONDS);
				assertThat(supervisor.request(RESTART)
					.thenApply(ClusterOperation::id)
					.thenApply(supervisor::whenFinished)
					.thenCompose(Function.identity())).succeedsWithin(10, TimeUnit.SECONDS)
					.extracting(ClusterOperation::status)
					.isEqualTo(Status.COMPLETED);
			}
			assertThat(launcher.running()).isEmpty();
			Awaitility.await()
				.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
					.doesNotContain("sticky-cluster-supervisor"));
		}
	}

	private static InstanceExit exitCode(int exitCode) {
		return new InstanceExit(false, FailureKind.ERROR, "exit code " + exitCode, null, exitCode);
	}

	private static void failUntilGivenUp(TestCluster cluster, int index) {
		for (int i = 0; i < 10 && cluster.state(index) != InstanceState.FAILED; i++) {
			if (cluster.launcher.handle(index).isRunning()) {
				cluster.exit(index, "boom");
			}
			cluster.advance(TestCluster.RESTARTS.maxDelay());
		}
		assertThat(cluster.state(index)).isEqualTo(InstanceState.FAILED);
	}

}
