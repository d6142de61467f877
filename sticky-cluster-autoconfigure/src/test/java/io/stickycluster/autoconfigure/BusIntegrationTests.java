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

package io.stickycluster.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.BusApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.Instance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of messages between the instances of a running cluster.
 */
class BusIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private RunningCluster cluster;

	@AfterEach
	void close() {
		this.cluster.close();
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void eventReachesEachInstanceOfAJvmOnce() {
		start(Isolation.CONTEXT);
		assertEventsReachEachInstanceOnce();
	}

	@Test
	void instanceThatHangsDoesNotStopOthers() throws Exception {
		start(Isolation.PROCESS);
		assertEventsReachEachInstanceOnce();
		long pid = this.cluster.instance(2).pid();
		signal("STOP", pid);
		try {
			// More than everything between the supervisor and the hanging instance can
			// hold
			for (int i = 1; i <= 100; i++) {
				int sent = i;
				assertThat(this.cluster.ask(0, "/bus/send")).isEqualTo("true");
				Awaitility.await()
					.atMost(TIMEOUT)
					.pollInterval(Duration.ofMillis(5))
					.until(() -> this.cluster.ask(1, "/bus/received").equals(String.valueOf(sent)));
			}
		}
		finally {
			signal("CONT", pid);
		}
		this.cluster.ask(0, "/bus/say?text=back");
		Awaitility.await().atMost(TIMEOUT).until(() -> heard(2).contains("back"));
		assertThat(Integer.parseInt(this.cluster.ask(2, "/bus/received"))).isLessThan(100);
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::generation).containsExactly(1, 1, 1);
	}

	private void start(Isolation isolation) {
		this.cluster = RunningCluster.of(isolation, BusApplication.class, "--sticky.cluster.instances=3",
				"--sticky.cluster.liveness-timeout=5m");
		this.cluster.awaitReady(3);
	}

	private void assertEventsReachEachInstanceOnce() {
		for (int sender = 0; sender < 3; sender++) {
			this.cluster.ask(sender, "/bus/say?text=" + sender);
		}
		for (int index = 0; index < 3; index++) {
			int receiver = index;
			Awaitility.await().atMost(TIMEOUT).until(() -> heard(receiver).size() == 3);
		}
		// What came twice would come before these
		for (int sender = 0; sender < 3; sender++) {
			this.cluster.ask(sender, "/bus/say?text=end");
		}
		for (int index = 0; index < 3; index++) {
			int receiver = index;
			Awaitility.await().atMost(TIMEOUT).until(() -> heard(receiver).size() >= 6);
			assertThat(heard(receiver)).containsExactlyInAnyOrder("0", "1", "2", "end", "end", "end");
		}
	}

	private List<String> heard(int index) {
		return List.of(JsonMapper.shared().readValue(this.cluster.ask(index, "/bus/heard"), String[].class));
	}

	private static void signal(String name, long pid) throws IOException, InterruptedException {
		assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor()).isZero();
	}

}
