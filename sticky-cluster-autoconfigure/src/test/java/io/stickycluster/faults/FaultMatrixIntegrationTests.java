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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import io.stickycluster.app.FreePorts;
import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.faults.MeasuredTraffic.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a fault of one instance in a process of its own does to it, to its
 * clients and to those of the others, for each state that it can be in.
 */
@EnabledOnOs(OS.LINUX)
class FaultMatrixIntegrationTests {

	private static final int INSTANCES = 3;

	/**
	 * The instance whose log file is on a full disk.
	 */
	private static final int WITHOUT_DISK = 1;

	private static final int CLIENTS = 15;

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private static final Set<String> ENDED_BY_ITSELF = Set.of("ENDED", "ERROR", "OUT_OF_MEMORY");

	/**
	 * The gateway's answer, or what Tomcat answers to a request that comes in when it is
	 * just being closed.
	 */
	private static final Set<String> ENDED_IN_PROGRESS = Set.of("status 502", "status 400", "status 503");

	private static final OutcomeTable TABLE = new OutcomeTable("fault-matrix", "state", "fault", "the instance",
			"last failure", "its clients: requests, errors, slowest", "other clients: requests, errors, slowest");

	@TempDir
	static Path temporary;

	private static FaultyCluster cluster;

	private static int cell;

	private int index;

	private String network;

	private List<String> states = List.of();

	@BeforeAll
	static void start() throws IOException {
		Path logs = Files.createDirectory(temporary.resolve("logs"));
		Files.createSymbolicLink(logs.resolve("app-" + WITHOUT_DISK + ".log"), Path.of("/dev/full"));
		int basePort = FreePorts.find(INSTANCES);
		cluster = FaultyCluster.start(Files.createDirectory(temporary.resolve("faults")),
				"--sticky.cluster.base-port=" + basePort, "--sticky.cluster.instances=" + INSTANCES,
				"--sticky.cluster.min-ready=" + INSTANCES, "--sticky.cluster.ready-timeout=30s",
				"--sticky.cluster.restart-delay=100ms", "--sticky.cluster.max-restart-delay=500ms",
				"--sticky.cluster.stable-after=0", "--sticky.cluster.max-restarts=1000",
				"--sticky.cluster.max-configuration-restarts=0", "--sticky.cluster.heartbeat-interval=500ms",
				"--sticky.cluster.liveness-timeout=4s", "--sticky.cluster.kill-timeout=4s",
				"--sticky.cluster.drain-timeout=60s", "--spring.lifecycle.timeout-per-shutdown-phase=2s",
				"--sticky.cluster.logs.file=" + logs.resolve("app.log"));
	}

	@AfterAll
	static void end() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@BeforeEach
	void next() {
		this.index = cell++ % INSTANCES;
		this.network = "127.0." + (20 + cell);
		cluster.awaitReady(INSTANCES);
	}

	@ParameterizedTest(name = "{1} in state {0}")
	@CsvSource({ "DRAINING, exit 1, ERROR", "DRAINING, KILL, SIGNAL", "DRAINING, STOP, UNRESPONSIVE",
			"UP, exit 0, ENDED", "UP, exit 1, ERROR", "UP, out of memory, OUT_OF_MEMORY", "UP, KILL, SIGNAL",
			"UP, TERM, SIGNAL", "UP, STOP, UNRESPONSIVE", "UP, link cut, ERROR", "STARTING, exit 1, ERROR",
			"STARTING, KILL, SIGNAL", "STARTING, configuration error, CONFIGURATION", "STOPPING, out of memory,",
			"STOPPING, KILL,", "STOPPING, STOP," })
	void faultOfAnInstanceIsFeltByNoOthersClient(String state, String fault, String kind) throws Exception {
		strike(state, fault, kind);
	}

	@ParameterizedTest(name = "{1} in state {0}")
	@EnabledIfSystemProperty(named = "sticky.faults", matches = "all")
	@CsvSource({ "DRAINING, exit 0, ENDED", "DRAINING, out of memory, OUT_OF_MEMORY", "DRAINING, TERM, SIGNAL",
			"DRAINING, link cut, ERROR", "STARTING, exit 0, ENDED", "STARTING, out of memory, OUT_OF_MEMORY",
			"STARTING, TERM, SIGNAL", "STARTING, STOP, NOT_READY", "STARTING, link cut, ERROR", "STOPPING, exit 1,",
			"STOPPING, TERM,", "STOPPING, link cut," })
	void rarerFaultOfAnInstanceIsFeltByNoOthersClient(String state, String fault, String kind) throws Exception {
		strike(state, fault, kind);
	}

	private void strike(String state, String fault, String kind) throws Exception {
		String address = cluster.addressOn("127.0.19", this.index);
		MeasuredTraffic traffic = new MeasuredTraffic(cluster.port(), this.network, CLIENTS, 100, 0);
		JsonNode instance;
		try (traffic;
				KeepAliveClient client = cluster.client(address);
				KeepAliveClient held = cluster.client(address)) {
			traffic.awaitAnswers(3);
			ProcessHandle child = cluster.startChild(client);
			int before = lines().size();
			int struckGeneration = cluster.generation(this.index) + (state.equals("STARTING") ? 1 : 0);
			reach(state, fault);
			if (isSignal(fault)) {
				FaultyCluster.signal(fault, cluster.process(this.index).pid());
			}
			else if (!isPlanned(state)) {
				cluster.strike(client, fault);
			}
			instance = recover(fault, struckGeneration);
			traffic.awaitAnswers(3);
			this.states = states(before);
			assertThat(child.isAlive()).isFalse();
		}
		report(state, fault, (kind != null) ? instance : null, traffic);
		if (kind != null) {
			assertThat(instance.path("lastFailureKind").asString()).isIn(kinds(fault, kind));
		}
		List<Outcome> failed = traffic.outcomes().filter((outcome) -> outcome.failure() != null).toList();
		if (ENDED_BY_ITSELF.contains(String.valueOf(kind))) {
			// A request that was in progress there may be what ended it, and is not tried
			// on another one
			assertThat(failed).allSatisfy((outcome) -> {
				assertThat(outcome.owner()).isEqualTo(this.index);
				assertThat(outcome.failure()).isIn(ENDED_IN_PROGRESS);
			});
		}
		else {
			assertThat(failed).isEmpty();
		}
	}

