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

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The median of the rounds, and the least and greatest of them.
 *
 * @param least the least value
 * @param median the value in the middle
 * @param greatest the greatest value
 */
record Spread(double least, double median, double greatest) {

	static Spread of(double value) {
		return new Spread(value, value, value);
	}

	static Spread of(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		if (sorted.length == 0) {
			throw new IllegalArgumentException("There is no spread of nothing");
		}
		double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
		return new Spread(sorted[0], median, sorted[sorted.length - 1]);
	}

	/**
	 * The spread as text.
	 * @param format the format of each of the numbers
	 * @return the median, and in parentheses the least and the greatest value
	 */
	String format(String format) {
		return String.format(Locale.ROOT, "%s (%s to %s)".replace("%s", format), this.median, this.least,
				this.greatest);
	}

}
