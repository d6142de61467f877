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
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LoadBound}.
 */
@NullUnmarked
class LoadBoundTests {

	private static final int CLIENTS = 1000;

	@ParameterizedTest
	@ValueSource(doubles = { 1, 1.1, 1.25, 2 })
	void noInstanceEverHasMoreThanItsBound(double factor) {
		AffinityTable table = table(factor, InstanceWeights.EQUAL);
		for (int client = 0; client < CLIENTS; client++) {
			visit(table, client, TestInstances.up(0, 1, 2, 3));
			int clients = client + 1;
			assertThat(IntStream.range(0, 4).map(table::clients))
				.allSatisfy((count) -> assertThat(count).isLessThanOrEqualTo((int) Math.ceil(factor * clients / 4)));
		}
	}

	@Test
	void withoutABoundSomeInstanceHasMore() {
		AffinityTable table = table(0, InstanceWeights.EQUAL);
		IntStream.range(0, CLIENTS).forEach((client) -> visit(table, client, TestInstances.up(0, 1, 2, 3)));
		assertThat(IntStream.range(0, 4).map(table::clients))
			.anySatisfy((count) -> assertThat(count).isGreaterThan(250));
	}

	@Test
	void clientsThatAreKnownStayOnAnInstanceBeyondItsBound() {
		AffinityTable table = table(1, InstanceWeights.EQUAL);
		IntStream.range(0, 100).forEach((client) -> visit(table, client, TestInstances.up(0)));
		IntStream.range(100, 200).forEach((client) -> {
			assertThat(visit(table, client, TestInstances.up(0, 1))).isOne();
			assertThat(visit(table, client - 100, TestInstances.up(0, 1))).isZero();
		});
		assertThat(table.clients(0)).isEqualTo(100);
		assertThat(table.clients(1)).isEqualTo(100);
	}

	@Test
	void instancesThatTakeNobodyDoNotCount() {
		AffinityTable table = table(1, InstanceWeights.EQUAL);
		IntStream.range(0, 100).forEach((client) -> visit(table, client, TestInstances.up(0)));
		Candidates others = TestInstances.with(InstanceState.UP, 1, 2);
		IntStream.range(100, 120).forEach((client) -> visit(table, client, others));
		assertThat(table.clients(1)).isEqualTo(10);
		assertThat(table.clients(2)).isEqualTo(10);
	}

	@Test
	void boundIsAMultipleOfTheWeightedShare() {
		AffinityTable table = table(1, new InstanceWeights(Map.of(0, 3.0)));
		IntStream.range(0, CLIENTS).forEach((client) -> visit(table, client, TestInstances.up(0, 1)));
		assertThat(table.clients(0)).isEqualTo(750);
		assertThat(table.clients(1)).isEqualTo(250);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.99, -1, Double.NaN, Double.POSITIVE_INFINITY })
	void factorBelowOneIsRefused(double factor) {
		assertThatIllegalArgumentException().isThrownBy(() -> new LoadBound(factor, InstanceWeights.EQUAL));
	}

	private static AffinityTable table(double factor, InstanceWeights weights) {
		return new AffinityTable(InstanceSelector.rendezvous(weights), new LoadBound(factor, weights), 10_000,
				Duration.ofMinutes(30), System::nanoTime);
	}

	private static int visit(AffinityTable table, int client, Candidates candidates) {
		KnownClient known = table.enter(new AffinityKey(0, client), candidates);
		int index = table.place(known, candidates, false).index();
		table.leave(known);
		return index;
	}

}
