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
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.stickycluster.supervisor.AutoscalePolicy.Targets;
import io.stickycluster.supervisor.Autoscaler.Step;
import io.stickycluster.supervisor.Load.CpuTime;
import io.stickycluster.supervisor.Load.Generation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Autoscaler}, with simulated load.
 */
class AutoscalerTests {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final Duration UP = Duration.ofMinutes(1);

	private static final Duration DOWN = Duration.ofMinutes(5);

	private final Simulation simulation = new Simulation(new Targets(0, 100, 0), 2);

	@Test
	void steadyLoadChangesNothing() {
		this.simulation.requests(150).run(Duration.ofHours(2));
		assertThat(this.simulation.steps).isEmpty();
	}

	@Test
	void growingLoadGetsOneInstanceAfterTheOther() {
		for (int rate = 100; rate <= 550; rate += 50) {
			this.simulation.requests(rate).run(Duration.ofMinutes(3));
		}
		assertThat(this.simulation.counts()).containsExactly(3, 4, 5, 6);
		assertThat(this.simulation.steps.get(0).reason()).startsWith("an instance has 1")
			.endsWith(" requests per second, more than 100.0");
		assertThat(this.simulation.gaps()).allMatch((gap) -> gap.compareTo(UP) >= 0);
	}

	@Test
	void fallingLoadLosesOneInstanceAfterTheOtherAndMoreSlowly() {
		Simulation simulation = new Simulation(new Targets(0, 100, 0), 6).requests(90);
		simulation.run(Duration.ofMinutes(30));
		assertThat(simulation.counts()).containsExactly(5, 4, 3, 2);
		assertThat(simulation.steps.get(3).reason())
			.isEqualTo("with one less an instance has 45.0 requests per second");
		assertThat(simulation.gaps()).allMatch((gap) -> gap.compareTo(DOWN) >= 0);
	}

	@Test
	void shortSpikeChangesNothing() {
		this.simulation.requests(150).run(Duration.ofMinutes(10));
		this.simulation.requests(500).run(Duration.ofSeconds(5));
		this.simulation.requests(150).run(Duration.ofMinutes(10));
		assertThat(this.simulation.steps).isEmpty();
	}

	@Test
	void loadThatGoesUpAndDownDoesNotMakeTheNumberOscillate() {
		for (int i = 0; i < 60; i++) {
			this.simulation.requests((i % 2 != 0) ? 215 : 185).run(Duration.ofMinutes(2));
		}
		assertThat(this.simulation.counts()).containsExactly(3);
	}

	@Test
	void whatWasAddedIsNotRemovedWhileTheOthersWouldBeBusyWithoutIt() {
		this.simulation.requests(210).run(Duration.ofMinutes(10));
		assertThat(this.simulation.counts()).containsExactly(3);
		// 85 for each of two: less than the target, and more than 80 % of it
		this.simulation.requests(170).run(Duration.ofHours(1));
		assertThat(this.simulation.counts()).containsExactly(3);
		this.simulation.requests(150).run(Duration.ofMinutes(10));
		assertThat(this.simulation.counts()).containsExactly(3, 2);
	}

	@Test
	void numberStaysWithinItsBounds() {
		this.simulation.requests(10_000).run(Duration.ofHours(1));
		assertThat(this.simulation.count).isEqualTo(6);
		this.simulation.requests(0).run(Duration.ofHours(1));
		assertThat(this.simulation.count).isEqualTo(2);
	}

	@Test
	void numberThatAnOperatorHasSetStaysForTheCoolDown() {
		this.simulation.requests(100).run(Duration.ofMinutes(30));
		this.simulation.count = 4;
		this.simulation.run(DOWN.minusSeconds(1));
		assertThat(this.simulation.steps).isEmpty();
		this.simulation.run(Duration.ofMinutes(15));
		assertThat(this.simulation.counts()).containsExactly(3, 2);
	}

	@Test
	void numberOutOfBoundsComesBackIntoThem() {
		this.simulation.requests(10_000);
		this.simulation.count = 8;
		this.simulation.run(DOWN.minusSeconds(1));
		assertThat(this.simulation.steps).isEmpty();
		this.simulation.run(Duration.ofMinutes(15));
		assertThat(this.simulation.counts()).startsWith(7, 6);
		assertThat(this.simulation.steps.get(0).reason()).isEqualTo("there are to be at most 6");
		this.simulation.count = 1;
		this.simulation.requests(0).run(UP.plusSeconds(1));
		assertThat(this.simulation.count).isEqualTo(2);
	}

	@Test
	void loadOfOtherGenerationsIsNotMixed() {
		this.simulation.requests(300).run(Duration.ofSeconds(50));
		this.simulation.generation++;
		this.simulation.run(Duration.ofSeconds(50));
		assertThat(this.simulation.steps).isEmpty();
		this.simulation.run(Duration.ofSeconds(11));
		assertThat(this.simulation.counts()).containsExactly(3);
	}

	@Test
	void clockThatIsSetBackBeginsANewWindow() {
		this.simulation.requests(300).run(Duration.ofSeconds(50));
		this.simulation.now = this.simulation.now.minus(Duration.ofHours(1));
		this.simulation.run(Duration.ofMinutes(10));
		this.simulation.now = this.simulation.now.plus(Duration.ofHours(1));
		this.simulation.run(Duration.ofMinutes(3));
		assertThat(this.simulation.count).isGreaterThan(2);
	}

