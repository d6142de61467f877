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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.stickycluster.benchmarks.load.LatencyHistogram;
import io.stickycluster.benchmarks.load.Load;
import io.stickycluster.benchmarks.load.Workload;

/**
 * Whether the gateway grows in a long time at full load, with connections that come and
 * go.
 */
final class SoakSection implements Section {

	private static final int INSTANCES = 4;

	private static final int CONNECTIONS = 1_000;

	private static final int REQUESTS_PER_CONNECTION = 100;

	private static final int SAMPLES = 10;

	/**
	 * After that unused connections to instances are closed.
	 */
	private static final Duration REST = Duration.ofSeconds(35);

	private static final List<Workload> WORKLOADS = List.of(Workload.SMALL, Workload.LARGE, Workload.UPLOAD);

	private final Installation installation;

	private final Options options;

	SoakSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		Duration interval = this.options.quick() ? Duration.ofSeconds(2) : Duration.ofMinutes(1);
		try (Lineup lineup = Lineup.start(this.installation, InstanceKind.BARE, INSTANCES, Set.of(Contender.GATEWAY),
				List.of("-XX:NativeMemoryTracking=summary"))) {
			Contender gateway = lineup.contender(Contender.GATEWAY);
			// Code is compiled and pools are filled before.
			load(interval).run(gateway.target());
			Duration rest = this.options.quick() ? interval : REST;
			Sample before = atRest(gateway, rest);
			// Under load, samples take their time, too.
			Load load = load(interval.multipliedBy(SAMPLES).plusSeconds(20));
			ExecutorService executor = Executors.newSingleThreadExecutor();
			try {
				Future<LatencyHistogram> running = executor.submit(() -> load.run(gateway.target()));
				List<Sample> during = sample(gateway, running, interval);
				long requests = running.get(1, TimeUnit.MINUTES).count();
				Sample after = atRest(gateway, rest);
				compare(goals, before, after);
				return report(before, during, after, requests, load.duration());
			}
			catch (ExecutionException | TimeoutException ex) {
				throw new IOException("The load failed", ex);
			}
			finally {
				executor.shutdownNow();
			}
		}
	}

	private static Load load(Duration duration) {
		return Load.churning(CONNECTIONS, duration, WORKLOADS, REQUESTS_PER_CONNECTION);
	}

	private static Sample atRest(Contender gateway, Duration rest) throws IOException, InterruptedException {
		TimeUnit.NANOSECONDS.sleep(rest.toNanos());
		Sample sample = Sample.of(gateway);
		System.err.printf("soak, nobody connected: %s%n", sample);
		return sample;
	}

	/**
	 * Look at the gateway from time to time.
	 * @param gateway the gateway
	 * @param running the load
	 * @param interval the time between two looks
	 * @return what was seen
	 * @throws IOException if it cannot be looked at
	 * @throws InterruptedException if interrupted
	 * @throws ExecutionException if the load failed
	 */
	private static List<Sample> sample(Contender gateway, Future<?> running, Duration interval)
			throws IOException, InterruptedException, ExecutionException {
		List<Sample> samples = new ArrayList<>();
		long begin = System.nanoTime();
		for (int i = 0; i < SAMPLES; i++) {
			try {
				long due = interval.toNanos() * (i + 1);
				running.get(Math.max(0, due - (System.nanoTime() - begin)), TimeUnit.NANOSECONDS);
				throw new IOException("The load ended before its time");
			}
			catch (TimeoutException ex) {
				samples.add(Sample.of(gateway));
				System.err.printf("soak, %d of %d: %s%n", i + 1, SAMPLES, samples.get(i));
			}
		}
		return samples;
	}

	private static void compare(Goals goals, Sample before, Sample after) {
		goals.atMost("heap after a long time under load, of that before", 1.1,
				Spread.of(after.memory().heap() / before.memory().heap()));
		goals.atMost("direct memory after a long time under load, of that before", 1.1,
				Spread.of(after.memory().direct() / before.memory().direct()));
		goals.atMost("open files after a long time under load, of those before", 1.1,
				Spread.of((double) after.files() / before.files()));
	}

	private static String report(Sample before, List<Sample> during, Sample after, long requests, Duration duration) {
		Table table = new Table("minute", "heap, MB", "direct memory, MB", "resident, MB", "open files", "threads");
		table.row(before.cells("before"));
		for (int i = 0; i < during.size(); i++) {
			table.row(during.get(i).cells(Integer.toString(i + 1)));
		}
		table.row(after.cells("after"));
		return """
				### A long time under load

				%,d clients as fast as they get answers, a third each with small answers, answers of 64 KB and bodies of 64 KB, and a new connection after %d requests: %,d requests in %,d s. The heap are live objects after a collection; before and after there are no clients:

				%s
				"""
			.formatted(CONNECTIONS, REQUESTS_PER_CONNECTION, requests, duration.toSeconds(), table);
	}

}
