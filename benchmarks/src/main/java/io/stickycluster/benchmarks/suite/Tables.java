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
import java.util.function.ToDoubleFunction;

/**
 * The results as Markdown.
 */
final class Tables {

	private Tables() {
	}

	/**
	 * What can be said of requests and the like.
	 * @param results the results
	 * @param unit what is counted, in the singular
	 * @return a table with a row for each contender
	 */
	static String full(Results results, String unit) {
		Table table = new Table("", unit + "s/s", "of nginx", "p50 µs", "p99 µs", "p99.9 µs", "proxy CPU µs/" + unit,
				"of nginx", "instances' CPU", "clients' CPU");
		for (String name : results.names()) {
			boolean direct = name.equals(Contender.DIRECT);
			table.row(name, results.spread(name, Measurement::perSecond).format("%,.0f"),
					ofNginx(results, name, Measurement::perSecond),
					median(results, name, Measurement::p50Micros, "%,.0f"),
					median(results, name, Measurement::p99Micros, "%,.0f"),
					median(results, name, Measurement::p999Micros, "%,.0f"),
					direct ? "" : results.spread(name, Measurement::proxyCpuMicros).format("%.1f"),
					direct ? "" : ofNginx(results, name, Measurement::proxyCpuMicros),
					median(results, name, Measurement::instanceCpuMicros, "%.1f"),
					median(results, name, Measurement::clientCpuMicros, "%.1f"));
		}
		return table.toString();
	}

	/**
	 * What can be said where nobody waits for an answer.
	 * @param results the results
	 * @param unit what is counted, in the singular
	 * @return a table with a row for each contender
	 */
	static String throughput(Results results, String unit) {
		Table table = new Table("", unit + "s/s", "of nginx", "proxy CPU µs/" + unit, "of nginx", "instances' CPU",
				"clients' CPU");
		for (String name : results.names()) {
			boolean direct = name.equals(Contender.DIRECT);
			table.row(name, results.spread(name, Measurement::perSecond).format("%,.0f"),
					ofNginx(results, name, Measurement::perSecond),
					direct ? "" : results.spread(name, Measurement::proxyCpuMicros).format("%.2f"),
					direct ? "" : ofNginx(results, name, Measurement::proxyCpuMicros),
					median(results, name, Measurement::instanceCpuMicros, "%.2f"),
					median(results, name, Measurement::clientCpuMicros, "%.2f"));
		}
		return table.toString();
	}

	/**
	 * What can be said at a fixed rate.
	 * @param results the results
	 * @return a table with a row for each contender
	 */
	static String latencies(Results results) {
		Table table = new Table("", "requests/s", "p50 µs", "p99 µs", "of nginx", "p99.9 µs", "proxy CPU µs/request");
		for (String name : results.names()) {
			table.row(name, median(results, name, Measurement::perSecond, "%,.0f"),
					median(results, name, Measurement::p50Micros, "%,.0f"),
					results.spread(name, Measurement::p99Micros).format("%,.0f"),
					ofNginx(results, name, Measurement::p99Micros),
					median(results, name, Measurement::p999Micros, "%,.0f"),
					name.equals(Contender.DIRECT) ? "" : median(results, name, Measurement::proxyCpuMicros, "%.1f"));
		}
		return table.toString();
	}

	private static String ofNginx(Results results, String name, ToDoubleFunction<Measurement> value) {
		boolean compared = results.names().contains(Contender.NGINX) && !name.equals(Contender.NGINX);
		return compared ? results.ratio(name, Contender.NGINX, value).format("%.2f") : "";
	}

	private static String median(Results results, String name, ToDoubleFunction<Measurement> value, String format) {
		return String.format(Locale.ROOT, format, results.spread(name, value).median());
	}

}
