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

package io.stickycluster.sample.chat;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What official Socket.IO clients notice of a reload.
 */
class ReloadIntegrationTests {

	private static final int CLIENTS = 60;

	private static final int LISTENERS = 140;

	@ParameterizedTest
	@ValueSource(strings = { "context", "process" })
	void clientsConnectOnceMoreStayOnTheirInstanceAndMissNothing(String isolation) {
		try (SampleApplication application = SampleApplication.start("--sticky.cluster.isolation=" + isolation,
				"--sticky.cluster.drain-timeout=1s", "--sticky.cluster.reload.survive=1s",
				"--sticky.cluster.reload.concurrency=3", "--sticky.cluster.reload.canary-pause=1s",
				"--sticky.cluster.reload.close-spread=1s")) {
			NodeScript.ReloadReport report = NodeScript.reload(application, CLIENTS, LISTENERS);
			assertThat(report.status()).as("%s", report).isEqualTo("COMPLETED");
			assertThat(report.errors()).isEmpty();
			assertThat(report.served()).isEqualTo(CLIENTS);
			assertThat(report.moved()).isZero();
			assertThat(report.connects()).as("clients by how often they connected")
				.containsExactly(Map.entry(2, CLIENTS));
			assertThat(report.lost()).as("messages that connected clients missed").isZero();
			assertThat(report.twice()).as("messages that came twice").isZero();
			assertThat(report.incomplete()).as("clients that missed a last message").isZero();
		}
	}

}
