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

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the ways to the instances in alternating rounds, and prints the report. It is
 * started by the script {@code benchmarks/run}, which starts the servers too.
 */
public final class Benchmark {

	private static final List<Answer> ANSWERS = List.of(new Answer("/small", 5), new Answer("/large", 64 * 1024));

	private static final List<String> TARGETS = List.of("direct", "gateway", "nginx");

	private static final List<List<String>> COMPARED = List.of(List.of("gateway", "direct"), List.of("nginx", "direct"),
			List.of("gateway", "nginx"));

	/**
	 * Rounds that do not count, in which the JVMs compile what they run often.
	 */
	private static final int WARM_UP_ROUNDS = 2;

	private final List<Target> targets;

	private final ServerProcesses servers;

	private final Load load;

	private final int rounds;

	private Benchmark(List<Target> targets, ServerProcesses servers, Load load, int rounds) {
		this.targets = targets;
		this.servers = servers;
		this.load = load;
		this.rounds = rounds;
	}

	/**
	 * Measure and print.
	 * @param args a title, the number of rounds, seconds for each target in a round,
	 * connections, ports of the instances, port of the gateway, port of nginx, process
	 * ids of the servers
	 * @throws Exception if a target does not answer as it should
	 */
	public static void main(String[] args) throws Exception {
		List<Target> targets = List.of(Target.of("direct", args[4]), Target.of("gateway", args[5]),
				Target.of("nginx", args[6]));
		Load load = new Load(Integer.parseInt(args[3]), Duration.ofSeconds(Integer.parseInt(args[2])));
		Benchmark benchmark = new Benchmark(targets, ServerProcesses.of(args[7]), load, Integer.parseInt(args[1]));
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		for (Answer answer : ANSWERS) {
			Report report = benchmark.measure(answer);
			out.printf("## %s, answer of %,d bytes%n%n%s%n%s%n", args[0], answer.length(), report.targets(TARGETS),
					report.ratios(COMPARED));
		}
	}

	private Report measure(Answer answer) throws IOException, InterruptedException {
		Map<String, List<Measurement>> measurements = new HashMap<>();
		List<Target> order = new ArrayList<>(this.targets);
		for (int round = 1 - WARM_UP_ROUNDS; round <= this.rounds; round++) {
			for (Target target : order) {
				Measurement measurement = measure(target, answer);
				System.err.printf("%s %s, %s: %,.0f req/s%n", answer.path(), target.name(),
						(round > 0) ? "round " + round : "warm-up", measurement.requestsPerSecond());
				if (round > 0) {
					measurements.computeIfAbsent(target.name(), (name) -> new ArrayList<>()).add(measurement);
				}
			}
			// None of them always comes first.
			Collections.rotate(order, 1);
		}
		return new Report(measurements);
	}

	private Measurement measure(Target target, Answer answer) throws IOException, InterruptedException {
		Duration cpuBefore = this.servers.cpuTime();
		LatencyHistogram latencies = this.load.run(target, answer);
		double cpuNanos = this.servers.cpuTime().minus(cpuBefore).toNanos();
		if (latencies.count() == 0) {
			throw new IOException("'%s' answered no request".formatted(target.name()));
		}
		return new Measurement(latencies.count() * 1e9 / this.load.duration().toNanos(),
				latencies.percentile(0.5) / 1e3, latencies.percentile(0.99) / 1e3, cpuNanos / latencies.count() / 1e3);
	}

}
