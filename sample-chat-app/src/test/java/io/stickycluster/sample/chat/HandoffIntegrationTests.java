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

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the cluster promises to clients whose connections are handed over, shown with the
 * official ones.
 */
class HandoffIntegrationTests {

	private static final int CLIENTS = 60;

	private static SampleApplication application;

	@BeforeAll
	static void start() throws IOException {
		int managementPort;
		try (ServerSocket free = new ServerSocket(0)) {
			managementPort = free.getLocalPort();
		}
		application = SampleApplication.start(managementPort, "--sticky.cluster.routing.mode=handoff");
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
	}

	@ParameterizedTest(name = "{0} {1}")
	@CsvSource({ "socketio, default", "socketio, polling", "sockjs, xhr-streaming", "session, default" })
	void everyClientStaysOnOneInstance(String protocol, String transport) {
		NodeScript.Report report = NodeScript.clients(application,
				Map.of("protocol", protocol, "transport", transport, "namespace", "/", "clients", CLIENTS));
		assertThat(report.errors()).isEmpty();
		assertThat(report.stayed()).isEqualTo(CLIENTS);
		assertThat(report.sessionIdUnknown()).isZero();
		assertThat(report.instances()).containsOnlyKeys("0", "1", "2", "3");
	}

}
