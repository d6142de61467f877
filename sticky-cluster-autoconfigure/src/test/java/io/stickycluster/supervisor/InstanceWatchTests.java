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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceWatch}, in a cluster.
 */
class InstanceWatchTests {

	private static final Duration SILENT = TestCluster.TIMEOUTS.liveness().plusMillis(1);

	@Test
	void silentInstanceIsReplacedAfterAThreadDump() {
		TestCluster cluster = TestCluster.up();
		List<InstanceState> seen = new ArrayList<>();
		cluster.supervisor.addListener((snapshot) -> seen.add(snapshot.instance(1).orElseThrow().state()));
		cluster.launcher.ignoreStop();
		cluster.launcher.journal().clear();
		cluster.launcher.handle(1).silent(SILENT);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.state(1)).isEqualTo(InstanceState.STOPPING);
		assertThat(cluster.launcher.journal()).containsExactly("dump 1", "close 1 1012");
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.instance(1)).satisfies((instance) -> {
			assertThat(instance.state()).isEqualTo(InstanceState.BACKING_OFF);
			assertThat(instance.lastFailureKind()).isEqualTo(FailureKind.UNRESPONSIVE);
			assertThat(instance.lastFailure()).isEqualTo("gave no sign of life for 30s");
		});
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.launcher.journal()).containsExactly("dump 1", "close 1 1012", "kill 1", "exit 1",
				"launch 1");
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
		assertThat(cluster.instance(1).unplannedRestarts()).isEqualTo(1);
		assertThat(seen).startsWith(InstanceState.STOPPING);
	}

	@Test
	void silenceUpToTheTimeoutIsAllowed() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.handle(1).silent(TestCluster.TIMEOUTS.liveness());
		cluster.advance(Duration.ofMinutes(1));
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
	}

	@Test
	void nobodyIsReplacedWhenTheTimeoutIsZero() {
		SupervisorTimeouts timeouts = new SupervisorTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(20),
				Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ZERO);
		TestCluster cluster = TestCluster.up((settings) -> new SupervisorSettings(3, 6, 1, 8, settings.ports(),
				settings.restarts(), timeouts, RecyclePolicy.NEVER, ReloadPolicy.DEFAULT));
		cluster.launcher.handle(1).silent(Duration.ofHours(1));
		cluster.advance(Duration.ofMinutes(1));
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
	}

	@Test
	void instanceThatStartsOrStopsMayBeSilent() {
		TestCluster cluster = new TestCluster();
		cluster.launcher.ignoreStop();
		cluster.start();
		cluster.launcher.handle(1).silent(SILENT);
		cluster.ready(0);
		cluster.request(0, InstanceAction.STOP);
		cluster.launcher.handle(0).silent(SILENT);
		cluster.advance(Duration.ofSeconds(3));
		assertThat(cluster.state(0)).isEqualTo(InstanceState.STOPPING);
		assertThat(cluster.state(1)).isEqualTo(InstanceState.STARTING);
		assertThat(cluster.launcher.journal()).doesNotContain("dump 0", "dump 1");
	}

	@Test
	void supervisorThatWasFrozenItselfJudgesNobodyAtOnce() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.launched().forEach((handle) -> handle.silent(SILENT));
		cluster.loop.freeze(Duration.ofMinutes(5));
		cluster.advance(Duration.ZERO);
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
		cluster.launcher.launched().forEach((handle) -> handle.silent(Duration.ZERO));
		cluster.advance(Duration.ofMinutes(1));
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
	}

	@Test
	void hungInstanceThatDrainsForARestartComesBack() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(1, 1);
		cluster.launcher.ignoreStop();
		CompletableFuture<ClusterOperation> restart = cluster.request(1, InstanceAction.RESTART);
		cluster.launcher.handle(1).silent(SILENT);
		cluster.advance(Duration.ofSeconds(10));
		assertThat(cluster.operation(restart).status()).isEqualTo(Status.COMPLETED);
		assertThat(cluster.instance(1).lastFailureKind()).isEqualTo(FailureKind.UNRESPONSIVE);
	}

	@Test
	void crashLoopOfHungInstancesEndsInFailed() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.onLaunch((handle) -> {
			handle.silent(SILENT);
			handle.becomeReady();
		});
		cluster.launcher.handle(1).silent(SILENT);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.states()).containsExactly(InstanceState.UP, InstanceState.FAILED, InstanceState.UP);
	}

	@Test
	void brokenHandleIsNotTakenForSilent() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.handle(1).breakSilence();
		cluster.launcher.handle(2).silent(SILENT);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.snapshot().instances()).extracting(Instance::state)
			.containsExactly(InstanceState.UP, InstanceState.UP, InstanceState.STOPPING);
	}

	@Test
	void processThatIsStartedAfterTheLaunchIsShown() {
		TestCluster cluster = new TestCluster();
		cluster.launcher.onLaunch((handle) -> handle.pid(0));
		cluster.start();
		assertThat(cluster.instance(0).pid()).isZero();
		cluster.launcher.handle(0).pid(4711);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.state(0)).isEqualTo(InstanceState.STARTING);
		assertThat(cluster.instance(0).pid()).isEqualTo(4711);
		assertThat(cluster.instance(1).pid()).isZero();
	}

	@Test
	void processOfAnInstanceThatHasEndedIsNotShown() {
		TestCluster cluster = TestCluster.up();
		cluster.exit(1, "crashed");
		cluster.launcher.handle(1).pid(4711);
		cluster.advance(Duration.ofMillis(999));
		assertThat(cluster.state(1)).isEqualTo(InstanceState.BACKING_OFF);
		assertThat(cluster.instance(1).pid()).isZero();
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.instance(1).generation()).isEqualTo(2);
		assertThat(cluster.instance(1).pid()).isEqualTo(1001);
	}

}
