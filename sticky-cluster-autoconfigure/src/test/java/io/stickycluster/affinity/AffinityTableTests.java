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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AffinityTable}.
 */
@NullUnmarked
class AffinityTableTests {

	private static final int CLIENTS = 10_000;

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final AffinityTable table = table(100_000);

	@Test
	void assignWhenInstanceJoinsMovesNoActiveClient() {
		Map<Integer, Integer> before = visitAll(TestInstances.up(0, 1, 2, 3));
		assertThat(visitAll(TestInstances.up(0, 1, 2, 3, 4))).isEqualTo(before);
		assertThat(this.table.clients(4)).isZero();
	}

	@Test
	void assignWhenInstanceJoinsMovesAtMostItsShareOfUnknownClients() {
		Map<Integer, Integer> before = visitAll(TestInstances.up(0, 1, 2, 3));
		pass(Duration.ofMinutes(31));
		Map<Integer, Integer> after = visitAll(TestInstances.up(0, 1, 2, 3, 4));
		long moved = before.keySet().stream().filter((client) -> !before.get(client).equals(after.get(client))).count();
		assertThat(moved).isBetween(1L, (long) (CLIENTS * 1.3 / 5));
	}

	@Test
	void assignWhenInstanceLeavesMovesOnlyItsClientsAndKeepsThoseWhereTheyBecameActive() {
		Map<Integer, Integer> before = visitAll(TestInstances.up(0, 1, 2, 3));
		List<Integer> movers = before.keySet().stream().filter((client) -> before.get(client) == 2).toList();
		List<Integer> active = movers.subList(0, movers.size() / 2);
		active.forEach((client) -> assertThat(visit(client, TestInstances.up(0, 1, 3))).isNotEqualTo(2));
		before.forEach((client, index) -> {
			if (index != 2) {
				assertThat(visit(client, TestInstances.up(0, 1, 3))).isEqualTo(index);
			}
		});
		Candidates returned = TestInstances.up(0, 1, 2, 3);
		active.forEach((client) -> assertThat(visit(client, returned)).isNotEqualTo(2));
		movers.subList(active.size(), movers.size())
			.forEach((client) -> assertThat(visit(client, returned)).isEqualTo(2));
	}

	@Test
	void assignToDrainingInstanceKeepsItsClientsAndGivesItNoNewOnes() {
		int client = clientOf(1, TestInstances.up(0, 1));
		int stranger = clientOf(1, TestInstances.up(0, 1), client + 1);
		visit(client, TestInstances.up(0, 1));
		Candidates draining = candidates(TestInstances.instance(0, InstanceState.UP),
				TestInstances.instance(1, InstanceState.DRAINING));
		assertThat(visit(client, draining)).isEqualTo(1);
		assertThat(visit(stranger, draining)).isZero();
	}

	@Test
	void indexIsWhereTheClientIsOrWas() {
		assertThat(this.table.index(key(7))).isEqualTo(-1);
		int index = visit(7, TestInstances.up(0, 1, 2, 3));
		assertThat(this.table.index(key(7))).isEqualTo(index);
		assertThat(visit(this.table, key(7), candidates())).isNull();
		assertThat(this.table.index(key(7))).isEqualTo(index);
	}

	@Test
	void assignWithoutInstanceIsNullAndForgetsNothing() {
		Candidates up = TestInstances.up(0, 1, 2, 3);
		int index = visit(7, up);
		assertThat(visit(this.table, key(7), candidates())).isNull();
		assertThat(visit(this.table, key(8), candidates())).isNull();
		assertThat(this.table.size()).isOne();
		assertThat(visit(7, TestInstances.up(0, 1, 2, 3, 4, 5, 6, 7))).isEqualTo(index);
	}

	@Test
	void assignWhenInstanceDoesNotAnswerMovesTheClientForGood() {
		Candidates up = TestInstances.up(0, 1, 2, 3);
		int index = visit(7, up);
		int other = visit(7, up.filter((instance) -> instance.index() != index));
		assertThat(other).isNotEqualTo(index);
		assertThat(visit(7, up)).isEqualTo(other);
	}

