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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.FailingApplication;
import io.stickycluster.app.MainWithWork;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a cluster in a JVM of its own.
 */
class LaunchedClusterIntegrationTests {

	private static final List<String> JVM = List.of("-Xmx256m");

	@ParameterizedTest
	@EachIsolation
	void workAfterRunIsDoneInTheInstancesOnly(Isolation isolation) {
		try (ApplicationProcess application = ApplicationProcess.ofMain(MainWithWork.class, JVM,
				RunningCluster.arguments(isolation, "--sticky.cluster.instances=2", "own:argument"))) {
			application.awaitGatewayPort();
			for (int index = 0; index < 2; index++) {
				application.awaitLine("work after run in instance " + index
						+ " of 1 registry, main got \\[own:argument], profiles \\[from-main]");
			}
			application.terminate();
			application.awaitExit();
			assertThat(application.output()).doesNotContain("work after run in instance none")
				.doesNotContain("Exception");
		}
	}

	@ParameterizedTest
	@EachIsolation
	void terminationStopsTheInstancesInReverseOrderAndLeavesNothing(Isolation isolation) {
		try (ApplicationProcess application = ApplicationProcess.ofMain(ServletApplication.class, JVM,
				RunningCluster.arguments(isolation, "--sticky.cluster.instances=3", "--sticky.cluster.min-ready=3"))) {
			application.awaitGatewayPort();
			application.terminate();
			assertThat(application.awaitExit()).isEqualTo(143);
			assertThat(application.output()).containsSubsequence("Instance 2 (generation 1): UP -> STOPPING",
					"Instance 2 (generation 1): STOPPING -> STOPPED", "Instance 1 (generation 1): UP -> STOPPING",
					"Instance 1 (generation 1): STOPPING -> STOPPED", "Instance 0 (generation 1): UP -> STOPPING",
					"Instance 0 (generation 1): STOPPING -> STOPPED");
		}
	}

	@ParameterizedTest
	@EachIsolation
	void applicationThatCannotStartExitsWithTheInstancesCause(Isolation isolation) {
		try (ApplicationProcess application = ApplicationProcess.ofMain(FailingApplication.class, JVM,
				RunningCluster.arguments(isolation, "--sticky.cluster.instances=2"))) {
			assertThat(application.awaitExit()).isEqualTo(1);
			assertThat(application.output()).contains("The cluster did not start", "no database here")
				.containsOnlyOnce("APPLICATION FAILED TO START");
		}
	}

	@Test
	void nonsenseForInstancesExitsWithTheProperty() {
		try (ApplicationProcess application = ApplicationProcess.ofMain(ServletApplication.class, JVM,
				"--server.port=0", "--sticky.cluster.instances=many")) {
			assertThat(application.awaitExit()).isEqualTo(1);
			assertThat(application.output()).contains("'sticky.cluster.instances' has the value 'many'", "Action:");
		}
	}

	@Test
	void plainApplicationReturnsFromRun() throws Exception {
		try (ApplicationProcess application = ApplicationProcess.ofMain(MainWithWork.class, JVM, "--server.port=0")) {
			application.awaitLine("work after run in instance none of 1 registry");
			int port = Integer.parseInt(application.awaitLine("Tomcat started on port (\\d+)").group(1));
			assertThat(get(port, "/who")).contains("\"nodeAppInstance\":null");
		}
	}

	private static String get(int port, String path) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString())
			.body();
	}

}
