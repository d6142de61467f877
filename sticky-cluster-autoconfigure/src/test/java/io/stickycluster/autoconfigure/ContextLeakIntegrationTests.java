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

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.stickycluster.app.ApplicationProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an instance that is restarted or replaced over and over leaves nothing
 * behind in the supervisor's JVM.
 */
class ContextLeakIntegrationTests {

	// Too small for the contexts of all restarts, and soft references do not last
	private static final List<String> JVM = List.of("-Xmx96m", "-XX:SoftRefLRUPolicyMSPerMB=0");

	@ParameterizedTest
	@CsvSource({ "tomcat, RESTART, CONTEXT, 20, 40", "netty, RESTART, CONTEXT, 20, 40",
			"tomcat, RELOAD, CONTEXT, 8, 16", "tomcat, RELOAD, PROCESS, 4, 8" })
	void changesLeaveNothingBehind(String server, String action, String isolation, int warm, int changes) {
		List<String> args = new ArrayList<>(List.of(String.valueOf(changes), String.valueOf(warm), server, action,
				"--server.port=0", "--sticky.cluster.base-port=0", "--sticky.cluster.instances=1",
				"--sticky.cluster.drain-timeout=0", "--sticky.cluster.reload.survive=0",
				"--sticky.cluster.reload.canary-pause=0", "--sticky.cluster.reload.close-spread=0",
				"--logging.level.root=warn"));
		args.addAll(ApplicationProcess.isolation(isolation));
		try (ApplicationProcess application = ApplicationProcess.ofMain(RestartingApplication.class, JVM,
				args.toArray(String[]::new))) {
			RestartingApplication.Usage before = usage(application, warm);
			for (int change = warm; change <= changes; change += warm) {
				application.awaitLine("^restarted " + change + "$");
			}
			RestartingApplication.Usage after = usage(application, changes);
			application.awaitLine("^closed$");
			assertThat(application.awaitExit()).isZero();
			assertThat(after.contexts()).isZero();
			assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads());
			assertThat(after.files()).as("files").isLessThanOrEqualTo(before.files());
			assertThat(after.sockets()).as("sockets").isLessThanOrEqualTo(before.sockets());
		}
	}

	private static RestartingApplication.Usage usage(ApplicationProcess application, int restart) {
		Matcher line = application.awaitLine("^restart " + restart
				+ ": Usage\\[contexts=(\\d+), threads=(\\d+), files=(\\d+), sockets=(\\d+), classes=(\\d+)]");
		return new RestartingApplication.Usage(Long.parseLong(line.group(1)), Integer.parseInt(line.group(2)),
				Long.parseLong(line.group(3)), Long.parseLong(line.group(4)), Integer.parseInt(line.group(5)));
	}

}
