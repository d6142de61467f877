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

package io.stickycluster.benchmarks.load;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The measurements of all rounds as Markdown.
 */
final class Report {

	private final Map<String, List<Measurement>> rounds;

	/**
	 * Create a report.
	 * @param rounds the measurements of each target, in the order of the rounds
	 */
	Report(Map<String, List<Measurement>> rounds) {
		this.rounds = Map.copyOf(rounds);
	}

	/**
	 * How each target does by itself.
	 * @param names the targets' names
	 * @return a table with a row for each target
	 */
	String targets(List<String> names) {
		return names.stream().map((name) -> target(name, rounds(name))).collect(Collectors.joining("", """
				| target | req/s | p50 µs | p99 µs | server CPU µs/request |
				| --- | --- | --- | --- | --- |
				""", ""));
	}

	/**
	 * How one target does against another. Each round is compared with itself, so that
	 * what disturbs a whole round disturbs no ratio.
	 * @param pairs pairs of targets' names
	 * @return a table with a row for each pair
	 */
	String ratios(List<List<String>> pairs) {
		return pairs.stream().map((pair) -> ratio(pair.get(0), pair.get(1))).collect(Collectors.joining("", """
				| compared | req/s | p50 | p99 | server CPU, difference in µs/request |
				| --- | --- | --- | --- | --- |
				""", ""));
	}

	private static String target(String name, List<Measurement> rounds) {
		return row(name, Spread.of(rounds.stream().mapToDouble(Measurement::requestsPerSecond)).format("%,.0f"),
				Spread.of(rounds.stream().mapToDouble(Measurement::p50Micros)).format("%,.0f"),
				Spread.of(rounds.stream().mapToDouble(Measurement::p99Micros)).format("%,.0f"),
				Spread.of(rounds.stream().mapToDouble(Measurement::cpuMicros)).format("%,.1f"));
	}

	private String ratio(String name, String base) {
		DoubleBinaryOperator ratio = (value, of) -> value / of;
		return row(name + " / " + base, compare(name, base, Measurement::requestsPerSecond, ratio).format("%.2f"),
				compare(name, base, Measurement::p50Micros, ratio).format("%.2f"),
				compare(name, base, Measurement::p99Micros, ratio).format("%.2f"),
				compare(name, base, Measurement::cpuMicros, (value, of) -> value - of).format("%+.1f"));
	}

	private Spread compare(String name, String base, ToDoubleFunction<Measurement> value,
			DoubleBinaryOperator comparison) {
		List<Measurement> ofName = rounds(name);
		List<Measurement> ofBase = rounds(base);
		return Spread.of(IntStream.range(0, ofName.size())
			.mapToDouble((round) -> comparison.applyAsDouble(value.applyAsDouble(ofName.get(round)),
					value.applyAsDouble(ofBase.get(round)))));
	}

	private List<Measurement> rounds(String target) {
		List<Measurement> measurements = this.rounds.get(target);
		if (measurements == null) {
			throw new IllegalArgumentException("There is no target '%s'".formatted(target));
		}
		return measurements;
	}

	private static String row(String... cells) {
		return "| " + String.join(" | ", cells) + " |\n";
	}

}
