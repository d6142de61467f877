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

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.FreePorts;
import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.faults.MeasuredTraffic.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that instances which may outlive their supervisor do, and that the next one takes
 * them over.
 */
@EnabledOnOs(OS.LINUX)
class SurvivingInstancesIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private static final int CLIENTS = 40;

	private static final OutcomeTable TABLE = new OutcomeTable("surviving-instances", "supervisor's end", "clients",
			"requests", "failed meanwhile", "longest gap");

	@TempDir
	Path temporary;

	@Test
	void instancesAndTheirClientsAreTakenOverByTheNextSupervisor() throws Exception {
		int port = FreePorts.find(1);
		Path state = this.temporary.resolve("state");
		try (FaultyCluster first = start(port, state)) {
			Map<String, Integer> pinned = visitWhileOneIsDrained(first);
			Awaitility.await().atMost(TIMEOUT).until(() -> Files.size(state.resolve("affinity")) > 40);
			List<Long> pids = pids(first);
			assertAllHear(first, List.of("one"));
			try (MeasuredTraffic traffic = new MeasuredTraffic(port, "127.0.41", CLIENTS, 20, 5)) {
				traffic.awaitAnswers(3);
				first.application().killAlone();
				try (FaultyCluster second = start(port, state)) {
					traffic.awaitAnswers(3);
					traffic.close();
					assertThatNobodyMoved("killed", traffic);
					assertThat(pids(second)).isEqualTo(pids);
					assertThat(List.of(0, 1)).allSatisfy((index) -> {
						assertThat(second.generation(index)).isEqualTo(1);
						assertThat(second.instance(index).path("adoptedAt").isString()).isTrue();
						// Written while nobody was there to read it
						assertThat(second.tail(index)).contains("this instance serves on for 60s");
					});
					assertThat(visit(second, pinned.keySet())).isEqualTo(pinned);
					assertAllHear(second, List.of("one", "two"));
					crash(second, 1);
					handOver(second, port, state, pinned);
				}
			}
			assertThat(first.application().processes()).isEmpty();
		}
	}

	@Test
	void instancesThatNobodyTakesOverEndByThemselves() throws IOException {
		Path state = this.temporary.resolve("state");
		try (FaultyCluster cluster = FaultyCluster.start(this.temporary, "--sticky.cluster.base-port=0",
				"--sticky.cluster.instances=1", "--sticky.cluster.survive-supervisor=2s",
				"--sticky.cluster.state-directory=" + state)) {
			cluster.application().killAlone();
			Awaitility.await()
				.pollInterval(Duration.ofMillis(100))
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(cluster.application().processes()).isEmpty());
		}
		assertThat(output(state)).contains("this instance serves on for 2s", "no other one came within 2s",
				"Graceful shutdown complete");
	}

	private FaultyCluster start(int port, Path state) {
		return FaultyCluster.startOn(port, this.temporary, "--sticky.cluster.base-port=0",
				"--sticky.cluster.instances=2", "--sticky.cluster.min-ready=2",
				"--sticky.cluster.survive-supervisor=60s", "--sticky.cluster.state-directory=" + state);
	}

	/**
	 * Let clients come who would be given to an instance that takes none now, so that
	 * they are elsewhere than they would be found again.
	 */
	private static Map<String, Integer> visitWhileOneIsDrained(FaultyCluster cluster) throws IOException {
		cluster.request("/0", "drain");
		cluster.awaitState(0, "DRAINING");
		List<String> clients = IntStream.rangeClosed(1, CLIENTS).mapToObj((host) -> "127.0.42." + host).toList();
		Map<String, Integer> pinned = visit(cluster, clients);
		assertThat(pinned.values()).containsOnly(1);
		cluster.request("/0", "undrain");
		cluster.awaitState(0, "UP");
		return pinned;
	}

	private static Map<String, Integer> visit(FaultyCluster cluster, Iterable<String> clients) throws IOException {
		Map<String, Integer> instances = new TreeMap<>();
		for (String address : clients) {
			try (KeepAliveClient client = cluster.client(address)) {
				instances.put(address, client.get("/who").instance());
			}
		}
		return instances;
	}

	/**
	 * Let each instance say the last of some words, and make sure that each hears each
	 * word of each once.
	 */
	private static void assertAllHear(FaultyCluster cluster, List<String> words) throws IOException {
		String last = words.get(words.size() - 1);
		for (int index = 0; index < 2; index++) {
			ask(cluster, index, "/bus/say?text=" + last + index);
		}
		String[] expected = words.stream().flatMap((word) -> Stream.of(word + 0, word + 1)).toArray(String[]::new);
		for (int index = 0; index < 2; index++) {
			int receiver = index;
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> ask(cluster, receiver, "/bus/heard"), (heard) -> heard.length >= expected.length);
			assertThat(ask(cluster, receiver, "/bus/heard")).containsExactlyInAnyOrder(expected);
		}
	}

	private static String[] ask(FaultyCluster cluster, int index, String path) throws IOException {
		for (int host = 1; host < 255; host++) {
			try (KeepAliveClient client = cluster.client("127.0.43." + host)) {
				if (client.get("/who").instance() == index) {
					String answer = client.get(path).body();
					return answer.isEmpty() ? new String[0] : JsonMapper.shared().readValue(answer, String[].class);
				}
			}
		}
		throw new AssertionError("No client comes to instance " + index);
	}

	private static void assertThatNobodyMoved(String end, MeasuredTraffic traffic) {
		List<Outcome> outcomes = traffic.outcomes().toList();
		List<Outcome> answered = outcomes.stream().filter((outcome) -> outcome.failure() == null).toList();
		assertThat(answered).filteredOn((outcome) -> outcome.owner() != -1)
			.allSatisfy((outcome) -> assertThat(outcome.instance()).isEqualTo(outcome.owner()));
		assertThat(answered).extracting(Outcome::instance).contains(0, 1);
		long gap = answered.stream()
			.filter((outcome) -> outcome.owner() != -1)
			.mapToLong((outcome) -> outcome.end() - outcome.ownedAt())
			.max()
			.orElseThrow();
		TABLE.add(end, CLIENTS, outcomes.size(), outcomes.size() - answered.size(),
				TimeUnit.NANOSECONDS.toMillis(gap) + " ms");
	}

	private static void crash(FaultyCluster cluster, int index) {
		FaultyCluster.signal("KILL", cluster.process(index).pid());
		Awaitility.await().atMost(TIMEOUT).until(() -> cluster.generation(index) == 2);
		cluster.awaitState(index, "UP");
		assertThat(cluster.instance(index).path("adoptedAt").isString()).isFalse();
	}

	/**
	 * Let a supervisor end without its instances, and then the next one with them.
	 */
	private void handOver(FaultyCluster cluster, int port, Path state, Map<String, Integer> pinned) throws Exception {
		List<Long> pids = pids(cluster);
		cluster.request("", "hand-over");
		assertThat(cluster.application().awaitExit()).isEqualTo(75);
		try (FaultyCluster last = start(port, state)) {
			assertThat(pids(last)).isEqualTo(pids);
			assertThat(last.generation(1)).isEqualTo(2);
			assertThat(visit(last, pinned.keySet())).isEqualTo(pinned);
			last.application().terminate();
			last.application().awaitExit();
			Awaitility.await().atMost(TIMEOUT).until(() -> cluster.application().processes().isEmpty());
		}
		assertThat(instanceFiles(state)).isEmpty();
	}

	private static List<Long> pids(FaultyCluster cluster) {
		return IntStream.range(0, 2).mapToObj((index) -> cluster.process(index).pid()).toList();
	}

	private static List<Path> instanceFiles(Path state) throws IOException {
		List<Path> found = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(state, "instance-*")) {
			files.forEach(found::add);
		}
		return found;
	}

	private static String output(Path state) throws IOException {
		return Files.readString(state.resolve("instance-0-1.out"));
	}

}
