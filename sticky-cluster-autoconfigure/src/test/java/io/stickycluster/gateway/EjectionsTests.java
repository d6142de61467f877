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

package io.stickycluster.gateway;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ejections}.
 */
class EjectionsTests {

	private static final EjectionSettings SETTINGS = new EjectionSettings(3, Duration.ofSeconds(5),
			Duration.ofSeconds(60), 0.5, false);

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);

	private final Ejections ejections = new Ejections(SETTINGS, this.nanos::get);

	private ClusterSnapshot cluster = cluster(4);

	@Test
	void instanceIsEjectedAfterItsFailuresInARow() {
		fail(1, 2);
		assertThat(this.ejections.ejected()).isEmpty();
		fail(1, 1);
		assertThat(this.ejections.ejected()).containsExactly(new InstanceGeneration(1, 1));
		assertThat(this.ejections.total()).isOne();
	}

	@Test
	void answerInBetweenBreaksTheRow() {
		fail(1, 2);
		this.ejections.succeeded(instance(1));
		fail(1, 2);
		assertThat(this.ejections.ejected()).isEmpty();
	}

	@Test
	void answersOfOthersDoNotBreakTheRow() {
		fail(1, 2);
		this.ejections.succeeded(instance(0));
		fail(1, 1);
		assertThat(this.ejections.ejected()).contains(generation(1));
	}

	@Test
	void zeroFailuresEjectsNobody() {
		Ejections off = new Ejections(new EjectionSettings(0, Duration.ofSeconds(5), Duration.ofSeconds(60), 1, false),
				this.nanos::get);
		for (int i = 0; i < 100; i++) {
			off.failed(instance(1), this.cluster);
		}
		assertThat(off.ejected()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1, 0", "2, 1", "3, 1", "4, 2", "5, 2", "9, 4" })
	void halfOfTheInstancesMayBeEjected(int instances, int expected) {
		this.cluster = cluster(instances);
		for (int index = 0; index < instances; index++) {
			fail(index, 10);
		}
		assertThat(this.ejections.ejected()).hasSize(expected);
	}

	@Test
	void lastOneThatTakesNewClientsIsLeft() {
		Ejections all = new Ejections(new EjectionSettings(1, Duration.ofSeconds(5), Duration.ofSeconds(60), 1, false),
				this.nanos::get);
		this.cluster = new ClusterSnapshot(3, List.of(instance(0), instance(1), draining(2)));
		for (int index = 0; index < 3; index++) {
			all.failed(this.cluster.instances().get(index), this.cluster);
		}
		assertThat(all.ejected()).containsOnly(generation(0), generation(2));
	}

	@Test
	void oneRequestTriesAnInstanceWhenItsTimeIsOver() {
		fail(1, 3);
		pass(Duration.ofSeconds(5).minusNanos(1));
		assertThat(this.ejections.tryProbe()).isNull();
		pass(Duration.ofNanos(1));
		assertThat(this.ejections.tryProbe()).isEqualTo(generation(1));
		assertThat(this.ejections.tryProbe()).isNull();
		assertThat(this.ejections.ejected()).contains(generation(1));
		this.ejections.succeeded(instance(1));
		assertThat(this.ejections.ejected()).isEmpty();
	}

	@Test
	void rightToTryCanBeGivenBack() {
		fail(1, 3);
		pass(Duration.ofSeconds(5));
		assertThat(this.ejections.tryProbe()).isEqualTo(generation(1));
		this.ejections.giveBack(generation(1));
		assertThat(this.ejections.tryProbe()).isEqualTo(generation(1));
	}

	@Test
	void eachFailedTrialDoublesTheTimeUpToItsMaximum() {
		fail(1, 3);
		for (int seconds : new int[] { 5, 10, 20, 40, 60, 60, 60 }) {
			pass(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(this.ejections.tryProbe()).as("%d s", seconds).isNull();
			pass(Duration.ofNanos(1));
			assertThat(this.ejections.tryProbe()).as("%d s", seconds).isEqualTo(generation(1));
			fail(1, 1);
		}
	}

	@Test
	void timeIsLongerForAnInstanceThatFailsAgainSoon() {
		fail(1, 3);
		restore(1, 5);
		fail(1, 3);
		pass(Duration.ofSeconds(9));
		assertThat(this.ejections.tryProbe()).isNull();
		pass(Duration.ofSeconds(1));
		assertThat(this.ejections.tryProbe()).isEqualTo(generation(1));
	}

	@Test
	void timeIsShortAgainForAnInstanceThatWasWellForLong() {
		fail(1, 3);
		restore(1, 5);
		pass(Duration.ofSeconds(60));
		fail(1, 3);
		restore(1, 5);
	}

	@Test
	void newGenerationBeginsAnew() {
		fail(1, 3);
		Instance next = new Instance(1, 2, InstanceState.UP, new InetSocketAddress("127.0.0.1", 1), null, Map.of(), 1,
				null, 0, 0, null, null, null, true, false);
		this.cluster = new ClusterSnapshot(2, List.of(instance(0), next));
		this.ejections.retain(this.cluster);
		assertThat(this.ejections.ejected()).isEmpty();
		this.ejections.failed(instance(1), this.cluster);
		this.ejections.failed(instance(1), this.cluster);
		this.ejections.failed(instance(1), this.cluster);
		assertThat(this.ejections.ejected()).isEmpty();
		this.ejections.failed(next, this.cluster);
		this.ejections.failed(next, this.cluster);
		assertThat(this.ejections.ejected()).isEmpty();
		this.ejections.failed(next, this.cluster);
		assertThat(this.ejections.ejected()).containsExactly(new InstanceGeneration(1, 2));
	}

	@Test
	void twoGenerationsOfOneIndexAreEjectedAndTriedByThemselves() {
		Instance leaving = draining(1);
		Instance next = GatewayFixture.up(1, 2, 2);
		this.cluster = new ClusterSnapshot(2, List.of(instance(0), next), List.of(), List.of(leaving));
		for (int i = 0; i < 2; i++) {
			this.ejections.failed(next, this.cluster);
			this.ejections.failed(leaving, this.cluster);
		}
		this.ejections.succeeded(next);
		this.ejections.failed(leaving, this.cluster);
		assertThat(this.ejections.ejected()).containsExactly(generation(1));
		for (int i = 0; i < 3; i++) {
			this.ejections.failed(next, this.cluster);
		}
		assertThat(this.ejections.ejected()).containsOnly(generation(1), new InstanceGeneration(1, 2));
		pass(Duration.ofSeconds(5));
		assertThat(List.of(this.ejections.tryProbe(), this.ejections.tryProbe())).containsOnly(generation(1),
				new InstanceGeneration(1, 2));
		this.ejections.succeeded(leaving);
		assertThat(this.ejections.ejected()).containsExactly(new InstanceGeneration(1, 2));
		this.ejections.retain(new ClusterSnapshot(2, List.of(instance(0))));
		assertThat(this.ejections.ejected()).isEmpty();
	}

	@Test
	void leavingOneIsDispensableWhenItsSuccessorIsThere() {
		Instance next = GatewayFixture.up(1, 2, 2);
		this.cluster = new ClusterSnapshot(1, List.of(next), List.of(), List.of(draining(1)));
		for (int i = 0; i < 3; i++) {
			this.ejections.failed(next, this.cluster);
			this.ejections.failed(draining(1), this.cluster);
		}
		assertThat(this.ejections.ejected()).containsExactly(generation(1));
	}

	@Test
	void instanceThatNoLongerServesIsForgotten() {
		fail(1, 3);
		this.cluster = new ClusterSnapshot(2,
				List.of(instance(0), GatewayFixture.down(1, 1, InstanceState.STOPPING, true)));
		this.ejections.retain(this.cluster);
		assertThat(this.ejections.ejected()).isEmpty();
		fail(1, 3);
		assertThat(this.ejections.ejected()).isEmpty();
	}

	@Test
	void whateverHappensOneIsLeftAndEveryEjectedOneIsTriedAgain() {
		Random random = new Random(42);
		for (int run = 0; run < 200; run++) {
			Ejections ejections = new Ejections(new EjectionSettings(1 + random.nextInt(3), Duration.ofSeconds(1),
					Duration.ofSeconds(8), random.nextDouble(), false), this.nanos::get);
			int size = 1 + random.nextInt(6);
			ClusterSnapshot cluster = cluster(size);
			List<InstanceGeneration> probes = new ArrayList<>();
			for (int step = 0; step < 200; step++) {
				int index = random.nextInt(size);
				switch (random.nextInt(5)) {
					case 0 -> ejections.succeeded(instance(index));
					case 1 -> pass(Duration.ofMillis(random.nextInt(2000)));
					case 2 -> {
						InstanceGeneration probe = ejections.tryProbe();
						if (probe != null) {
							probes.add(probe);
						}
					}
					case 3 -> {
						if (!probes.isEmpty()) {
							ejections.giveBack(probes.remove(0));
						}
					}
					default -> ejections.failed(instance(index), cluster);
				}
				assertThat(ejections.ejected().size()).isLessThan(size);
			}
			probes.forEach(ejections::giveBack);
			pass(Duration.ofSeconds(8));
			for (InstanceGeneration probe = ejections.tryProbe(); probe != null; probe = ejections.tryProbe()) {
				ejections.succeeded(instance(probe.index()));
			}
			assertThat(ejections.ejected()).isEmpty();
		}
	}

	private void restore(int index, int seconds) {
		pass(Duration.ofSeconds(seconds));
		assertThat(this.ejections.tryProbe()).isEqualTo(generation(index));
		this.ejections.succeeded(instance(index));
	}

	private void fail(int index, int times) {
		for (int i = 0; i < times; i++) {
			this.ejections.failed(instance(index), this.cluster);
		}
	}

	private void pass(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

	private static ClusterSnapshot cluster(int size) {
		List<Instance> instances = new ArrayList<>();
		for (int index = 0; index < size; index++) {
			instances.add(instance(index));
		}
		return new ClusterSnapshot(size, instances);
	}

	private static InstanceGeneration generation(int index) {
		return new InstanceGeneration(index, 1);
	}

	private static Instance instance(int index) {
		return GatewayFixture.up(index, 1, 1);
	}

	private static Instance draining(int index) {
		return GatewayFixture.instance(index, InstanceState.DRAINING, 1, Map.of());
	}

}