	@Test
	void processorTimeOfAllInstancesCounts() {
		Simulation simulation = new Simulation(new Targets(0.7, 0, 0), 2);
		simulation.cpu = (instance) -> switch ((int) instance) {
			case 0 -> 1000;
			case 1 -> 600;
			default -> 0;
		};
		simulation.run(Duration.ofMinutes(4));
		assertThat(simulation.counts()).containsExactly(3);
		assertThat(simulation.steps.get(0).reason()).isEqualTo("an instance has 0.80 processors busy, more than 0.70");
	}

	@Test
	void unknownProcessorTimeNeitherAddsNorRemoves() {
		Simulation simulation = new Simulation(new Targets(0.7, 100, 0), 4).requests(0);
		simulation.run(Duration.ofHours(1));
		assertThat(simulation.steps).isEmpty();
		simulation.requests(500).run(Duration.ofMinutes(5));
		assertThat(simulation.counts()).containsExactly(5);
		simulation.requests(0);
		simulation.cpu = (instance) -> 0;
		simulation.run(Duration.ofMinutes(3));
		assertThat(simulation.counts()).containsExactly(5, 4);
		assertThat(simulation.steps.get(1).reason())
			.isEqualTo("with one less an instance has 0.00 processors busy, 0.0 requests per second");
	}

	@Test
	void processorTimeThatIsNotToldAnyMoreIsNotKnown() {
		Simulation simulation = new Simulation(new Targets(0.7, 0, 0), 4);
		simulation.cpu = (instance) -> 0;
		simulation.vitalsStopAt = simulation.now.plus(Duration.ofMinutes(1));
		simulation.run(Duration.ofHours(1));
		assertThat(simulation.steps).isEmpty();
	}

	@Test
	void oneSignalIsEnoughToAddAndAllAreNeededToRemove() {
		Simulation simulation = new Simulation(new Targets(0, 100, 50), 2).requests(10);
		simulation.sessions = 110;
		simulation.run(Duration.ofMinutes(10));
		assertThat(simulation.counts()).containsExactly(3);
		assertThat(simulation.steps.get(0).reason()).isEqualTo("an instance has 55.0 sessions, more than 50.0");
		simulation.requests(200).run(Duration.ofMinutes(2));
		simulation.sessions = 0;
		simulation.run(Duration.ofMinutes(20));
		assertThat(simulation.counts()).containsExactly(3);
	}

	/**
	 * A cluster of instances that share a load evenly, and come and go within 5 s.
	 */
	private static final class Simulation {

		private final Autoscaler autoscaler;

		private final List<Step> steps = new ArrayList<>();

		private final List<Instant> times = new ArrayList<>();

		private int count;

		private int generation = 1;

		private Instant now = Instant.EPOCH;

		private double requestsPerSecond;

		private double requests;

		private long sessions;

		/**
		 * Milliseconds of processor time per second by instance.
		 */
		private @Nullable LongUnaryOperator cpu;

		private Instant vitalsStopAt = Instant.MAX;

		Simulation(Targets targets, int count) {
			this.autoscaler = new Autoscaler(new AutoscalePolicy(2, 6, targets, 0.8, WINDOW, UP, DOWN));
			this.count = count;
		}

		Simulation requests(double perSecond) {
			this.requestsPerSecond = perSecond;
			return this;
		}

		void run(Duration duration) {
			Instant end = this.now.plus(duration);
			while (this.now.isBefore(end)) {
				second();
				Step step = this.autoscaler.look(load());
				if (step != null) {
					this.steps.add(step);
					this.times.add(this.now);
					for (int i = 0; i < 5; i++) {
						second();
						this.autoscaler.interrupt();
					}
					this.count = step.instances();
				}
			}
		}

		private void second() {
			this.now = this.now.plusSeconds(1);
			this.requests += this.requestsPerSecond;
		}

		private Load load() {
			List<Generation> instances = IntStream.range(0, this.count)
				.mapToObj((index) -> new Generation(index, this.generation))
				.toList();
			return new Load(this.now, instances, (long) this.requests, this.sessions, cpuTimes());
		}

		private List<CpuTime> cpuTimes() {
			LongUnaryOperator cpu = this.cpu;
			if (cpu == null) {
				return List.of();
			}
			Instant at = this.now.isBefore(this.vitalsStopAt) ? this.now : this.vitalsStopAt;
			// Each tells at another time
			return IntStream.range(0, this.count)
				.mapToObj((index) -> new CpuTime(at.minusMillis(100L * index),
						Duration.ofMillis(cpu.applyAsLong(index) * at.minusMillis(100L * index).toEpochMilli() / 1000)))
				.toList();
		}

		List<Integer> counts() {
			return this.steps.stream().map(Step::instances).toList();
		}

		List<Duration> gaps() {
			return IntStream.range(1, this.times.size())
				.mapToObj((i) -> Duration.between(this.times.get(i - 1), this.times.get(i)))
				.toList();
		}

	}

}
