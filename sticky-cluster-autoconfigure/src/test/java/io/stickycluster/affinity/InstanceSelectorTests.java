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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceSelector}.
 */
@NullUnmarked
class InstanceSelectorTests {

	private static final int CLIENTS = 10_000;

	private final InstanceSelector selector = InstanceSelector.rendezvous();

	private final AddressKeys keys = new AddressKeys(32, 64);

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4, 8 })
	void selectSpreadsSequentialAddressesEvenly(int instances) {
		assertSpread(instances, (i) -> 0x0a000000 + i);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4, 8 })
	void selectSpreadsScatteredAddressesEvenly(int instances) {
		int[] addresses = new Random(42).ints(CLIENTS).toArray();
		assertSpread(instances, (i) -> addresses[i]);
	}

	private void assertSpread(int instances, IntUnaryOperator address) {
		List<Instance> candidates = instances(IntStream.range(0, instances).toArray());
		int[] counts = new int[instances];
		for (int i = 0; i < CLIENTS; i++) {
			counts[select(address.applyAsInt(i), candidates)]++;
		}
		double even = (double) CLIENTS / instances;
		assertThat(IntStream.of(counts).boxed()).allSatisfy((count) -> assertThat(count / even).isBetween(0.85, 1.15));
	}

	@Test
	void selectSpreadsIpv6NetworksEvenly() throws UnknownHostException {
		List<Instance> candidates = instances(0, 1, 2, 3);
		int[] counts = new int[4];
		for (int i = 0; i < CLIENTS; i++) {
			byte[] address = new byte[16];
			address[0] = 0x20;
			address[6] = (byte) (i >>> 8);
			address[7] = (byte) i;
			Instance chosen = this.selector.select(this.keys.key(InetAddress.getByAddress(address)), candidates);
			counts[chosen.index()]++;
		}
		assertThat(IntStream.of(counts).boxed())
			.allSatisfy((count) -> assertThat(count / 2500.0).isBetween(0.85, 1.15));
	}

	@Test
	void selectWhenInstanceLeavesMovesOnlyItsOwnClients() {
		List<Instance> all = instances(0, 1, 2, 3);
		List<Instance> rest = instances(0, 1, 3);
		for (int i = 0; i < CLIENTS; i++) {
			int before = select(i, all);
			int after = select(i, rest);
			if (before != 2) {
				assertThat(after).isEqualTo(before);
			}
			assertThat(select(i, all)).isEqualTo(before);
		}
	}

	@Test
	void selectWhenInstanceJoinsMovesOnlyItsShare() {
		List<Instance> four = instances(0, 1, 2, 3);
		List<Instance> five = instances(0, 1, 2, 3, 4);
		int moved = 0;
		for (int i = 0; i < CLIENTS; i++) {
			int before = select(i, four);
			int after = select(i, five);
			if (before != after) {
				assertThat(after).isEqualTo(4);
				moved++;
			}
		}
		assertThat(moved).isBetween((int) (CLIENTS * 0.7 / 5), (int) (CLIENTS * 1.3 / 5));
	}

	@Test
	void selectDoesNotDependOnTheOrderOfCandidates() {
		List<Instance> ordered = instances(0, 1, 2, 3, 4);
		List<Instance> shuffled = new ArrayList<>(ordered);
		Collections.shuffle(shuffled, new Random(1));
		for (int i = 0; i < 1000; i++) {
			assertThat(select(i, shuffled)).isEqualTo(select(i, ordered));
		}
	}

	@Test
	void selectDependsOnTheIndexOnly() {
		Instance first = TestInstances.instance(1, InstanceState.UP);
		Instance restarted = new Instance(1, 7, InstanceState.UP, new InetSocketAddress("127.0.0.1", 9999), null,
				Map.of(), 4711, null, 3, 4, null, null, null, true, false);
		Instance other = TestInstances.instance(0, InstanceState.UP);
		for (int i = 0; i < 1000; i++) {
			assertThat(select(i, List.of(other, restarted))).isEqualTo(select(i, List.of(other, first)));
		}
	}

	@Test
	void selectGivesInstancesClientsInProportionToTheirWeights() {
		InstanceSelector weighted = InstanceSelector.rendezvous(new InstanceWeights(Map.of(1, 2.0, 2, 0.5)));
		int[] counts = new int[3];
		for (int i = 0; i < CLIENTS; i++) {
			counts[weighted.select(key(i), instances(0, 1, 2)).index()]++;
		}
		assertThat(counts[0] * 3.5 / CLIENTS).isBetween(0.9, 1.1);
		assertThat(counts[1] * 3.5 / CLIENTS).isBetween(1.8, 2.2);
		assertThat(counts[2] * 3.5 / CLIENTS).isBetween(0.45, 0.55);
	}

	@Test
	void selectWhenAWeightChangesMovesOnlyTheDifference() {
		List<Instance> all = instances(0, 1, 2, 3);
		InstanceSelector heavier = InstanceSelector.rendezvous(new InstanceWeights(Map.of(2, 2.0)));
		int moved = 0;
		for (int i = 0; i < CLIENTS; i++) {
			int before = select(i, all);
			int after = heavier.select(key(i), all).index();
			if (before != after) {
				assertThat(after).isEqualTo(2);
				moved++;
			}
		}
		assertThat(moved / (CLIENTS * (2 / 5.0 - 1 / 4.0))).isBetween(0.9, 1.1);
	}

	@Test
	void selectWithEqualWeightsIsAsWithout() {
		InstanceSelector equal = new WeightedRendezvousSelector((instance) -> 1);
		for (int i = 0; i < CLIENTS; i++) {
			assertThat(equal.select(key(i), instances(0, 1, 2, 3)).index()).isEqualTo(select(i, instances(0, 1, 2, 3)));
		}
	}

	@Test
	void selectWithWeightsWhenInstanceLeavesMovesOnlyItsOwnClients() {
		InstanceSelector weighted = InstanceSelector.rendezvous(new InstanceWeights(Map.of(1, 2.0, 2, 0.5)));
		for (int i = 0; i < CLIENTS; i++) {
			int before = weighted.select(key(i), instances(0, 1, 2)).index();
			int after = weighted.select(key(i), instances(2, 0)).index();
			if (before != 1) {
				assertThat(after).isEqualTo(before);
			}
		}
		assertThat(weighted.select(key(1), List.of())).isNull();
	}

	@Test
	void selectKeepsTheNeighboursOfASmallNetworkApart() {
		int[] counts = new int[4];
		for (int host = 1; host < 255; host++) {
			counts[select(0xcb007100 + host, instances(0, 1, 2, 3))]++;
		}
		assertThat(IntStream.of(counts)).allSatisfy((count) -> assertThat(count).isBetween(40, 90));
	}

	@Test
	void selectWithoutCandidatesIsNull() {
		assertThat(this.selector.select(key(1), List.of())).isNull();
		assertThat(InstanceSelector.roundRobin().select(key(1), List.of())).isNull();
	}

	@Test
	void roundRobinTakesInstancesInTurnForOneClient() {
		InstanceSelector roundRobin = InstanceSelector.roundRobin();
		List<Instance> candidates = instances(0, 1, 2);
		assertThat(IntStream.range(0, 6).map((i) -> roundRobin.select(key(1), candidates).index())).containsExactly(0,
				1, 2, 0, 1, 2);
	}

	private int select(int address, List<Instance> candidates) {
		return this.selector.select(key(address), candidates).index();
	}

	private AffinityKey key(int address) {
		try {
			return this.keys.key(InetAddress.getByAddress(new byte[] { (byte) (address >>> 24), (byte) (address >>> 16),
					(byte) (address >>> 8), (byte) address }));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Instance> instances(int... indexes) {
		return IntStream.of(indexes).mapToObj((index) -> TestInstances.instance(index, InstanceState.UP)).toList();
	}

}
