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

package io.stickycluster.benchmarks.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.stickycluster.benchmarks.load.LatencyHistogram;
import io.stickycluster.benchmarks.load.Load;
import io.stickycluster.benchmarks.suite.Measurement.CpuTimes;

/**
 * Contenders that take turns, so that whatever happens on the machine meanwhile happens
 * to all of them.
 */
final class Rounds {

	private static final int COLD_SHARE = 4;

	private static final int MAX_TURNS = 30;

	private static final int MAX_UNCOUNTED_ROUNDS = 10;

	/**
	 * If a request takes less than this share of the processor time that it took a round
	 * before, they were not warm then.
	 */
	private static final double SETTLED = 0.93;

	private final List<Contender> contenders;

	private final Options options;

	Rounds(List<Contender> contenders, Options options) {
		this.contenders = contenders;
		this.options = options;
	}

	/**
	 * Put loads on all contenders for as long as the JVMs among them need until all is
	 * compiled that is used often. The instances get warm with them.
	 * @param loads makes the loads for a duration
	 * @throws IOException if a contender does not answer as it should
	 * @throws InterruptedException if interrupted
	 */
	void warmUp(Function<Duration, List<Load>> loads) throws IOException, InterruptedException {
		for (Contender contender : this.contenders) {
			System.err.printf("warm-up, %s%n", contender.name());
			Duration all = contender.compiles() ? this.options.warmUp() : this.options.warmUp().dividedBy(COLD_SHARE);
			int parts = loads.apply(all).size();
			for (Load load : loads.apply(all.dividedBy(parts))) {
				load.run(contender.target());
			}
		}
	}

	/**
	 * Measure all contenders, once processor time for each request does not fall any
	 * more: what was compiled for another load may be compiled once more for this one.
	 * @param title what is measured
	 * @param loads gives the load for a contender
	 * @return the results
	 * @throws IOException if a contender does not answer as it should
	 * @throws InterruptedException if interrupted
	 */
	Results measure(String title, Function<Contender, Load> loads) throws IOException, InterruptedException {
		Map<String, List<Measurement>> measurements = new LinkedHashMap<>();
		this.contenders.forEach((contender) -> measurements.put(contender.name(), new ArrayList<>()));
		settle(title, loads);
		List<Contender> order = new ArrayList<>(this.contenders);
		for (int round = 1; round <= this.options.rounds(); round++) {
			for (Contender contender : order) {
				Measurement measurement = measure(contender, loads.apply(contender));
				System.err.printf("%s, round %d, %s: %,.0f/s%n", title, round, contender.name(),
						measurement.perSecond());
				measurements.getOrDefault(contender.name(), List.of()).add(measurement);
			}
			// None of them always comes first.
			Collections.rotate(order, 1);
		}
		return new Results(measurements);
	}

	/**
	 * Put the load on all contenders in rounds that do not count, until it costs them and
	 * the instances no less than it did in the round before.
	 * @param title what is measured afterwards
	 * @param loads gives the load for a contender
	 * @throws IOException if a contender does not answer as it should
	 * @throws InterruptedException if interrupted
	 */
	private void settle(String title, Function<Contender, Load> loads) throws IOException, InterruptedException {
		Map<String, Double> costs = new HashMap<>();
		double share = 0;
		int rounds = this.options.quick() ? 1 : MAX_UNCOUNTED_ROUNDS;
		for (int round = 1; round <= rounds && share < SETTLED; round++) {
			List<Double> shares = new ArrayList<>();
			for (Contender contender : this.contenders) {
				Measurement measurement = measure(contender, loads.apply(contender));
				double cost = measurement.proxyCpuMicros() + measurement.instanceCpuMicros();
				Double before = costs.put(contender.name(), cost);
				shares.add((before != null) ? cost / before : 0);
			}
			share = shares.stream().mapToDouble(Double::doubleValue).average().orElse(1);
			System.err.printf("%s, warm-up round %d: cost of a request %.2f of that before%n", title, round, share);
		}
	}

	/**
	 * Measure a contender. One that is not warm may need longer than a short turn for its
	 * first answer to a thousand clients, so it gets more turns than one.
	 * @param contender the contender
	 * @param load the load
	 * @return the measurement of the first turn with answers
	 * @throws IOException if it does not answer as it should
	 * @throws InterruptedException if interrupted
	 */
	private static Measurement measure(Contender contender, Load load) throws IOException, InterruptedException {
		for (int turn = 0; turn < MAX_TURNS; turn++) {
			CpuTimes before = CpuTimes.soFar(contender.proxy(), contender.instances());
			LatencyHistogram latencies = load.run(contender.target());
			CpuTimes cpu = CpuTimes.soFar(contender.proxy(), contender.instances()).since(before);
			if (latencies.count() > 0) {
				return Measurement.of(latencies, load.duration(), cpu);
			}
		}
		throw new IOException("'%s' answered nothing".formatted(contender.name()));
	}

}
