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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.AssignedController;
import io.stickycluster.app.FreePorts;
import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.faults.MeasuredTraffic.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of instances that outlive their supervisor and have clients that do not need it:
 * they are connected directly, or through a proxy in front.
 */
@EnabledIfSystemProperty(named = "sticky.faults", matches = "all")
class SurvivingDirectClientsIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private static final int INSTANCES = 2;

	private static final int CLIENTS = 20;

	private static final OutcomeTable TABLE = new OutcomeTable("surviving-direct-clients", "mode", "requests", "failed",
			"longest");

	@TempDir
	Path temporary;

	@Test
	void clientsOfAssignedInstancesStayConnectedAndAssignmentsStayValid() throws Exception {
		int port = FreePorts.find(1);
		try (FaultyCluster first = start(port, "assign", 0)) {
			JsonNode assigned = ask(port, "/cluster/assign");
			int own = assigned.path("port").asInt();
			List<Long> pids = pids(first);
			try (MeasuredTraffic direct = new MeasuredTraffic(own, "127.0.44", CLIENTS, 20, 5)) {
				direct.awaitAnswers(3);
				first.application().killAlone();
				direct.awaitAnswers(3);
				assertThat(isValid(own, assigned)).isTrue();
				try (FaultyCluster second = start(port, "assign", 0)) {
					assertThat(pids(second)).isEqualTo(pids);
					JsonNode again = ask(port, "/cluster/assign");
					assertThat(again.path("port").asInt()).isEqualTo(own);
					assertThat(isValid(own, again)).as("what the next supervisor assigns").isTrue();
					direct.awaitAnswers(3);
					direct.close();
					assertNoneFailed("assign", List.of(direct));
					second.request("", "reload");
					assertThat(second.awaitOutcome().path("status").asString()).isEqualTo("COMPLETED");
					JsonNode last = ask(port, "/cluster/assign");
					assertThat(isValid(last.path("port").asInt(), last)).as("of the next generation").isTrue();
					// One that was told before, and connects after its instance was
					// replaced
					assertThat(isValid(last.path("port").asInt(), again)).isTrue();
					end(second);
				}
			}
		}
	}

	@Test
	void clientsOfAProxyInFrontDoNotNoticeThatTheSupervisorIsReplaced() throws Exception {
		int port = FreePorts.find(1);
		int base = FreePorts.find(INSTANCES);
		try (FaultyCluster first = start(port, "external", base)) {
			List<Long> pids = pids(first);
			// What a proxy does: it knows both ports, and no supervisor
			try (MeasuredTraffic zero = new MeasuredTraffic(base, "127.0.45", CLIENTS, 20, 5);
					MeasuredTraffic one = new MeasuredTraffic(base + 1, "127.0.46", CLIENTS, 20, 5)) {
				zero.awaitAnswers(3);
				first.application().killAlone();
				zero.awaitAnswers(3);
				try (FaultyCluster second = start(port, "external", base)) {
					assertThat(pids(second)).isEqualTo(pids);
					zero.awaitAnswers(3);
					one.awaitAnswers(3);
					zero.close();
					one.close();
					assertNoneFailed("external", List.of(zero, one));
					assertThat(new LoopbackClient("127.0.0.1", port).get("/actuator/cluster/config/nginx").body())
						.contains("server 127.0.0.1:" + base, "server 127.0.0.1:" + (base + 1))
						.doesNotContain("down;");
					second.request("", "reload");
					assertThat(second.awaitOutcome().path("status").asString()).isEqualTo("COMPLETED");
					assertThat(IntStream.range(0, INSTANCES).map((i) -> second.instance(i).path("port").asInt()))
						.containsExactly(base, base + 1);
					assertThat(pids(second)).doesNotContainAnyElementsOf(pids);
					end(second);
				}
			}
		}
	}

	private FaultyCluster start(int port, String mode, int base) {
		FaultyCluster cluster = FaultyCluster.startOn(port, this.temporary, "--sticky.cluster.routing.mode=" + mode,
				"--sticky.cluster.base-port=" + base, "--sticky.cluster.instances=" + INSTANCES,
				"--sticky.cluster.min-ready=" + INSTANCES, "--sticky.cluster.survive-supervisor=60s",
				"--sticky.cluster.state-directory=" + this.temporary.resolve("state"),
				"--sticky.cluster.drain-timeout=1s", "--sticky.cluster.reload.survive=0",
				"--sticky.cluster.reload.canary-pause=0", "--sticky.cluster.reload.close-spread=0",
				"--spring.main.sources=" + sources(mode));
		cluster.awaitReady(INSTANCES);
		return cluster;
	}

	private static String sources(String mode) {
		return mode.equals("assign") ? AssignedController.class.getName() : "";
	}

	private static JsonNode ask(int port, String path) {
		return new JsonMapper().readTree(new LoopbackClient("127.0.44.1", port).get(path).body());
	}

	private static boolean isValid(int port, JsonNode assignment) throws IOException {
		try (KeepAliveClient client = new KeepAliveClient("127.0.44.1", port)) {
			return client.get("/valid?token=" + assignment.path("token").asString()).body().equals("true");
		}
	}

	private static void assertNoneFailed(String mode, List<MeasuredTraffic> traffics) {
		List<Outcome> outcomes = traffics.stream().flatMap(MeasuredTraffic::outcomes).toList();
		List<Outcome> failed = outcomes.stream().filter((outcome) -> outcome.failure() != null).toList();
		TABLE.add(mode, outcomes.size(), failed.size(),
				outcomes.stream().mapToLong(Outcome::millis).max().orElse(0) + " ms");
		assertThat(failed).isEmpty();
	}

	private static List<Long> pids(FaultyCluster cluster) {
		return IntStream.range(0, INSTANCES).mapToObj((index) -> cluster.process(index).pid()).toList();
	}

	private static void end(FaultyCluster cluster) {
		cluster.application().terminate();
		cluster.application().awaitExit();
		Awaitility.await()
			.atMost(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
			.until(() -> cluster.application().processes().isEmpty());
	}

}
