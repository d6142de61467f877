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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.stickycluster.faults.MeasuredTraffic.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a reload while clients of every sort use the cluster: what they notice is
 * counted here.
 */
class ReloadUnderLoadIntegrationTests {

	private static final int INSTANCES = 4;

	private static final int CLIENTS = 200;

	private static final int WEB_SOCKETS = Integer.getInteger("sticky.reload-websockets", 200);

	private static final int OTHERS = 20;

	private static final long REQUESTS = Long.getLong("sticky.reload-requests", 10_000);

	/**
	 * Time between two requests of a client, in milliseconds.
	 */
	private static final long PAUSE = Long.getLong("sticky.reload-pause", 150);

	@TempDir
	Path temporary;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void nobodyNoticesButWebSocketsAreToldToComeBack(boolean processes) throws Exception {
		try (FaultyCluster cluster = start(processes); OpenEnded open = new OpenEnded(cluster.port())) {
			MeasuredTraffic traffic = new MeasuredTraffic(cluster.port(), "127.0.20", CLIENTS, PAUSE, 5);
			long begun;
			long ended;
			try (traffic) {
				open.webSockets(WEB_SOCKETS);
				open.longPolls(OTHERS);
				open.eventStreams(OTHERS);
				int each = (int) (REQUESTS / CLIENTS);
				traffic.awaitAnswers(each / 2);
				begun = System.nanoTime();
				cluster.request("", "reload");
				JsonNode outcome = cluster.awaitOutcome();
				ended = System.nanoTime();
				assertThat(outcome.path("status").asString()).as(outcome.toString()).isEqualTo("COMPLETED");
				traffic.awaitAnswers(each - each / 2);
				open.awaitComebacks(WEB_SOCKETS);
				open.requireEcho();
			}
			List<Outcome> outcomes = traffic.outcomes().toList();
			report(processes, outcomes, begun, ended, open);
			assertThat(outcomes).hasSizeGreaterThanOrEqualTo((int) REQUESTS)
				.allMatch((outcome) -> outcome.failure() == null);
			assertThat(instancesOf(outcomes)).allSatisfy((client, instances) -> assertThat(instances).hasSize(1));
			assertThat(open.failures()).isEmpty();
			assertThat(open.closeCodes()).containsOnlyKeys(1012);
			assertThat(open.mostComebacks()).as("times that a WebSocket was moved").isOne();
			assertThat(open.streamsEnded()).isEqualTo(OTHERS);
			assertThat(open.polls()).isPositive();
		}
	}

	private FaultyCluster start(boolean processes) {
		String[] args = { "--sticky.cluster.base-port=0", "--sticky.cluster.instances=" + INSTANCES,
				"--sticky.cluster.min-ready=" + INSTANCES, "--sticky.cluster.drain-timeout=1s",
				"--sticky.cluster.reload.survive=1s", "--sticky.cluster.reload.canary-pause=1s",
				"--sticky.cluster.reload.close-spread=1s" };
		return processes ? FaultyCluster.start(this.temporary, args)
				: FaultyCluster.startInOneJvm(this.temporary, args);
	}

	private static Map<String, List<Integer>> instancesOf(List<Outcome> outcomes) {
		return outcomes.stream()
			.collect(Collectors.groupingBy(Outcome::client, Collectors.collectingAndThen(Collectors.toList(),
					(own) -> own.stream().map(Outcome::instance).distinct().toList())));
	}

	private static void report(boolean processes, List<Outcome> outcomes, long begun, long ended, OpenEnded open) {
		List<Outcome> before = outcomes.stream().filter((outcome) -> outcome.end() - begun < 0).toList();
		List<Outcome> during = outcomes.stream()
			.filter((outcome) -> outcome.end() - begun >= 0 && outcome.start() - ended <= 0)
			.toList();
		OutcomeTable table = new OutcomeTable("reload-under-load-" + (processes ? "process" : "context"), "requests",
				"failed", "in the reload", "p99 before", "p99 in the reload", "longest gap of a client",
				"WebSockets closed by", "event streams ended", "long polls", "failures of those");
		table.add(outcomes.size(), outcomes.stream().filter((outcome) -> outcome.failure() != null).count(),
				during.size(), percentile(before) + " ms", percentile(during) + " ms", longestGap(during) + " ms",
				open.closeCodes(), open.streamsEnded(), open.polls(), open.failures());
	}

	private static long percentile(List<Outcome> outcomes) {
		List<Long> sorted = outcomes.stream().map(Outcome::millis).sorted().toList();
		return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * 0.99));
	}

	private static long longestGap(List<Outcome> outcomes) {
		return outcomes.stream().max(Comparator.comparingLong(Outcome::millis)).map(Outcome::millis).orElse(0L);
	}

}