	@Test
	void takenPortIsTriedAgainUntilItIsFree() throws Exception {
		MeasuredTraffic traffic = new MeasuredTraffic(cluster.port(), this.network, CLIENTS, 100, 0);
		try (traffic) {
			traffic.awaitAnswers(3);
			int port = cluster.instance(this.index).path("port").asInt();
			int before = lines().size();
			cluster.request("/" + this.index, "stop");
			cluster.awaitState(this.index, "STOPPED");
			try (ServerSocket thief = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				cluster.request("/" + this.index, "start");
				Awaitility.await()
					.atMost(TIMEOUT)
					.until(() -> cluster.instance(this.index)
						.path("lastFailureKind")
						.asString("")
						.equals("PORT_IN_USE"));
			}
			cluster.awaitState(this.index, "UP");
			traffic.awaitAnswers(3);
			this.states = states(before);
		}
		report("STARTING", "port taken", cluster.instance(this.index), traffic);
		assertThat(traffic.outcomes().filter((outcome) -> outcome.failure() != null)).isEmpty();
	}

	@Test
	void fullDiskForLogsDisturbsNobody() throws Exception {
		MeasuredTraffic traffic = new MeasuredTraffic(cluster.port(), this.network, CLIENTS, 100, 0);
		try (traffic) {
			traffic.awaitAnswers(10);
		}
		this.index = WITHOUT_DISK;
		report("UP", "disk full for its log", null, traffic);
		assertThat(traffic.outcomes().filter((outcome) -> outcome.failure() != null)).isEmpty();
		assertThat(Files.readString(temporary.resolve("logs/app-0.log"))).contains("Started FaultyApplication");
		assertThat(cluster.tail(WITHOUT_DISK)).contains("Started FaultyApplication");
		assertThat(cluster.application().output()).contains("No space left on device");
	}

	/**
	 * Bring the instance into a state, and keep it there until the fault.
	 */
	private void reach(String state, String fault) {
		switch (state) {
			case "STARTING", "STOPPING" -> {
				String moment = state.toLowerCase();
				cluster.plan(moment, this.index, isSignal(fault) ? "hang" : fault);
				cluster.request("/" + this.index, "restart");
				cluster.awaitStruck(moment, this.index);
			}
			case "DRAINING" -> {
				cluster.request("/" + this.index, "drain");
				cluster.awaitState(this.index, state);
			}
			default -> assertThat(cluster.state(this.index)).isEqualTo(state);
		}
	}

	/**
	 * Wait until the instance is up again.
	 * @return the instance as it was when it had just been launched again
	 */
	private JsonNode recover(String fault, int struckGeneration) {
		if (fault.equals("configuration error")) {
			cluster.awaitState(this.index, "FAILED");
			cluster.request("/" + this.index, "start");
		}
		JsonNode launched = Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> cluster.instance(this.index),
					(instance) -> instance.path("generation").asInt() > struckGeneration);
		cluster.awaitState(this.index, "UP");
		return launched;
	}

	private static boolean isSignal(String fault) {
		return fault.equals(fault.toUpperCase());
	}

	private static boolean isPlanned(String state) {
		return state.equals("STARTING") || state.equals("STOPPING");
	}

	private static Set<String> kinds(String fault, String kind) {
		// Where the kernel's counters cannot be read, it may have been its OOM killer
		return fault.equals("KILL") ? Set.of(kind, "KILLED_BY_SYSTEM") : Set.of(kind);
	}

	private List<String> states(int before) {
		Pattern transition = Pattern.compile("Instance " + this.index + " \\(generation \\d+\\): \\w+ -> (\\w+)");
		return lines().stream()
			.skip(before)
			.flatMap((line) -> transition.matcher(line).results())
			.map((match) -> match.group(1))
			.toList();
	}

	private static List<String> lines() {
		return cluster.application().output().lines().toList();
	}

	private void report(String state, String fault, JsonNode instance, MeasuredTraffic traffic) {
		Set<String> own = traffic.outcomes()
			.filter((outcome) -> outcome.owner() == this.index)
			.map(Outcome::client)
			.collect(Collectors.toSet());
		TABLE.add(state, fault, this.states.isEmpty() ? "stays " + state : String.join(" → ", this.states),
				(instance != null) ? instance.path("lastFailureKind").asString() + ": "
						+ instance.path("lastFailure").asString().lines().findFirst().orElse("") : "",
				summary(traffic.outcomes().filter((outcome) -> own.contains(outcome.client())).toList()),
				summary(traffic.outcomes().filter((outcome) -> !own.contains(outcome.client())).toList()));
	}

	private static String summary(List<Outcome> outcomes) {
		List<String> failures = outcomes.stream().map(Outcome::failure).filter(Objects::nonNull).toList();
		return "%d, %s, %d ms".formatted(outcomes.size(), failures.isEmpty() ? "0" : failures,
				outcomes.stream().mapToLong(Outcome::millis).max().orElse(0));
	}

}