	@Test
	void clientExpiresAfterItsIdleTime() {
		visit(1, TestInstances.up(0));
		pass(Duration.ofMinutes(29));
		assertThat(this.table.clients(0)).isOne();
		visit(1, TestInstances.up(0));
		pass(Duration.ofMinutes(29));
		assertThat(this.table.clients(0)).isOne();
		pass(Duration.ofMinutes(2));
		assertThat(this.table.clients(0)).isZero();
		assertThat(this.table.size()).isZero();
	}

	@Test
	void clientWithARequestInProgressDoesNotExpire() {
		KnownClient held = hold(this.table, 1, TestInstances.up(0));
		pass(Duration.ofHours(24));
		assertThat(this.table.clients(0)).isOne();
		assertThat(visit(1, TestInstances.up(0, 1, 2, 3, 4))).isZero();
		this.table.leave(held);
		assertThat(this.table.clients(0)).isOne();
		pass(Duration.ofMinutes(31));
		assertThat(this.table.clients(0)).isZero();
	}

	@Test
	void tableIsBoundedAndForgetsThoseNotSeenForLong() {
		AffinityTable small = table(100);
		KnownClient held = hold(small, 0, TestInstances.up(0));
		for (int client = 1; client < 5000; client++) {
			pass(Duration.ofMillis(1));
			visit(small, key(client), TestInstances.up(0));
			assertThat(small.size()).isLessThanOrEqualTo(100);
		}
		assertThat(small.clients(0)).isEqualTo(small.size());
		assertThat(visit(small, key(0), TestInstances.up(0, 1, 2, 3, 4, 5, 6, 7)).index()).isZero();
		small.leave(held);
	}

	@Test
	void clientThatWasKeptEntersWithoutASearchAndIsFoundAgainWhenItWasForgotten() {
		Candidates candidates = TestInstances.up(0, 1, 2, 3);
		KnownClient client = hold(this.table, 7, candidates);
		this.table.leave(client);
		assertThat(this.table.enter(client, candidates)).isSameAs(client);
		this.table.leave(client);
		pass(Duration.ofMinutes(31));
		assertThat(this.table.clients(0) + this.table.clients(1) + this.table.clients(2) + this.table.clients(3))
			.isZero();
		KnownClient again = this.table.enter(client, candidates);
		assertThat(again).isNotSameAs(client).isEqualTo(client);
		assertThat(this.table.place(again, candidates, false)).isNotNull();
		assertThat(this.table.enter(client, candidates)).isSameAs(again);
		assertThat(this.table.size()).isOne();
	}

	@Test
	void tableFullOfActiveClientsStillServesOthersBySelector() {
		AffinityTable small = table(10);
		for (int client = 0; client < 10; client++) {
			hold(small, client, TestInstances.up(0, 1));
		}
		int expected = InstanceSelector.rendezvous().select(key(99), TestInstances.up(0, 1).accepting()).index();
		assertThat(visit(small, key(99), TestInstances.up(0, 1)).index()).isEqualTo(expected);
		assertThat(small.size()).isEqualTo(10);
	}

