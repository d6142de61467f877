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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SlowStart} and {@link SlowStartSelector}.
 */
class SlowStartTests {

	private static final Duration SLOW = Duration.ofSeconds(60);

	private static final int CLIENTS = 10_000;

	private final AddressKeys keys = new AddressKeys(32, 64);

	private long nanos = -5;

	private final SlowStart slowStart = new SlowStart(SLOW, () -> this.nanos);

	private InstanceSelector selector = InstanceSelector.rendezvous(InstanceWeights.EQUAL, this.slowStart);

	@Test
	void firstStartIsNotSlow() {
		update(up(0, 1));
		assertShares(List.of(up(0, 1)), 1);
		pass(30);
		update(up(0, 1), up(1, 1));
		assertShares(List.of(up(0, 1), up(1, 1)), 0.5, 0.5);
	}

	@Test
	void addedInstanceGetsMoreAndMoreUntilItHasItsShare() {
		warm(up(0, 1), up(1, 1));
		List<Instance> all = List.of(up(0, 1), up(1, 1), up(2, 1));
		update(all.toArray(new Instance[0]));
		assertShares(all, 1 / 2.1, 1 / 2.1, 0.1 / 2.1);
		pass(3);
		assertShares(all, 1 / 2.1, 1 / 2.1, 0.1 / 2.1);
		pass(27);
		assertShares(all, 1 / 2.5, 1 / 2.5, 0.5 / 2.5);
		pass(30);
		assertShares(all, 1 / 3.0, 1 / 3.0, 1 / 3.0);
	}

	@Test
	void clientsOnlyEverChangeOverToTheAddedInstance() {
		warm(up(0, 1), up(1, 1));
		List<Instance> all = List.of(up(0, 1), up(1, 1), up(2, 1));
		update(all.toArray(new Instance[0]));
		int[] before = choices(all);
		for (int second = 0; second <= 60; second++) {
			pass(1);
			int[] after = choices(all);
			for (int client = 0; client < CLIENTS; client++) {
				if (after[client] != before[client]) {
					assertThat(after[client]).isEqualTo(2);
				}
			}
			before = after;
		}
		assertThat(before).isEqualTo(choices(InstanceSelector.rendezvous(), all));
	}

	@Test
	void restartedInstanceStartsSlowlyAgain() {
		warm(up(0, 1), up(1, 1));
		update(up(0, 1), instance(1, 2, InstanceState.STARTING));
		update(up(0, 1), up(1, 2));
		assertShares(List.of(up(0, 1), up(1, 2)), 1 / 1.1, 0.1 / 1.1);
	}

	@Test
	void generationThatTakesOverFromAnotherIsAsWarmAsThat() {
		warm(up(0, 1), up(1, 1));
		this.slowStart.update(new ClusterSnapshot(2, List.of(up(0, 1), up(1, 1)),
				List.of(instance(1, 2, InstanceState.STARTING)), List.of()));
		this.slowStart.update(new ClusterSnapshot(2, List.of(up(0, 1), up(1, 1)), List.of(up(1, 2)), List.of()));
		this.slowStart.update(new ClusterSnapshot(2, List.of(up(0, 1), up(1, 2)), List.of(),
				List.of(instance(1, 1, InstanceState.DRAINING))));
		assertShares(List.of(up(0, 1), up(1, 2)), 0.5, 0.5);
	}

	@Test
	void instanceThatIsDrainedAndUndrainedStaysWarm() {
		warm(up(0, 1), up(1, 1));
		update(up(0, 1), instance(1, 1, InstanceState.DRAINING));
		update(up(0, 1), up(1, 1));
		assertShares(List.of(up(0, 1), up(1, 1)), 0.5, 0.5);
	}

	@Test
	void amongOthersThatAreNotWarmNobodyIsSlow() {
		warm(up(0, 1));
		update(up(0, 1), up(1, 1), up(2, 1));
		// the only warm one takes no new clients
		assertShares(List.of(up(1, 1), up(2, 1)), 0.5, 0.5);
	}

	@Test
	void weightsStillCount() {
		this.selector = InstanceSelector.rendezvous(new InstanceWeights(Map.of(1, 2.0)), this.slowStart);
		warm(up(0, 1));
		update(up(0, 1), up(1, 1));
		pass(30);
		assertShares(List.of(up(0, 1), up(1, 1)), 0.5, 0.5);
		pass(30);
		assertShares(List.of(up(0, 1), up(1, 1)), 1 / 3.0, 2 / 3.0);
	}

	@Test
	void zeroIsOff() {
		SlowStart off = new SlowStart(Duration.ZERO, () -> this.nanos);
		off.update(new ClusterSnapshot(1, List.of(up(0, 1))));
		pass(60);
		off.update(new ClusterSnapshot(2, List.of(up(0, 1), up(1, 1))));
		assertThat(off.applies(List.of(up(0, 1), up(1, 1)))).isFalse();
	}

	private void warm(Instance... instances) {
		update(instances);
		pass(SLOW.toSeconds());
	}

	private void update(Instance... instances) {
		this.slowStart.update(new ClusterSnapshot(instances.length, Arrays.asList(instances)));
	}

	private void pass(long seconds) {
		this.nanos += Duration.ofSeconds(seconds).toNanos();
	}

	private void assertShares(List<Instance> candidates, double... shares) {
		int[] choices = choices(candidates);
		for (int i = 0; i < shares.length; i++) {
			int index = candidates.get(i).index();
			double share = (double) IntStream.of(choices).filter((choice) -> choice == index).count() / CLIENTS;
			assertThat(share).as("share of instance " + index).isBetween(shares[i] - 0.02, shares[i] + 0.02);
		}
	}

	private int[] choices(List<Instance> candidates) {
		return choices(this.selector, candidates);
	}

	private int[] choices(InstanceSelector selector, List<Instance> candidates) {
		return IntStream.range(0, CLIENTS).map((client) -> {
			Instance chosen = selector.select(key(client), candidates);
			assertThat(chosen).isNotNull();
			return chosen.index();
		}).toArray();
	}

	private AffinityKey key(int client) {
		try {
			return this.keys.key(InetAddress.getByAddress(new byte[] { 10, 0, (byte) (client >>> 8), (byte) client }));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Instance up(int index, int generation) {
		return instance(index, generation, InstanceState.UP);
	}

	private static Instance instance(int index, int generation, InstanceState state) {
		return new Instance(index, generation, state, new InetSocketAddress("127.0.0.1", 3131 + index), null, Map.of(),
				1, null, 0, 0, null, null, null, true, false);
	}

}
