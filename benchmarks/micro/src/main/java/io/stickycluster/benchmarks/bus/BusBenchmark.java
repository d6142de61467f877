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

package io.stickycluster.benchmarks.bus;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.stickycluster.bus.LocalBusHub;

/**
 * Compares the carriers of the bus with each other and with plain Redis, in alternating
 * rounds. Is started by the script {@code benchmarks/run}, with the port of a Redis.
 */
public final class BusBenchmark {

	private static final List<Integer> COUNTS = List.of(2, 4, 8, 16);

	private final Map<String, Members.Factory> contenders = new LinkedHashMap<>();

	private final int rounds;

	private final Duration duration;

	private BusBenchmark(int port, boolean quick) {
		this.rounds = quick ? 1 : 5;
		this.duration = quick ? Duration.ofMillis(300) : Duration.ofSeconds(3);
		this.contenders.put("in the JVM", (count, receiver) -> {
			LocalBusHub hub = new LocalBusHub();
			return new BusMembers(count, receiver, (index, counts) -> hub.join());
		});
		this.contenders.put("control link", (count, receiver) -> new BusMembers(count, receiver, new LinkCarriers()));
		this.contenders.put("Redis", (count, receiver) -> new BusMembers(count, receiver, new RedisCarriers(port)));
		this.contenders.put("plain Redis pub/sub", (count, receiver) -> new PlainRedisMembers(count, receiver, port));
	}

	/**
	 * Measure and print.
	 * @param args the port of a Redis, and {@code --quick} to see only that it works
	 * @throws Exception if a message does not arrive
	 */
	public static void main(String[] args) throws Exception {
		List<String> arguments = List.of(args);
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		// What is logged is no part of the report
		System.setOut(System.err);
		new BusBenchmark(Integer.parseInt(arguments.get(0)), arguments.contains("--quick")).run(out);
		// Redis clients of the last round may still be about to end
		System.exit(0);
	}

	private void run(PrintStream out) throws Exception {
		out.println("| instances |  | messages/s | p50 µs | p99 µs |");
		out.println("| --- | --- | --- | --- | --- |");
		for (int count : COUNTS) {
			Map<String, List<BusMeasurement>> results = measure(count);
			results.forEach((name, measurements) -> out.printf(Locale.ROOT, "| %d | %s | %s | %s | %s |%n", count, name,
					spread(measurements, BusMeasurement::perSecond), spread(measurements, BusMeasurement::p50Micros),
					spread(measurements, BusMeasurement::p99Micros)));
		}
	}

	private Map<String, List<BusMeasurement>> measure(int count) throws Exception {
		Map<String, List<BusMeasurement>> results = new LinkedHashMap<>();
		this.contenders.keySet().forEach((name) -> results.put(name, new ArrayList<>()));
		List<Map.Entry<String, Members.Factory>> order = new ArrayList<>(this.contenders.entrySet());
		for (int round = 0; round < this.rounds; round++) {
			for (Map.Entry<String, Members.Factory> contender : order) {
				BusMeasurement measurement = BusMeasurement.of(contender.getValue(), count, this.duration);
				System.err.printf("bus, %d instances, round %d of %d, %s: %s%n", count, round + 1, this.rounds,
						contender.getKey(), measurement);
				results.computeIfAbsent(contender.getKey(), (name) -> new ArrayList<>()).add(measurement);
			}
			Collections.rotate(order, 1);
		}
		return results;
	}

	private static String spread(List<BusMeasurement> measurements, ToDoubleFunction<BusMeasurement> value) {
		double[] sorted = measurements.stream().mapToDouble(value).sorted().toArray();
		String median = String.format(Locale.ROOT, "%,.0f", sorted[sorted.length / 2]);
		return (sorted.length == 1) ? median
				: String.format(Locale.ROOT, "%s (%,.0f–%,.0f)", median, sorted[0], sorted[sorted.length - 1]);
	}

}
