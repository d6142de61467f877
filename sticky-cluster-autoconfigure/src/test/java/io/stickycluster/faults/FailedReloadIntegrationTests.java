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
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of reloads whose new generation is no good: nobody notices but the operator.
 */
class FailedReloadIntegrationTests {

	private static final int INSTANCES = 3;

	private static final int CLIENTS = 50;

	@TempDir
	static Path temporary;

	private static FaultyCluster cluster;

	@BeforeAll
	static void start() {
		cluster = FaultyCluster.start(temporary, "--sticky.cluster.base-port=0",
				"--sticky.cluster.instances=" + INSTANCES, "--sticky.cluster.min-ready=" + INSTANCES,
				"--sticky.cluster.reload.survive=12s");
	}

	@AfterAll
	static void end() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			starting | exit 1           | did not start: Its process ended with exit code 1
			ready    | exit 1 after 3 s | was up for less than 12s: Its process ended with exit code 1
			starting | answer 500       | is not well: GET /actuator/health answered 500
			""")
	void oldGenerationServesAndTheCauseIsTold(String moment, String fault, String cause) throws Exception {
		List<Long> pids = pids();
		MeasuredTraffic traffic = new MeasuredTraffic(cluster.port(), "127.0.19", CLIENTS, 100, 10);
		try (traffic) {
			traffic.awaitAnswers(3);
			cluster.plan(moment, 0, fault);
			cluster.request("", "reload");
			JsonNode outcome = cluster.awaitOutcome();
			assertThat(outcome.path("status").asString()).isEqualTo("FAILED");
			assertThat(outcome.path("failure").asString()).contains("instance 0", cause);
			assertThat(outcome.path("progress").asString()).isEqualTo("the old generations serve");
			traffic.awaitAnswers(3);
		}
		assertThat(traffic.outcomes()).isNotEmpty().allMatch((outcome) -> outcome.failure() == null);
		assertThat(pids()).isEqualTo(pids);
		assertThat(cluster.cluster().path("arriving")).isEmpty();
		assertThat(cluster.cluster().path("leaving")).isEmpty();
	}

	private static List<Long> pids() {
		return IntStream.range(0, INSTANCES).mapToObj((index) -> cluster.instance(index).path("pid").asLong()).toList();
	}

}
