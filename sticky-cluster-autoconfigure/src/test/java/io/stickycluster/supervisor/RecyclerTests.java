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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterOperation.Status;
import io.stickycluster.supervisor.ReloadPolicy.Strategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Recycler}, in a cluster whose instances are restarted in place.
 */
@ExtendWith(OutputCaptureExtension.class)
class RecyclerTests {

	private static final long MEGABYTE = 1024 * 1024;

	private static final Function<Instant, @Nullable Instant> NO_SCHEDULE = RecyclePolicy.NEVER.schedule();

	private static final RecyclePolicy MEMORY = new RecyclePolicy(512 * MEGABYTE, 0, Duration.ZERO, 0, NO_SCHEDULE);

	private static final RecyclePolicy REQUESTS = new RecyclePolicy(0, 1000, Duration.ZERO, 0, NO_SCHEDULE);

	private static final RecyclePolicy AGE = new RecyclePolicy(0, 0, Duration.ofHours(1), 0, NO_SCHEDULE);

	@Test
	void instanceWithTooMuchMemoryIsDrainedAndRestarted(CapturedOutput output) {
		TestCluster cluster = settled(MEMORY);
		cluster.launcher.streams(1, 1);
		cluster.launcher.handle(1).vitals(600 * MEGABYTE, 10);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.instance(1)).satisfies((instance) -> {
			assertThat(instance.state()).isEqualTo(InstanceState.DRAINING);
			assertThat(instance.detail()).isEqualTo("recycled because it uses 600 MB of memory, more than 512 MB");
		});
		ClusterOperation operation = cluster.supervisor.operations().get(0);
		assertThat(operation.action()).isEqualTo("recycle");
		assertThat(operation.index()).isEqualTo(1);
		assertThat(operation.status()).isEqualTo(Status.RUNNING);
		cluster.launcher.streams(1, 0);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.supervisor.operations().get(0).status()).isEqualTo(Status.COMPLETED);
		assertThat(cluster.instance(1)).satisfies((instance) -> {
			assertThat(instance.state()).isEqualTo(InstanceState.UP);
			assertThat(instance.plannedRestarts()).isEqualTo(1);
			assertThat(instance.unplannedRestarts()).isZero();
			assertThat(instance.lastFailure()).isNull();
		});
		assertThat(output)
			.contains("Operation 1: recycle of instance 1, which uses 600 MB of memory, more than 512 MB");
	}

	@Test
	void heapAfterGarbageCollectionCountsWhereTheProcessIsNotKnown() {
		TestCluster cluster = settled(MEMORY);
		cluster.launcher.handle(0).vitals(-1, 600 * MEGABYTE);
		cluster.launcher.handle(1).vitals(500 * MEGABYTE, 600 * MEGABYTE);
		cluster.launcher.handle(2).vitals(-1, -1);
		cluster.advance(Duration.ofMinutes(2));
		assertThat(generations(cluster)).containsExactly(2, 1, 1);
	}

	@Test
	void unknownMemoryIsNeverTooMuch() {
		TestCluster cluster = settled(MEMORY);
		cluster.advance(Duration.ofHours(1));
		assertThat(generations(cluster)).containsExactly(1, 1, 1);
	}

	@Test
	void requestsAreCountedForEachGenerationAnew() {
		TestCluster cluster = settled(REQUESTS);
		cluster.launcher.requests(1, 999);
		cluster.advance(Duration.ofMinutes(2));
		assertThat(generations(cluster)).containsExactly(1, 1, 1);
		cluster.launcher.requests(1, 1000);
		cluster.advance(Duration.ofMinutes(2));
		assertThat(generations(cluster)).containsExactly(1, 2, 1);
		cluster.launcher.requests(1, 1999);
		cluster.advance(Duration.ofMinutes(2));
		assertThat(generations(cluster)).containsExactly(1, 2, 1);
		cluster.launcher.requests(1, 2000);
		cluster.advance(Duration.ofSeconds(2));
		assertThat(generations(cluster)).containsExactly(1, 3, 1);
	}

	@Test
	void instancesThatAreDueTogetherGoOneByOne() {
		TestCluster cluster = settled(AGE);
		List<Integer> ready = new ArrayList<>();
		cluster.supervisor.addListener((snapshot) -> ready.add(snapshot.ready()));
		cluster.launcher.streams(0, 1);
		cluster.advance(Duration.ofHours(1));
		assertThat(generations(cluster)).containsExactly(2, 2, 2);
		assertThat(ready).isNotEmpty().allMatch((count) -> count >= 2);
	}

	@Test
	void jitterSpreadsThem() {
		double[] random = { 0, 0.25, 0.5 };
		List<RecycleQuota> quotas = new ArrayList<>();
		RecyclePolicy policy = new RecyclePolicy(0, 1000, Duration.ofHours(10), 0.1, NO_SCHEDULE);
		for (double number : random) {
			quotas.add(RecycleQuota.of(policy, 1, Instant.EPOCH, 50, number));
		}
		assertThat(quotas).extracting(RecycleQuota::lastRequest).containsExactly(1050L, 1025L, 1000L);
		assertThat(quotas).extracting(RecycleQuota::maxAge)
			.containsExactly(Duration.ofHours(10), Duration.ofMinutes(585), Duration.ofMinutes(570));
	}

	@Test
	void scheduleIsOnePassOverAll() {
		TestCluster cluster = settled(everyHour());
		cluster.advance(Duration.ofMinutes(58));
		assertThat(generations(cluster)).containsExactly(1, 1, 1);
		cluster.launcher.journal().clear();
		cluster.advance(Duration.ofMinutes(30));
		assertThat(generations(cluster)).containsExactly(2, 2, 2);
		assertThat(cluster.launcher.journal()).filteredOn((line) -> line.startsWith("launch"))
			.containsExactly("launch 0", "launch 1", "launch 2");
		cluster.advance(Duration.ofHours(1));
		assertThat(generations(cluster)).containsExactly(3, 3, 3);
	}

	@Test
	void recyclingWaitsForOperations() {
		TestCluster cluster = settled(AGE);
		cluster.launcher.streams(2, 1);
		cluster.advance(Duration.ofMinutes(58));
		cluster.request(2, InstanceAction.RESTART);
		cluster.advance(Duration.ofSeconds(15));
		assertThat(cluster.supervisor.operations()).extracting(ClusterOperation::action).containsExactly("restart");
		cluster.advance(Duration.ofMinutes(10));
		assertThat(generations(cluster)).containsExactly(2, 2, 2);
	}

	@Test
	void recyclingWaitsForInstancesThatAreOnTheirWay() {
		TestCluster cluster = settled(MEMORY);
		cluster.launcher.onLaunch((handle) -> {
		});
		cluster.exit(2, "boom");
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.state(2)).isEqualTo(InstanceState.STARTING);
		cluster.launcher.handle(1).vitals(600 * MEGABYTE, 0);
		cluster.advance(Duration.ofSeconds(30));
		assertThat(cluster.state(1)).isEqualTo(InstanceState.UP);
		cluster.ready(2);
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.state(1)).isEqualTo(InstanceState.STARTING);
	}

	@Test
	void lastInstanceThatIsUpIsLeftAlone() {
		TestCluster cluster = settled(AGE);
		cluster.request(1, InstanceAction.DRAIN);
		cluster.request(2, InstanceAction.DRAIN);
		cluster.advance(Duration.ofHours(2));
		assertThat(generations(cluster)).containsExactly(1, 1, 1);
		cluster.request(2, InstanceAction.UNDRAIN);
		cluster.advance(Duration.ofSeconds(5));
		assertThat(generations(cluster)).containsExactly(2, 1, 2);
	}

	@Test
	void onlyInstanceOfAClusterIsRecycled() {
		TestCluster cluster = settled(AGE);
		cluster.request(new Scale(1));
		cluster.advance(Duration.ofHours(1));
		assertThat(generations(cluster)).containsExactly(2);
	}

	@Test
	void othersAreSparedWhenOneDoesNotComeBack() {
		TestCluster cluster = settled(everyHour());
		cluster.launcher.onLaunch((handle) -> handle.exit("bad configuration"));
		cluster.advance(Duration.ofHours(3));
		assertThat(cluster.states()).containsExactly(InstanceState.FAILED, InstanceState.UP, InstanceState.UP);
		assertThat(cluster.supervisor.operations()).extracting(ClusterOperation::action).containsExactly("recycle");
		cluster.launcher.onLaunch(FakeHandle::becomeReady);
		cluster.request(0, InstanceAction.START);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.states()).containsOnly(InstanceState.UP);
		assertThat(cluster.instance(1).generation()).isEqualTo(2);
	}

	@Test
	void whatFailedIsNeverRecycled() {
		TestCluster cluster = settled(everyHour());
		cluster.launcher.onLaunch((handle) -> handle.exit("boom"));
		cluster.exit(2, "boom");
		cluster.advance(Duration.ofMinutes(1));
		assertThat(cluster.state(2)).isEqualTo(InstanceState.FAILED);
		cluster.launcher.onLaunch(FakeHandle::becomeReady);
		cluster.advance(Duration.ofHours(3));
		assertThat(cluster.state(2)).isEqualTo(InstanceState.FAILED);
		assertThat(cluster.instance(0).generation()).isGreaterThan(2);
	}

	@Test
	void whatIsDueAsSoonAsItIsUpIsNotRestartedAllTheTime() {
		TestCluster cluster = settled(MEMORY);
		cluster.launcher.onLaunch((handle) -> {
			handle.vitals(600 * MEGABYTE, 0);
			handle.becomeReady();
		});
		cluster.launcher.handle(1).vitals(600 * MEGABYTE, 0);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.instance(1).generation()).isBetween(5, 12);
		assertThat(cluster.state(1)).isNotEqualTo(InstanceState.FAILED);
	}

	@Test
	void whatIsDueAgainAndAgainLeavesTheOthersTheirTurn() {
		TestCluster cluster = TestCluster.up((settings) -> TestCluster
			.recycling(new RecyclePolicy(0, 0, Duration.ZERO, 0, (after) -> after.plusSeconds(1)), Strategy.IN_PLACE));
		cluster.launcher.streams(0, 1);
		cluster.launcher.streams(1, 1);
		cluster.launcher.streams(2, 1);
		cluster.advance(Duration.ofMinutes(10));
		int most = generations(cluster).stream().mapToInt(Integer::intValue).max().orElseThrow();
		assertThat(most).isGreaterThan(5);
		assertThat(generations(cluster)).allMatch((generation) -> generation >= most - 1);
	}

	@Test
	void stopOvertakesRecycling() {
		TestCluster cluster = settled(AGE);
		cluster.launcher.streams(0, 1);
		cluster.advance(Duration.ofHours(1).minusSeconds(30));
		assertThat(cluster.state(0)).isEqualTo(InstanceState.DRAINING);
		CompletableFuture<ClusterOperation> stop = cluster.request(new OnCluster(ClusterAction.STOP));
		cluster.advance(Duration.ofHours(2));
		assertThat(cluster.operation(stop).status()).isEqualTo(Status.COMPLETED);
		assertThat(cluster.states()).containsOnly(InstanceState.STOPPED);
	}

	private static RecyclePolicy everyHour() {
		return new RecyclePolicy(0, 0, Duration.ZERO, 0, (after) -> after.plus(Duration.ofHours(1)));
	}

	/**
	 * Return a cluster whose instances are up for so long that they may be recycled.
	 */
	private static TestCluster settled(RecyclePolicy policy) {
		TestCluster cluster = TestCluster.up((settings) -> TestCluster.recycling(policy, Strategy.IN_PLACE));
		cluster.advance(TestCluster.RESTARTS.stableAfter().plusSeconds(1));
		return cluster;
	}

	private static List<Integer> generations(TestCluster cluster) {
		return cluster.snapshot().instances().stream().map(Instance::generation).toList();
	}

}
