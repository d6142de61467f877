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

package io.stickycluster.benchmarks.micro;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints a table in Markdown.
 */
public final class MicroBenchmarks {

	private static final int MANY_CLIENTS = 1_000_000;

	private MicroBenchmarks() {
	}

	/**
	 * Measure and print.
	 * @param args {@code --quick} to only see that it works
	 * @throws RunnerException if a benchmark fails
	 */
	public static void main(String[] args) throws RunnerException {
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		out.println("| | instances | ns | ± (99.9 %) | bytes allocated |");
		out.println("| --- | --- | --- | --- | --- |");
		for (RunResult result : run(Arrays.asList(args).contains("--quick"))) {
			out.println(row(result));
		}
		long retained = RetainedMemory.ofClients(MANY_CLIENTS);
		out.printf(Locale.ROOT, "%nAn affinity table with %,d clients has %,.1f MB (%.0f bytes for each client).%n",
				MANY_CLIENTS, retained / 1e6, (double) retained / MANY_CLIENTS);
	}

	private static Collection<RunResult> run(boolean quick) throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder().include("io\\.stickycluster\\..*Benchmark\\.")
			.addProfiler(GCProfiler.class)
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true)
			.forks(1)
			.warmupIterations(quick ? 1 : 5)
			.measurementIterations(quick ? 2 : 5)
			.warmupTime(TimeValue.milliseconds(quick ? 100 : 1000))
			.measurementTime(TimeValue.milliseconds(quick ? 100 : 1000));
		return new Runner(options.build()).run();
	}

	private static String row(RunResult result) {
		Result<?> time = result.getPrimaryResult();
		Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
		String instances = result.getParams().getParam("instances");
		return String.format(Locale.ROOT, "| %s | %s | %,.0f | %,.0f | %,.0f |", title(result),
				(instances != null) ? instances : "", time.getScore(), time.getScoreError(),
				(allocated != null) ? allocated.getScore() : Double.NaN);
	}

	private static String title(RunResult result) {
		String name = result.getParams().getBenchmark();
		return switch (name.substring(name.lastIndexOf('.') + 1)) {
			case "knownClient" -> "affinity of a known client, same connection";
			case "knownClientByKey" -> "affinity of a known client, new connection";
			case "unknownClient" -> "affinity of a new client, full table";
			case "signedCookie" -> "affinity cookie, first request of a connection";
			case "hashedHeader" -> "affinity by a header";
			case "relayed" -> "request head: decoded, checked, rewritten, encoded";
			case "unchanged" -> "request head: decoded and encoded only";
			default -> name;
		};
	}

}
