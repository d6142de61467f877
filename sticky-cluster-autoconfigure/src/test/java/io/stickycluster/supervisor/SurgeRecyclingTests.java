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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnOperation;
import io.stickycluster.supervisor.ClusterCommand.OperationAction;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterOperation.Status;
import io.stickycluster.supervisor.ReloadPolicy.Strategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Recycler}, in a cluster whose instances are replaced beside the old
 * ones.
 */
@ExtendWith(OutputCaptureExtension.class)
class SurgeRecyclingTests {

	private static final Duration STABLE = TestCluster.RESTARTS.stableAfter();

	private static final Duration SURVIVE = TestCluster.RELOAD.survive();

	private final RecyclePolicy memory = new RecyclePolicy(500, 0, Duration.ZERO, 0, RecyclePolicy.NEVER.schedule());

	@Test
	void noneIsMissingWhileOneIsReplaced(CapturedOutput output) {
		TestCluster cluster = settled(this.memory);
		cluster.supervisor.addListener((snapshot) -> assertThat(snapshot.ready()).isEqualTo(3));
		cluster.launcher.handle(1).vitals(600, 0);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.snapshot().arriving()).extracting(Instance::index).containsExactly(1);
		assertThat(cluster.supervisor.operations().get(0)).satisfies((operation) -> {
			assertThat(operation.action()).isEqualTo("recycle");
			assertThat(operation.index()).isEqualTo(1);
			assertThat(operation.status()).isEqualTo(Status.RUNNING);
		});
		cluster.advance(SURVIVE.plusSeconds(2));
		assertThat(generations(cluster)).containsExactly(1, 2, 1);
		assertThat(cluster.snapshot().leaving()).isEmpty();
		assertThat(cluster.supervisor.operations().get(0).status()).isEqualTo(Status.COMPLETED);
		assertThat(output).contains("recycled because it uses 0 MB of memory, more than 0 MB");
	}

	@Test
	void oneThatIsReplacedKeepsItsClientsUntilTheyAreDone() {
		TestCluster cluster = settled(this.memory);
		cluster.launcher.streams(1, 1);
		cluster.launcher.handle(1).vitals(600, 0);
		cluster.advance(SURVIVE.plusSeconds(2));
		assertThat(cluster.snapshot().leaving()).extracting(Instance::state).containsExactly(InstanceState.DRAINING);
		cluster.advance(TestCluster.TIMEOUTS.drain());
		assertThat(cluster.launcher.journal()).contains("close 1 1012");
		assertThat(cluster.snapshot().leaving()).isEmpty();
	}

	@Test
	void onlyInstanceOfAClusterIsReplacedWithoutAGap() {
		TestCluster cluster = settled(this.memory);
		cluster.request(new Scale(1));
		cluster.supervisor.addListener((snapshot) -> assertThat(snapshot.ready()).isEqualTo(1));
		cluster.launcher.handle(0).vitals(600, 0);
		cluster.advance(SURVIVE.plusSeconds(2));
		assertThat(generations(cluster)).containsExactly(2);
	}

	@Test
	void lastOneThatTakesNewClientsIsReplaced() {
		TestCluster cluster = settled(this.memory);
		cluster.request(1, InstanceAction.DRAIN);
		cluster.request(2, InstanceAction.DRAIN);
		cluster.launcher.handle(0).vitals(600, 0);
		cluster.advance(SURVIVE.plusSeconds(2));
		assertThat(generations(cluster)).containsExactly(2, 1, 1);
	}

	@Test
	void oldOneStaysWhenTheNewOneFailsAndTheNextAttemptsComeLessAndLessOften() {
		TestCluster cluster = settled(this.memory);
		cluster.launcher.handle(1).vitals(600, 0);
		cluster.launcher.onLaunch((handle) -> handle.exit("boom"));
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.supervisor.operations().get(0)).satisfies((operation) -> {
			assertThat(operation.status()).isEqualTo(Status.FAILED);
			assertThat(operation.failure()).contains("boom");
		});
		assertThat(cluster.instance(1).state()).isEqualTo(InstanceState.UP);
		assertThat(generations(cluster)).containsExactly(1, 1, 1);
		cluster.advance(STABLE.minusSeconds(2));
		assertThat(launches(cluster, 1)).isEqualTo(2);
		cluster.advance(Duration.ofSeconds(4));
		assertThat(launches(cluster, 1)).isEqualTo(3);
		cluster.advance(STABLE.multipliedBy(2).minusSeconds(4));
		assertThat(launches(cluster, 1)).isEqualTo(3);
		cluster.advance(Duration.ofSeconds(4));
		assertThat(launches(cluster, 1)).isEqualTo(4);
		cluster.launcher.onLaunch(FakeHandle::becomeReady);
		cluster.advance(Duration.ofMinutes(10));
		assertThat(cluster.instance(1).state()).isEqualTo(InstanceState.UP);
		assertThat(cluster.supervisor.operations().get(0).status()).isEqualTo(Status.COMPLETED);
		assertThat(launches(cluster, 1)).isEqualTo(5);
	}

	@Test
	void othersAreSparedForAWhileWhenOneFails() {
		TestCluster cluster = settled(this.memory);
		cluster.launcher.handle(0).vitals(600, 0);
		cluster.launcher.handle(1).vitals(600, 0);
		cluster.launcher.onLaunch((handle) -> handle.exit("boom"));
		cluster.advance(STABLE.minusSeconds(2));
		assertThat(launches(cluster, 0)).isEqualTo(2);
		assertThat(launches(cluster, 1)).isEqualTo(1);
		cluster.advance(Duration.ofSeconds(5));
		assertThat(launches(cluster, 1)).isEqualTo(2);
	}

	@Test
	void whatTheScheduleHasMadeDueStaysDueUntilItIsReplaced() {
		TestCluster cluster = settled(
				new RecyclePolicy(0, 0, Duration.ZERO, 0, (after) -> after.plus(Duration.ofHours(1))));
		cluster.launcher.onLaunch((handle) -> handle.exit("boom"));
		cluster.advance(Duration.ofHours(1));
		assertThat(generations(cluster)).containsExactly(1, 1, 1);
		cluster.launcher.onLaunch(FakeHandle::becomeReady);
		cluster.advance(Duration.ofMinutes(20));
		assertThat(cluster.snapshot().instances()).allMatch((instance) -> instance.generation() > 1);
	}

	@Test
	void operatorMayAbort() {
		TestCluster cluster = settled(this.memory);
		cluster.launcher.handle(1).vitals(600, 0);
		cluster.advance(Duration.ofSeconds(1));
		cluster.request(new OnOperation(OperationAction.ABORT));
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.supervisor.operations().get(0).status()).isEqualTo(Status.FAILED);
		assertThat(generations(cluster)).containsExactly(1, 1, 1);
		assertThat(cluster.snapshot().arriving()).isEmpty();
	}

	private static TestCluster settled(RecyclePolicy policy) {
		TestCluster cluster = TestCluster.up((settings) -> TestCluster.recycling(policy, Strategy.SURGE));
		cluster.advance(STABLE.plusSeconds(1));
		return cluster;
	}

	private static List<Integer> generations(TestCluster cluster) {
		return cluster.snapshot().instances().stream().map(Instance::generation).toList();
	}

	private static long launches(TestCluster cluster, int index) {
		return cluster.launcher.launched().stream().filter((handle) -> handle.index() == index).count();
	}

}
