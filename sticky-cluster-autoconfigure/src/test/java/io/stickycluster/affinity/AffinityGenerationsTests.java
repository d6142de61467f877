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

package io.stickycluster.affinity;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an {@link AffinityTable} while one generation of an instance replaces
 * another.
 */
@NullUnmarked
class AffinityGenerationsTests {

	private static final Instance FORMER = up(0, 1);

	private static final Instance NEXT = up(0, 2);

	private static final Candidates BEFORE = candidates(List.of(FORMER), List.of(), List.of());

	private static final Candidates ARRIVING = candidates(List.of(FORMER), List.of(NEXT), List.of());

	private static final Candidates SWITCHED = candidates(List.of(NEXT), List.of(), List.of(draining(FORMER)));

	private static final Candidates AFTERWARDS = candidates(List.of(NEXT), List.of(), List.of());

	private final AtomicLong now = new AtomicLong();

	private final AffinityTable table = new AffinityTable(InstanceSelector.rendezvous(), 1000, Duration.ofMinutes(30),
			this.now::get);

	@Test
	void newClientsGoToTheOneThatHasTakenThePlace() {
		assertThat(visit(1, ARRIVING, false)).isEqualTo(1);
		assertThat(visit(2, SWITCHED, false)).isEqualTo(2);
		assertThat(visit(3, SWITCHED, true)).as("with somebody else's session").isEqualTo(2);
	}

	@Test
	void clientWithoutAnythingThereMovesAtItsNextRequest() {
		visit(1, BEFORE, false);
		assertThat(visit(1, ARRIVING, false)).isEqualTo(1);
		assertThat(visit(1, SWITCHED, false)).isEqualTo(2);
		assertThat(this.table.clients(0)).isOne();
	}

	@Test
	void clientWithASessionStaysUntilTheLeavingOneNoLongerServes() {
		visit(1, BEFORE, false);
		assertThat(visit(1, SWITCHED, true)).isEqualTo(1);
		assertThat(visit(1, SWITCHED, true)).isEqualTo(1);
		Candidates stopping = candidates(List.of(NEXT), List.of(), List.of(instance(0, 1, InstanceState.STOPPING)));
		assertThat(visit(1, stopping, true)).isEqualTo(2);
	}

	@Test
	void clientThatHasMovedDoesNotGoBack() {
		visit(1, BEFORE, false);
		assertThat(visit(1, SWITCHED, false)).isEqualTo(2);
		assertThat(visit(1, SWITCHED, true)).isEqualTo(2);
		KnownClient held = hold(1, SWITCHED);
		assertThat(visit(1, SWITCHED, true)).isEqualTo(2);
		this.table.leave(held);
	}

	@Test
	void clientStaysAsLongAsSomethingIsInProgressThere() {
		KnownClient stream = hold(1, BEFORE);
		assertThat(visit(1, SWITCHED, false)).isEqualTo(1);
		assertThat(visit(1, SWITCHED, false)).isEqualTo(1);
		this.table.leave(stream);
		assertThat(visit(1, SWITCHED, false)).isEqualTo(2);
		assertThat(visit(1, SWITCHED, true)).isEqualTo(2);
	}

	@Test
	void clientOfAnEarlierGenerationIsNotOneOfTheLeaving() {
		visit(1, BEFORE, false);
		Candidates later = candidates(List.of(up(0, 3)), List.of(), List.of(draining(NEXT)));
		assertThat(visit(1, later, true)).isEqualTo(3);
	}

	@Test
	void clientOfARestartedInstanceIsKnownToBeOnTheNextGeneration() {
		visit(1, BEFORE, false);
		assertThat(visit(1, AFTERWARDS, false)).isEqualTo(2);
		Candidates later = candidates(List.of(up(0, 3)), List.of(), List.of(draining(NEXT)));
		assertThat(visit(1, later, true)).isEqualTo(2);
	}

	@Test
	void rollbackTakesBackWhoMovedAndKeepsWhoHasASessionThere() {
		visit(1, BEFORE, false);
		visit(2, BEFORE, false);
		visit(3, BEFORE, false);
		assertThat(visit(1, SWITCHED, false)).isEqualTo(2);
		assertThat(visit(2, SWITCHED, false)).isEqualTo(2);
		assertThat(visit(3, SWITCHED, true)).isEqualTo(1);
		Candidates rolledBack = candidates(List.of(FORMER), List.of(), List.of(draining(NEXT)));
		assertThat(visit(1, rolledBack, false)).isEqualTo(1);
		assertThat(visit(2, rolledBack, true)).isEqualTo(2);
		assertThat(visit(3, rolledBack, true)).isEqualTo(1);
		assertThat(visit(1, rolledBack, true)).isEqualTo(1);
		assertThat(visit(4, rolledBack, false)).isEqualTo(1);
	}

	@Test
	void clientsStayOnTheLeavingOneWhenTheNextIsDown() {
		visit(1, BEFORE, false);
		visit(2, BEFORE, false);
		assertThat(visit(2, SWITCHED, false)).isEqualTo(2);
		Candidates crashed = candidates(List.of(instance(0, 2, InstanceState.BACKING_OFF), up(1, 1)), List.of(),
				List.of(draining(FORMER)));
		assertThat(place(1, crashed, false)).isEqualTo(draining(FORMER));
		assertThat(place(2, crashed, true).index()).as("has moved already").isEqualTo(1);
		assertThat(place(3, crashed, false).index()).as("new").isEqualTo(1);
	}

