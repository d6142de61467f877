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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of clients whose addresses do not tell them apart, or change, when they
 * are recognised by their sessions.
 */
class SessionAffinityIntegrationTests {

	private static final int CLIENTS = 40;

	private static SampleApplication application;

	@BeforeAll
	static void start() {
		application = SampleApplication
			.start("--sticky.cluster.affinity.keys=socketio-sid,sockjs-session,client-address");
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "polling", "default" })
	void socketIoClientStaysWhenItsAddressChanges(String transport) {
		NodeScript.Report report = run("socketio", transport, "changing");
		assertThat(report.errors()).isEmpty();
		assertThat(report.stayed()).isEqualTo(CLIENTS);
		assertThat(report.instances()).containsOnlyKeys("0", "1", "2", "3");
	}

	@ParameterizedTest
	@CsvSource({ "sockjs, xhr-polling", "sockjs, websocket", "stomp, xhr-streaming" })
	void sockJsClientsBehindOneAddressSpreadAndEachStays(String protocol, String transport) {
		NodeScript.Report report = run(protocol, transport, "one");
		assertThat(report.errors()).isEmpty();
		assertThat(report.stayed()).isEqualTo(CLIENTS);
		assertThat(report.instances()).containsOnlyKeys("0", "1", "2", "3");
	}

	/**
	 * Shows that the others pass because of their sessions.
	 */
	@Test
	void clientWithoutSuchASessionIsLostWithItsAddress() {
		assertThat(run("session", "default", "changing").errors()).containsKey("session lost");
	}

	private static NodeScript.Report run(String protocol, String transport, String from) {
		return NodeScript.clients(application,
				Map.of("protocol", protocol, "transport", transport, "clients", CLIENTS, "from", from));
	}

}
