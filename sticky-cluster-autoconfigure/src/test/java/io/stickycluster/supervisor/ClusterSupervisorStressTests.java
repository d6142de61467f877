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
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.Health;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.supervisor.AutoscalePolicy.Targets;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;
import io.stickycluster.supervisor.ClusterCommand.OnOperation;
import io.stickycluster.supervisor.ClusterCommand.OperationAction;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterCommand.ScaleBy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random events in random order, after each of which the promises of
 * {@link ClusterSupervisor} must hold.
 */
class ClusterSupervisorStressTests {

	private static final int STEPS = 3000;

	private static final int CONCURRENCY = 2;

	private TestCluster cluster;

	private static SupervisorSettings settings(Random random) {
		SupervisorSettings settings = TestCluster.settings(4, 1, CONCURRENCY);
		RecyclePolicy recycle = new RecyclePolicy(512, 0, Duration.ofHours(1), 0.1,
				(after) -> after.plus(Duration.ofMinutes(20)));
		return new SupervisorSettings(4, 6, 1, CONCURRENCY, settings.ports(), settings.restarts(), settings.timeouts(),
				recycle, reload(random), autoscale(random));
	}

	private static AutoscalePolicy autoscale(Random random) {
		return random.nextBoolean() ? AutoscalePolicy.OFF : new AutoscalePolicy(1, 6, new Targets(0, 0, 0.5), 0.8,
				Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));
	}

	private static ReloadPolicy reload(Random random) {
		Duration keepOld = random.nextBoolean() ? Duration.ofSeconds(30) : Duration.ZERO;
		Duration pause = random.nextBoolean() ? Duration.ofSeconds(5) : Duration.ZERO;
		ReloadPolicy.Strategy strategy = (random.nextInt(3) == 0) ? ReloadPolicy.Strategy.IN_PLACE
				: ReloadPolicy.Strategy.SURGE;
		return new ReloadPolicy(strategy, 1 + random.nextInt(3), Duration.ofSeconds(random.nextInt(6)), pause,
				ReloadPolicy.CanaryLimits.DEFAULT, keepOld, Duration.ofSeconds(random.nextInt(6)));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void promisesHold(long seed) {
		Random random = new Random(seed);
		this.cluster = new TestCluster((settings) -> settings(random));
		this.cluster.start();
		for (int i = 0; i < STEPS; i++) {
			step(random);
			check();
		}
		bringEverythingBack();
		assertThat(this.cluster.stop()).isCompleted();
		assertThat(this.cluster.launcher.running()).isEmpty();
	}

	private void step(Random random) {
		List<FakeHandle> running = this.cluster.launcher.running();
		int choice = random.nextInt(100);
		if (choice < 30 && !running.isEmpty()) {
			running.get(random.nextInt(running.size())).becomeReady();
		}
		else if (choice < 38 && !running.isEmpty()) {
			running.get(random.nextInt(running.size())).exit(random.nextBoolean() ? "boom" : null);
		}
		else if (choice < 40 && !running.isEmpty()) {
			fail(running.get(random.nextInt(running.size())), random.nextInt(3));
		}
		else if (choice < 70) {
			this.cluster.advance(Duration.ofMillis((long) Math.pow(10, random.nextInt(6))));
		}
		else if (choice < 80) {
			this.cluster.launcher.streams(random.nextInt(6), random.nextInt(2));
			this.cluster.launcher.health((random.nextInt(4) == 0) ? new Health("sick") : Health.GOOD);
		}
		else {
			this.cluster.request(command(random));
		}
		this.cluster.loop.run();
	}

	private void fail(FakeHandle handle, int how) {
		switch (how) {
			case 0 -> handle.silent(Duration.ofMinutes(1));
			case 1 -> handle.vitals(1024, 0);
			default -> handle.exit(new InstanceExit(handle.isStopRequested(), FailureKind.ERROR, "exit", null, 3));
		}
	}

	private ClusterCommand command(Random random) {
		return switch (random.nextInt(10)) {
			case 0 -> new Scale(random.nextInt(8));
			case 1 -> new ScaleBy(random.nextInt(5) - 2);
			case 2 -> new OnCluster(ClusterAction.RESTART);
			case 3 -> new OnCluster((random.nextInt(4) == 0) ? ClusterAction.STOP : ClusterAction.RESTART);
			case 4 -> new OnCluster(ClusterAction.RELOAD);
			case 5 -> new OnOperation(OperationAction.values()[random.nextInt(OperationAction.values().length)]);
			default -> new OnInstance(random.nextInt(6),
					InstanceAction.values()[random.nextInt(InstanceAction.values().length)]);
		};
	}

	private void check() {
		ClusterSnapshot snapshot = this.cluster.snapshot();
		List<FakeHandle> running = this.cluster.launcher.running();
		assertThat(running).extracting((handle) -> handle.request().port()).doesNotHaveDuplicates();
		assertThat(running).allMatch((handle) -> snapshot.generation(handle.index(), handle.generation()).isPresent());
		assertThat(snapshot.instances()).hasSizeLessThanOrEqualTo(6);
		assertThat(snapshot.wanted()).isBetween(0, snapshot.instances().size());
		assertThat(running.stream().filter((handle) -> !handle.isReady() && !handle.isStopRequested()).count())
			.isLessThanOrEqualTo(CONCURRENCY);
		assertThat(
				this.cluster.supervisor.operations().stream().filter(ClusterSupervisorStressTests::isRecycling).count())
			.isLessThanOrEqualTo(1);
		assertThat(this.cluster.supervisor.operations().stream().filter((operation) -> !operation.isFinished()))
			.satisfiesAnyOf((operations) -> assertThat(operations).hasSizeLessThanOrEqualTo(1),
					(operations) -> assertThat(operations).extracting(ClusterOperation::action)
						.doesNotContain("autoscale"));
		assertThat(snapshot.arriving()).extracting(Instance::index).doesNotHaveDuplicates();
		for (Instance instance : all(snapshot)) {
			FakeHandle alive = handle(instance);
			switch (instance.state()) {
				case UP, DRAINING -> {
					assertThat(alive).as("%s", instance).isNotNull();
					assertThat(alive.isReady()).isTrue();
				}
				case STOPPED, BACKING_OFF, FAILED -> assertThat(alive).as("%s", instance).isNull();
				case STARTING, STOPPING -> assertThat(instance.readySince()).isNull();
			}
		}
		assertThat(this.cluster.supervisor.operations()).hasSizeLessThanOrEqualTo(26);
		for (FakeHandle handle : running) {
			assertThat(handle.identity().leader()).isEqualTo(snapshot.leader()
				.map((leader) -> leader.index() == handle.index() && leader.generation() == handle.generation())
				.orElse(false));
			if (snapshot.wanted() != 0) {
				assertThat(handle.identity().clusterSize()).isEqualTo(snapshot.wanted());
			}
		}
	}

	private static List<Instance> all(ClusterSnapshot snapshot) {
		return Stream.of(snapshot.instances(), snapshot.arriving(), snapshot.leaving()).flatMap(List::stream).toList();
	}

	private FakeHandle handle(Instance instance) {
		return this.cluster.launcher.running()
			.stream()
			.filter((handle) -> handle.index() == instance.index() && handle.generation() == instance.generation())
			.findFirst()
			.orElse(null);
	}

	private static boolean isRecycling(ClusterOperation operation) {
		return operation.action().equals("recycle") && !operation.isFinished();
	}

	/**
	 * From wherever chaos left it, a cluster whose instances get ready comes back whole,
	 * and no operation is left hanging.
	 */
	private void bringEverythingBack() {
		this.cluster.launcher.onLaunch(FakeHandle::becomeReady);
		this.cluster.launcher.health(Health.GOOD);
		this.cluster.launcher.running().forEach((handle) -> {
			handle.becomeReady();
			handle.silent(Duration.ZERO);
			handle.vitals(0, 0);
		});
		for (int index = 0; index < 6; index++) {
			// Nobody is idle, so that nobody is one too many
			this.cluster.launcher.streams(index, 1);
		}
		this.cluster.advance(Duration.ofMinutes(10));
		assertThat(this.cluster.supervisor.operations()).allMatch(ClusterOperation::isFinished);
		this.cluster.request(new Scale(6));
		this.cluster.request(new OnCluster(ClusterAction.RESTART));
		this.cluster.advance(Duration.ofMinutes(10));
		assertThat(this.cluster.states()).hasSize(6).containsOnly(InstanceState.UP);
		// One may just be recycled
		assertThat(this.cluster.launcher.running()).hasSameSizeAs(all(this.cluster.snapshot()));
	}

}
