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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.FaultyApplication;
import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.app.TestJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing outlives a supervisor that is killed, whatever its instances do at
 * that moment.
 */
@EnabledOnOs(OS.LINUX)
class KilledSupervisorIntegrationTests {

	/**
	 * 5 seconds are promised; a machine that is busy with other builds has more.
	 */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(15);

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private static final OutcomeTable TABLE = new OutcomeTable("killed-supervisor", "instances", "processes",
			"gone after");

	@TempDir
	Path temporary;

	@Test
	void instancesInEachStateEndWithTheirSupervisor() throws Exception {
		try (FaultyCluster cluster = FaultyCluster.start(this.temporary, "--sticky.cluster.base-port=0",
				"--sticky.cluster.instances=6", "--sticky.cluster.min-ready=6", "--sticky.cluster.drain-timeout=10m",
				"--sticky.cluster.restart-delay=10m", "--sticky.cluster.max-restart-delay=10m",
				"--sticky.cluster.kill-timeout=10m", "--sticky.cluster.liveness-timeout=10m");
				KeepAliveClient up = cluster.client(cluster.addressOn("127.0.17", 0));
				KeepAliveClient draining = cluster.client(cluster.addressOn("127.0.17", 1))) {
			ProcessHandle child = cluster.startChild(up);
			draining.send("POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
			Awaitility.await().atMost(TIMEOUT).until(() -> cluster.instance(1).path("activeRequests").asInt() == 1);
			cluster.request("/1", "restart");
			cluster.plan("stopping", 2, "hang");
			cluster.request("/2", "stop");
			cluster.plan("starting", 3, "hang");
			cluster.request("/3", "restart");
			cluster.awaitState(1, "DRAINING");
			cluster.awaitStruck("stopping", 2);
			cluster.awaitStruck("starting", 3);
			FaultyCluster.signal("KILL", cluster.process(5).pid());
			cluster.awaitState(5, "BACKING_OFF");
			FaultyCluster.signal("STOP", cluster.process(4).pid());
			assertThat(List.of(0, 1, 2, 3, 4, 5)).extracting(cluster::state)
				.containsExactly("UP", "DRAINING", "STOPPING", "STARTING", "UP", "BACKING_OFF");
			assertThat(cluster.application().processes()).contains(child).hasSizeGreaterThanOrEqualTo(12);
			killSupervisor(
					"UP with a child, DRAINING, hung in STOPPING, hung in STARTING of a restart, BACKING_OFF, SIGSTOP",
					cluster.application());
		}
	}

	@Test
	void instancesThatHaveJustBeenLaunchedEndWithTheirSupervisor() {
		try (ApplicationProcess application = ApplicationProcess.ofMain(FaultyApplication.class, List.of("-Xmx256m"),
				"--server.port=0", "--sticky.cluster.base-port=0", "--sticky.cluster.instances=3",
				"--sticky.cluster.isolation=process", TestJvm.ofInstances("-Xmx96m"),
				"--sticky.cluster.start-concurrency=3", "--faults.directory=" + this.temporary)) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.atMost(TIMEOUT)
				.until(() -> application.processes().size() >= 4);
			killSupervisor("just launched", application);
		}
	}

	@Test
	void programsAndTheirChildrenEndWithTheirSupervisor() throws Exception {
		Path script = Files.writeString(this.temporary.resolve("server.py"), """
				import http.server, signal, subprocess, sys
				signal.signal(signal.SIGTERM, signal.SIG_IGN)
				subprocess.Popen(['sleep', '1000'])
				class Handler(http.server.BaseHTTPRequestHandler):
				    def do_GET(self):
				        self.send_response(204)
				        self.end_headers()
				http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
				""");
		try (ApplicationProcess application = ApplicationProcess.ofMain(ServletApplication.class, List.of("-Xmx256m"),
				"--server.port=0", "--sticky.cluster.base-port=0", "--sticky.cluster.instances=2",
				"--sticky.cluster.min-ready=2", "--sticky.cluster.isolation=command",
				"--sticky.cluster.command.line=python3 " + script + " ${PORT}")) {
			application.awaitGatewayPort();
			assertThat(application.processes()).hasSizeGreaterThanOrEqualTo(7);
			killSupervisor("programs that ignore SIGTERM, with children", application);
		}
	}

	private static void killSupervisor(String instances, ApplicationProcess application) {
		int processes = application.processes().size();
		long start = System.nanoTime();
		application.killAlone();
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.atMost(END_TIMEOUT)
			.untilAsserted(() -> assertThat(application.processes()).isEmpty());
		TABLE.add(instances, processes, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
	}

}
