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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The measurements of all rounds.
 */
final class Results {

	private final Map<String, List<Measurement>> rounds;

	/**
	 * Create results.
	 * @param rounds the measurements of each contender, in the order of the rounds
	 */
	Results(Map<String, List<Measurement>> rounds) {
		this.rounds = rounds;
	}

	Set<String> names() {
		return this.rounds.keySet();
	}

	/**
	 * How a contender does by itself.
	 * @param name its name
	 * @param value what to look at
	 * @return the spread over the rounds
	 */
	Spread spread(String name, ToDoubleFunction<Measurement> value) {
		return Spread.of(rounds(name).stream().mapToDouble(value));
	}

	/**
	 * How a contender does against another. Each round is compared with itself, so that
	 * what disturbs a whole round disturbs no ratio.
	 * @param name its name
	 * @param base the other's name
	 * @param value what to look at
	 * @return the spread of the ratios over the rounds
	 */
	Spread ratio(String name, String base, ToDoubleFunction<Measurement> value) {
		List<Measurement> ofName = rounds(name);
		List<Measurement> ofBase = rounds(base);
		return Spread.of(IntStream.range(0, ofName.size())
			.mapToDouble((round) -> value.applyAsDouble(ofName.get(round)) / value.applyAsDouble(ofBase.get(round))));
	}

	private List<Measurement> rounds(String name) {
		List<Measurement> measurements = this.rounds.get(name);
		if (measurements == null) {
			throw new IllegalArgumentException("There is no '%s' among %s".formatted(name, names()));
		}
		return measurements;
	}

}
