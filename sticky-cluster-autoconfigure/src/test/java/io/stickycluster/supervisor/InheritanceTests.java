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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.FakeInstanceHandle;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.Releases;
import io.stickycluster.launch.Survivor;
import io.stickycluster.launch.survive.StateDirectory;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Inheritance}, {@link Roster} and {@link RosterFile}, and of a
 * supervisor that takes over what another one has left.
 */
@ExtendWith(OutputCaptureExtension.class)
class InheritanceTests {

	private static final OnCluster HAND_OVER = new OnCluster(ClusterAction.HAND_OVER);

	private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");

	private final List<FakeInstanceHandle> survivors = new ArrayList<>();

	private final TestCluster cluster = new TestCluster();

	@Test
	void survivorsAreUpWithoutALaunchAndTheOthersAreLaunched(CapturedOutput output) {
		CompletableFuture<Void> started = inherit(roster(3, 3, place(0, 4), place(1, 2), place(2, 9)),
				survivor(0, 4, 0), survivor(2, 9, 100));
		assertThat(started).isCompleted();
		assertThat(this.cluster.states()).containsExactly(InstanceState.UP, InstanceState.STARTING, InstanceState.UP);
		assertThat(this.cluster.launcher.journal()).containsExactly("launch 1");
		assertThat(this.cluster.launcher.handle(1).generation()).isEqualTo(3);
		assertThat(this.cluster.instance(2)).satisfies((instance) -> {
			assertThat(instance.generation()).isEqualTo(9);
			assertThat(instance.pid()).isEqualTo(2009);
			assertThat(instance.readySince()).isEqualTo(BEFORE);
			assertThat(instance.adoptedAt()).isEqualTo(this.cluster.loop.instant());
			assertThat(instance.plannedRestarts()).isEqualTo(5);
			assertThat(instance.unplannedRestarts()).isEqualTo(6);
			assertThat(instance.address()).isEqualTo(new InetSocketAddress("127.0.0.1", 4009));
		});
		assertThat(this.cluster.instance(1).adoptedAt()).isNull();
		assertThat(output).contains("Instance 2 (generation 9): STOPPED -> UP, taken over from the former supervisor,"
				+ " port 4009, pid 2009");
		// Each is told who it is now
		assertThat(this.survivors).allSatisfy((handle) -> assertThat(handle.calls()).containsExactly("identity"));
	}

	@Test
	void survivorThatFailsIsRestartedWithAFullBudgetOnItsOwnPort() {
		inherit(roster(3, 3, place(0, 4), place(1, 2), place(2, 9)), survivor(0, 4, 0), survivor(1, 2, 100),
				survivor(2, 9, 0));
		this.survivors.get(1).exit(InstanceExit.failed(FailureKind.ERROR, "boom", null));
		this.cluster.loop.run();
		assertThat(this.cluster.state(1)).isEqualTo(InstanceState.BACKING_OFF);
		this.cluster.advance(Duration.ofSeconds(1));
		assertThat(this.cluster.instance(1)).satisfies((instance) -> {
			assertThat(instance.generation()).isEqualTo(3);
			assertThat(instance.adoptedAt()).isNull();
			assertThat(instance.unplannedRestarts()).isEqualTo(7);
		});
		assertThat(this.cluster.launcher.handle(1).request().port()).isEqualTo(3131 + 1 + 100);
	}

