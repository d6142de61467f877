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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.autoconfigure.RestartingApplication.Usage;
import io.stickycluster.faults.OutcomeTable;

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
		observe(server, action, isolation, 1, warm, changes).assertThatNothingGrew();
	}

	@ParameterizedTest
	@EachIsolation
	@EnabledIfSystemProperty(named = "sticky.reloads", matches = "\\d+")
	void manyReloadsInARowLeaveNothingBehind(ClusterProperties.Isolation isolation) {
		int reloads = Integer.getInteger("sticky.reloads");
		OutcomeTable table = new OutcomeTable("reloads-in-a-row-" + isolation.name().toLowerCase(Locale.ROOT), "after",
				"threads", "files", "sockets", "heap", "classes", "processes", "ports");
		Observation observation = observe("tomcat", "RELOAD", isolation.name(), 2, reloads, 2 * reloads);
		observation.usages()
			.forEach((after, usage) -> table.add(after + " reloads", usage.threads(), usage.files(), usage.sockets(),
					usage.heap() + " KB", usage.classes(), usage.processes(), usage.ports()));
		observation.assertThatNothingGrew();
	}

	private static Observation observe(String server, String action, String isolation, int instances, int warm,
			int changes) {
		List<String> args = new ArrayList<>(List.of(String.valueOf(changes), String.valueOf(warm), server, action,
				"--server.port=0", "--sticky.cluster.base-port=0", "--sticky.cluster.instances=" + instances,
				"--sticky.cluster.drain-timeout=0", "--sticky.cluster.reload.survive=0",
				"--sticky.cluster.reload.canary-pause=0", "--sticky.cluster.reload.close-spread=0",
				"--logging.level.root=warn"));
		args.addAll(ApplicationProcess.isolation(isolation));
		try (ApplicationProcess application = ApplicationProcess.ofMain(RestartingApplication.class, JVM,
				args.toArray(String[]::new))) {
			for (int change = 1; change <= changes; change++) {
				application.awaitLine("^restarted " + change + "$");
			}
			Usage before = usage(application, warm);
			Usage after = usage(application, changes);
			String threads = threads(application, warm) + "\n" + threads(application, changes);
			application.awaitLine("^closed$");
			assertThat(application.awaitExit()).isZero();
			return new Observation(warm, before, changes, after, threads);
		}
	}

	private static String threads(ApplicationProcess application, int restart) {
		return application.awaitLine("^threads " + restart + ": .*").group();
	}

	private static Usage usage(ApplicationProcess application, int restart) {
		Matcher line = application.awaitLine("^restart " + restart
				+ ": Usage\\[contexts=(\\d+), threads=(\\d+), files=(\\d+), sockets=(\\d+), classes=(\\d+), "
				+ "heap=(\\d+), processes=(\\d+), ports=(\\d+)]");
		return new Usage(Long.parseLong(line.group(1)), Integer.parseInt(line.group(2)), Long.parseLong(line.group(3)),
				Long.parseLong(line.group(4)), Integer.parseInt(line.group(5)), Long.parseLong(line.group(6)),
				Long.parseLong(line.group(7)), Long.parseLong(line.group(8)));
	}

	/**
	 * What the supervisor held, when what only grows at first had grown, and later.
	 *
	 * @param warm after how many changes
	 * @param before what it held then
	 * @param changes after how many it held something else
	 * @param after what it held then
	 * @param threads the names of its threads, both times
	 */
	private record Observation(int warm, Usage before, int changes, Usage after, String threads) {

		Map<Integer, Usage> usages() {
			return new TreeMap<>(Map.of(this.warm, this.before, this.changes, this.after));
		}

		void assertThatNothingGrew() {
			assertThat(this.after.contexts()).isZero();
			assertThat(this.after.threads()).as(this.threads).isLessThanOrEqualTo(this.before.threads());
			assertThat(this.after.files()).as("files").isLessThanOrEqualTo(this.before.files());
			assertThat(this.after.sockets()).as("sockets").isLessThanOrEqualTo(this.before.sockets());
			assertThat(this.after.processes()).as("processes").isLessThanOrEqualTo(this.before.processes());
			assertThat(this.after.ports()).as("ports").isLessThanOrEqualTo(this.before.ports());
		}

	}

}