	@Test
	void requestWithAnOlderSnapshotDoesNotTakeAMovedClientBack() {
		visit(1, BEFORE, false);
		assertThat(visit(1, SWITCHED, false)).isEqualTo(2);
		assertThat(visit(1, ARRIVING, false)).isEqualTo(2);
		assertThat(visit(1, SWITCHED, true)).isEqualTo(2);
	}

	@Test
	void clientThatHasExpiredIsANewOne() {
		visit(1, BEFORE, false);
		this.now.addAndGet(Duration.ofMinutes(31).toNanos());
		assertThat(visit(1, SWITCHED, true)).isEqualTo(2);
	}

	@Test
	void clientThatIsNotRememberedGoesToTheNext() {
		AffinityTable none = new AffinityTable(InstanceSelector.rendezvous(), 0, Duration.ofMinutes(30), this.now::get);
		KnownClient client = none.enter(key(1), SWITCHED);
		assertThat(SWITCHED.isLeaving(client)).isFalse();
		assertThat(none.place(client, SWITCHED, true, 0)).isEqualTo(NEXT);
		none.leave(client);
	}

	@Test
	void leavingIsAskedForOnlyOfClientsThere() {
		visit(1, BEFORE, false);
		KnownClient client = this.table.enter(key(1), SWITCHED);
		assertThat(SWITCHED.isLeaving(client)).isTrue();
		assertThat(this.table.isLeaving(key(1), SWITCHED)).isTrue();
		assertThat(BEFORE.isLeaving(client)).isFalse();
		assertThat(ARRIVING.isLeaving(client)).isFalse();
		this.table.place(client, SWITCHED, false);
		assertThat(SWITCHED.isLeaving(client)).isFalse();
		assertThat(this.table.isLeaving(key(2), SWITCHED)).isFalse();
		this.table.leave(client);
	}

	@Test
	void learnedSessionIsThatOfTheGenerationThatAnswered() {
		this.table.learn(key(1), FORMER);
		this.table.learn(key(2), NEXT);
		Candidates alone = candidates(List.of(), List.of(), List.of(draining(FORMER)));
		assertThat(this.table.find(key(1), alone)).isNotNull();
		assertThat(this.table.find(key(2), alone)).isNull();
		assertThat(visit(1, SWITCHED, true)).isEqualTo(1);
		assertThat(visit(2, SWITCHED, true)).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 65_535, 65_536, 65_537, 1_000_000 })
	void anyNumberOfRestartsKeepsGenerationsApart(int generation) {
		Instance former = up(0, generation);
		Instance next = up(0, generation + 1);
		visit(1, candidates(List.of(former), List.of(), List.of()), false);
		Candidates switched = candidates(List.of(next), List.of(), List.of(draining(former)));
		assertThat(place(1, switched, true).generation()).isEqualTo(generation);
		assertThat(place(1, switched, false).generation()).isEqualTo(generation + 1);
		assertThat(place(1, switched, true).generation()).isEqualTo(generation + 1);
		assertThat(this.table.index(key(1))).isZero();
	}

	@Test
	void whoHasMovedStaysMovedUnderConcurrency() throws Exception {
		AffinityTable shared = new AffinityTable(InstanceSelector.rendezvous(), 1000, Duration.ofMinutes(30),
				System::nanoTime);
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			for (int round = 1; round < 200; round++) {
				Candidates before = candidates(List.of(up(0, round)), List.of(up(0, round + 1)), List.of());
				Candidates after = candidates(List.of(up(0, round + 1)), List.of(), List.of(draining(up(0, round))));
				List<Callable<Boolean>> tasks = new ArrayList<>();
				for (int task = 0; task < 4; task++) {
					int seed = task;
					tasks.add(() -> {
						boolean moved = false;
						for (int i = 0; i < 50; i++) {
							// one of them sees the change later than the others
							Candidates seen = (seed == 0 && i < 25) ? before : after;
							KnownClient client = shared.enter(key(7), seen);
							int generation = shared.place(client, seen, i % 3 == 0).generation();
							shared.leave(client);
							if (moved && generation != after.accepting().get(0).generation()) {
								return false;
							}
							moved |= generation == after.accepting().get(0).generation();
						}
						return true;
					});
				}
				for (Future<Boolean> done : executor.invokeAll(tasks)) {
					assertThat(done.get()).isTrue();
				}
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(shared.clients(0)).isOne();
	}

	private int visit(int client, Candidates candidates, boolean session) {
		return place(client, candidates, session).generation();
	}

	private Instance place(int client, Candidates candidates, boolean session) {
		KnownClient known = this.table.enter(key(client), candidates);
		Instance instance = this.table.place(known, candidates, session);
		this.table.leave(known);
		return instance;
	}

	private KnownClient hold(int client, Candidates candidates) {
		KnownClient known = this.table.enter(key(client), candidates);
		this.table.place(known, candidates, false);
		return known;
	}

	private static AffinityKey key(int client) {
		return new AffinityKey(0, client);
	}

	private static Candidates candidates(List<Instance> instances, List<Instance> arriving, List<Instance> leaving) {
		return Candidates.of(new ClusterSnapshot(instances.size(), instances, arriving, leaving));
	}

	private static Instance up(int index, int generation) {
		return instance(index, generation, InstanceState.UP);
	}

	private static Instance draining(Instance instance) {
		return instance(instance.index(), instance.generation(), InstanceState.DRAINING);
	}

	private static Instance instance(int index, int generation, InstanceState state) {
		return new Instance(index, generation, state, new InetSocketAddress("127.0.0.1", 3131 + index), null, Map.of(),
				1, null, 0, 0, null, null, null, true, false);
	}

}