	@Test
	void tableOfNobodyLeavesEveryRequestToTheSelector() {
		AffinityTable none = new AffinityTable(InstanceSelector.roundRobin(), 0, Duration.ofMinutes(30), this.now::get);
		List<Integer> indexes = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			indexes.add(visit(none, key(1), TestInstances.up(0, 1)).index());
		}
		assertThat(indexes).containsExactly(0, 1, 0, 1);
	}

	@Test
	void placeOfAnUnknownClientIsWhereItWasIfThatServes() {
		Candidates up = TestInstances.up(0, 1, 2, 3);
		for (int former = 0; former < 4; former++) {
			KnownClient client = this.table.enter(key(former), up);
			assertThat(this.table.place(client, up, false, former).index()).isEqualTo(former);
			assertThat(this.table.place(client, up, false, (former + 1) % 4).index()).as("known").isEqualTo(former);
			this.table.leave(client);
			assertThat(this.table.clients(former)).isOne();
		}
		KnownClient client = this.table.enter(key(99), up);
		int chosen = InstanceSelector.rendezvous().select(key(99), up.accepting()).index();
		assertThat(this.table.place(client, up, false, 7).index()).isEqualTo(chosen);
	}

	@Test
	void learnedClientIsFoundWhileItsInstanceServes() {
		Candidates up = TestInstances.up(0, 1);
		this.table.learn(key(1), TestInstances.instance(1, InstanceState.UP));
		assertThat(this.table.clients(1)).isOne();
		assertThat(this.table.find(key(2), up)).isNull();
		assertThat(this.table.find(key(1), TestInstances.up(0))).isNull();
		KnownClient found = this.table.find(key(1), up);
		assertThat(this.table.place(this.table.enter(found, up), up, false).index()).isOne();
		pass(Duration.ofMinutes(31));
		assertThat(this.table.find(key(1), up)).as("in progress").isSameAs(found);
		this.table.leave(found);
		pass(Duration.ofMinutes(31));
		assertThat(this.table.find(key(1), up)).isNull();
	}

	@Test
	void forgottenClientIsGoneOnceItHasNothingInProgress() {
		Candidates up = TestInstances.up(0, 1);
		this.table.learn(key(1), TestInstances.instance(1, InstanceState.UP));
		KnownClient client = this.table.enter(key(1), up);
		KnownClient second = this.table.enter(key(1), up);
		this.table.forgetUnlessBusy(client);
		assertThat(this.table.find(key(1), up)).isSameAs(second);
		this.table.leave(second);
		this.table.forgetUnlessBusy(client);
		assertThat(this.table.find(key(1), up)).isNull();
		assertThat(this.table.clients(1)).isZero();
		this.table.leave(client);
		assertThat(this.table.size()).isZero();
	}

	@Test
	void countsStayRightUnderConcurrency() throws Exception {
		AffinityTable shared = table(500);
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int task = 0; task < 4; task++) {
				int seed = task;
				tasks.add(() -> {
					for (int i = 0; i < 20_000; i++) {
						Candidates candidates = (i % 7 == 0) ? TestInstances.up(0, 2) : TestInstances.up(0, 1, 2);
						visit(shared, key((i * 31 + seed) % 700), candidates);
					}
					return null;
				});
			}
			for (Future<Void> done : executor.invokeAll(tasks)) {
				done.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(shared.size()).isLessThanOrEqualTo(504);
		assertThat(shared.clients(0) + shared.clients(1) + shared.clients(2)).isEqualTo(shared.size());
	}

	private static KnownClient hold(AffinityTable table, int client, Candidates candidates) {
		KnownClient held = table.enter(key(client), candidates);
		table.place(held, candidates, false);
		return held;
	}

	private AffinityTable table(int maxClients) {
		return new AffinityTable(InstanceSelector.rendezvous(), maxClients, Duration.ofMinutes(30), this.now::get);
	}

	private Map<Integer, Integer> visitAll(Candidates candidates) {
		Map<Integer, Integer> indexes = new HashMap<>();
		for (int client = 0; client < CLIENTS; client++) {
			indexes.put(client, visit(client, candidates));
		}
		return indexes;
	}

	private int visit(int client, Candidates candidates) {
		return visit(this.table, key(client), candidates).index();
	}

	private static Instance visit(AffinityTable table, AffinityKey key, Candidates candidates) {
		KnownClient client = table.enter(key, candidates);
		Instance instance = table.place(client, candidates, false);
		table.leave(client);
		return instance;
	}

	private static int clientOf(int index, Candidates candidates) {
		return clientOf(index, candidates, 0);
	}

	private static int clientOf(int index, Candidates candidates, int from) {
		int client = from;
		while (InstanceSelector.rendezvous().select(key(client), candidates.accepting()).index() != index) {
			client++;
		}
		return client;
	}

	private void pass(Duration duration) {
		this.now.addAndGet(duration.toNanos());
	}

	private static Candidates candidates(Instance... instances) {
		return Candidates.of(new ClusterSnapshot(instances.length, List.of(instances)));
	}

	private static AffinityKey key(int client) {
		return new AffinityKey(0, client);
	}

}