	@Test
	void generationThatDidNotStandForItsIndexIsDrainedAndEnded() {
		inherit(roster(3, 3, place(0, 4), place(1, 2), place(2, 9)), survivor(0, 4, 0), survivor(0, 5, 100),
				survivor(1, 1, 0), survivor(1, 2, 0), survivor(2, 9, 0));
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::generation).containsExactly(4, 2, 9);
		assertThat(this.cluster.snapshot().leaving()).extracting(Instance::generation).containsExactly(5, 1);
		this.cluster.advance(Duration.ofSeconds(1));
		assertThat(this.survivors.get(1).calls()).contains("stop");
		assertThat(this.survivors.get(2).calls()).contains("stop");
		this.survivors.get(1).exit(InstanceExit.requested(null));
		this.survivors.get(2).exit(InstanceExit.requested(null));
		this.cluster.loop.run();
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
		assertThat(this.survivors.get(0).calls()).doesNotContain("stop");
		assertThat(this.cluster.launcher.journal()).doesNotContain("launch 0", "launch 1");
	}

	@Test
	void latestGenerationStandsForItsIndexWhenTheOneThatDidIsGone() {
		inherit(roster(3, 3, place(0, 4)), survivor(0, 5, 0), survivor(0, 6, 100));
		assertThat(this.cluster.snapshot().instances().get(0).generation()).isEqualTo(6);
	}

	@Test
	void survivorsBeyondTheConfiguredNumberAreScaledDown() {
		inherit(roster(5, 5, place(0, 1), place(1, 1), place(2, 1), place(3, 1), place(4, 1)), survivor(0, 1, 0),
				survivor(1, 1, 0), survivor(2, 1, 0), survivor(4, 1, 0));
		assertThat(this.cluster.states()).containsExactly(InstanceState.UP, InstanceState.UP, InstanceState.UP,
				InstanceState.DRAINING);
		this.cluster.advance(Duration.ofSeconds(1));
		this.survivors.get(3).exit(InstanceExit.requested(null));
		this.cluster.loop.run();
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::index).containsExactly(0, 1, 2);
		assertThat(this.cluster.supervisor.operations().get(0)).satisfies((operation) -> {
			assertThat(operation.action()).isEqualTo("scale");
			assertThat(operation.status()).isEqualTo(Status.COMPLETED);
		});
	}

	@Test
	void clusterThatWasScaledKeepsItsNumberUnlessAnotherOneIsConfigured() {
		inherit(roster(3, 4, place(0, 1)), survivor(0, 1, 0));
		assertThat(this.cluster.snapshot().instances()).hasSize(4);
		assertThat(this.cluster.snapshot().wanted()).isEqualTo(4);
		assertThat(roster(2, 4).wanted(TestCluster.SETTINGS)).isEqualTo(3);
		assertThat(roster(3, 99).wanted(TestCluster.SETTINGS)).isEqualTo(3);
		assertThat(roster(3, 0).wanted(TestCluster.SETTINGS)).isEqualTo(3);
	}

	@Test
	void drainedInstanceStaysDrained() {
		Roster.Place drained = new Roster.Place(4, 4, true, BEFORE, 0, 0);
		inherit(new Roster(3, 3, Map.of(0, drained)), survivor(0, 4, 0), survivor(1, 1, 0));
		assertThat(this.cluster.state(0)).isEqualTo(InstanceState.DRAINING);
		assertThat(this.cluster.state(1)).isEqualTo(InstanceState.UP);
	}

	@Test
	void survivorsOfAnotherReleaseAreReloaded() {
		Release former = new Release(null, Map.of("A", "1"), Map.of());
		this.cluster.launcher.onLaunch(FakeHandle::becomeReady);
		inherit(roster(3, 3, place(0, 1), place(1, 1), place(2, 1)), survivor(0, 1, 0, Release.INITIAL),
				survivor(1, 1, 0, former), survivor(2, 1, 0, Release.INITIAL));
		assertThat(this.cluster.instance(1).release()).isEqualTo(former.describe());
		assertThat(this.cluster.launcher.journal()).containsExactly("launch 1");
		assertThat(this.cluster.supervisor.operations().get(0).action()).isEqualTo("reload");
	}

	@Test
	void handOverLeavesTheInstancesAlone() {
		List<String> exits = new ArrayList<>();
		TestCluster up = TestCluster.up();
		assertThat(up.request(HAND_OVER)).isCompletedExceptionally();
		up.supervisor.allowHandOver(() -> exits.add("exit"));
		CompletableFuture<ClusterOperation> accepted = up.request(HAND_OVER);
		assertThat(accepted.join().action()).isEqualTo("hand-over");
		assertThat(exits).containsExactly("exit");
		assertThat(up.request(new Scale(4))).isCompletedExceptionally();
		CompletableFuture<Void> left = up.run(up.supervisor.leave());
		assertThat(left).isCompleted();
		assertThat(up.launcher.running()).hasSize(3).allSatisfy((handle) -> {
			assertThat(handle.calls()).containsExactly("leave");
			assertThat(handle.isStopRequested()).isFalse();
			assertThat(handle.isKilled()).isFalse();
		});
		assertThat(up.stop()).isCompleted();
		assertThat(up.launcher.running()).hasSize(3);
	}

	@Test
	void handOverHasToWaitForOtherOperations() {
		TestCluster up = TestCluster.up();
		up.supervisor.allowHandOver(() -> {
			throw new AssertionError("too early");
		});
		up.launcher.ignoreStop();
		up.request(new Scale(2));
		assertThat(up.request(HAND_OVER)).isCompletedExceptionally();
	}

	@Test
	void rosterIsReadAsTheClusterWas(@TempDir Path temporary) throws Exception {
		TestCluster up = TestCluster.up();
		try (StateDirectory directory = StateDirectory.open(temporary, Duration.ZERO)) {
			try (RosterFile file = new RosterFile(directory, 3)) {
				assertThat(file.read()).isEqualTo(Roster.EMPTY);
				file.accept(ClusterSnapshot.EMPTY);
				file.accept(up.snapshot());
			}
			try (RosterFile file = new RosterFile(directory, 3)) {
				assertThat(file.read()).isEqualTo(Roster.of(3, up.snapshot()));
				assertThat(file.read().instances()).isEqualTo(3);
				assertThat(file.read().places()).containsOnlyKeys(0, 1, 2);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "configured=3", "configured=3\ninstances=-3",
			"configured=3\ninstances=3\nx.generation=1", "configured=3\ninstances=3\n0.generation=1",
			"configured=3\ninstances=3\n0.generation=1\n0.last=1\n0.planned=0\n0.unplanned=0\n0.ready-since=soon",
			"\\u00zz" })
	void damagedRosterIsIgnoredWithAWarning(String content, @TempDir Path temporary, CapturedOutput output)
			throws IOException {
		Files.writeString(temporary.resolve("roster.properties"), content);
		try (StateDirectory directory = StateDirectory.open(temporary, Duration.ZERO);
				RosterFile file = new RosterFile(directory, 3)) {
			assertThat(file.read()).isEqualTo(Roster.EMPTY);
		}
		assertThat(output).contains("roster.properties").contains("damaged");
	}

	private CompletableFuture<Void> inherit(Roster roster, Survivor... survivors) {
		return this.cluster
			.run(this.cluster.supervisor.start(Releases.INITIAL, new Inheritance(List.of(survivors), roster)));
	}

	private Survivor survivor(int index, int generation, int portOffset) {
		return survivor(index, generation, portOffset, Release.INITIAL);
	}

	private Survivor survivor(int index, int generation, int portOffset, Release release) {
		FakeInstanceHandle handle = new FakeInstanceHandle(2000 + generation);
		this.survivors.add(handle);
		return new Survivor(index, generation, portOffset, release, handle,
				new ReadyReport(new InetSocketAddress("127.0.0.1", 4000 + generation), Map.of()));
	}

	private static Standing place(int index, int generation) {
		return new Standing(index, new Roster.Place(generation, generation, false, BEFORE, 5, 6));
	}

	private static Roster roster(int configured, int instances, Standing... places) {
		return new Roster(configured, instances,
				Stream.of(places).collect(Collectors.toMap(Standing::index, Standing::place)));
	}

	private record Standing(int index, Roster.Place place) {

	}

}
