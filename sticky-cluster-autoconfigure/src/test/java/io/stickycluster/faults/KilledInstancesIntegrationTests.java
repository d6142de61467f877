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

package io.stickycluster.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.faults.MeasuredTraffic.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a cluster that loses one instance after the other while it serves.
 */
@EnabledOnOs(OS.LINUX)
class KilledInstancesIntegrationTests {

	private static final int INSTANCES = 4;

	private static final int CLIENTS = 100;

	private static final long SECONDS = Long.getLong("sticky.kill-seconds", 20);

	private static final long INTERVAL_SECONDS = 2;

	/**
	 * How many deaths a request outlives: it might be the reason of more.
	 */
	private static final int REPEATED_DEATHS = 1;

	private static final Duration DELIVERY = Duration.ofSeconds(1);

	private final List<Kill> kills = new CopyOnWriteArrayList<>();

	@TempDir
	Path temporary;

	@Test
	void killedInstancesCostNoOthersClientAnything() throws Exception {
		try (FaultyCluster cluster = FaultyCluster.start(this.temporary, "--sticky.cluster.base-port=0",
				"--sticky.cluster.instances=" + INSTANCES, "--sticky.cluster.min-ready=" + INSTANCES,
				"--sticky.cluster.restart-delay=0", "--sticky.cluster.max-restarts=1000",
				// An instance of four is lost all the time: more than it is meant for
				"--sticky.cluster.gateway.retry-budget=1")) {
			MeasuredTraffic traffic = new MeasuredTraffic(cluster.port(), "127.0.18", CLIENTS, 100, 10);
			try (traffic) {
				traffic.awaitAnswers(3);
				killFor(SECONDS, cluster);
				cluster.awaitReady(INSTANCES);
				traffic.awaitAnswers(3);
			}
			List<Outcome> moved = traffic.outcomes().filter(this::isOfKilled).toList();
			List<Outcome> others = traffic.outcomes().filter((outcome) -> !isOfKilled(outcome)).toList();
			report(moved, others);
			assertThat(this.kills).hasSizeGreaterThan(1);
			assertThat(moved).anyMatch((outcome) -> outcome.failure() == null);
			assertThat(others).noneMatch(KilledInstancesIntegrationTests::isFailure);
			assertThat(moved).noneMatch(
					(outcome) -> isFailure(outcome) && !outcome.post() && deathsDuring(outcome) <= REPEATED_DEATHS);
		}
	}

	private void killFor(long seconds, FaultyCluster cluster) throws Exception {
		ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
		try {
			ScheduledFuture<?> killing = executor.scheduleAtFixedRate(() -> killOne(cluster), 0, INTERVAL_SECONDS,
					TimeUnit.SECONDS);
			executor.schedule(() -> killing.cancel(false), seconds, TimeUnit.SECONDS).get();
		}
		finally {
			executor.shutdown();
			assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		}
	}

	/**
	 * Kill the next one that is up, unless it is the last: a machine that is too slow to
	 * start one every two seconds would have none.
	 */
	private void killOne(FaultyCluster cluster) {
		int last = this.kills.isEmpty() ? -1 : this.kills.get(this.kills.size() - 1).index();
		List<Integer> up = IntStream.rangeClosed(1, INSTANCES)
			.mapToObj((step) -> Math.floorMod(last + step, INSTANCES))
			.filter((index) -> cluster.state(index).equals("UP"))
			.toList();
		if (up.size() > 1) {
			ProcessHandle process = cluster.process(up.get(0));
			long before = System.nanoTime();
			process.destroyForcibly();
			process.onExit().join();
			// Answers that it gave just before may still be on their way
			this.kills.add(new Kill(up.get(0), before, System.nanoTime() + DELIVERY.toNanos()));
		}
	}

	/**
	 * Return whether the client's instance was killed after it had last answered.
	 */
	private boolean isOfKilled(Outcome outcome) {
		return this.kills.stream()
			.anyMatch((kill) -> kill.index() == outcome.owner() && kill.after() - outcome.ownedAt() > 0
					&& outcome.end() - kill.before() > 0);
	}

	/**
	 * Return how many instances died while the client waited: on a slow machine the one
	 * that had taken the request over may be the next.
	 */
	private long deathsDuring(Outcome outcome) {
		return this.kills.stream()
			.filter((kill) -> kill.after() - DELIVERY.toNanos() - outcome.start() > 0)
			.filter((kill) -> outcome.end() - kill.before() > 0)
			.count();
	}

	private static boolean isFailure(Outcome outcome) {
		return outcome.failure() != null;
	}

	private void report(List<Outcome> moved, List<Outcome> others) {
		OutcomeTable table = new OutcomeTable("killed-instances", "clients", "requests", "failed GETs", "failed POSTs",
				"slowest");
		add(table, "of the %d killed instances, first request since".formatted(this.kills.size()), moved);
		add(table, "of the others", others);
	}

	private static void add(OutcomeTable table, String clients, List<Outcome> outcomes) {
		table.add(clients, outcomes.size(), failures(outcomes, false), failures(outcomes, true),
				outcomes.stream().mapToLong(Outcome::millis).max().orElse(0) + " ms");
	}

	private static List<String> failures(List<Outcome> outcomes, boolean post) {
		return outcomes.stream()
			.filter((outcome) -> outcome.post() == post)
			.filter(KilledInstancesIntegrationTests::isFailure)
			.map(Outcome::failure)
			.toList();
	}

	/**
	 * The death of an instance, which came between two moments.
	 *
	 * @param index the instance
	 * @param before the moment before
	 * @param after the moment after
	 */
	private record Kill(int index, long before, long after) {

	}

}
