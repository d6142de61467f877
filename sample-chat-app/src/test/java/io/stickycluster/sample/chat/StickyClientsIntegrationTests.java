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

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the cluster promises to clients, shown with the official ones.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = { "context", "process" })
class StickyClientsIntegrationTests {

	private static final int CLIENTS = 200;

	private static SampleApplication application;

	@Parameter
	String isolation;

	@BeforeParameterizedClassInvocation
	static void start(String isolation) {
		application = SampleApplication.start("--sticky.cluster.isolation=" + isolation);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		if (application != null) {
			application.close();
		}
	}

	@ParameterizedTest(name = "{0} {1} {2}")
	@CsvSource({ "socketio, default, /", "socketio, default, /ws", "socketio, polling, /", "socketio, polling, /ws",
			"socketio, websocket, /", "socketio, websocket, /ws", "sockjs, xhr-polling, /", "sockjs, xhr-streaming, /",
			"sockjs, websocket, /", "stomp, xhr-polling, /", "stomp, xhr-streaming, /", "stomp, websocket, /",
			"session, default, /" })
	void everyClientStaysOnOneInstance(String protocol, String transport, String namespace) {
		// How they are told apart does not depend on the isolation
		int clients = this.isolation.equals("context") ? CLIENTS : CLIENTS / 4;
		NodeScript.Report report = NodeScript.clients(application,
				Map.of("protocol", protocol, "transport", transport, "namespace", namespace, "clients", clients));
		assertThat(report.errors()).isEmpty();
		assertThat(report.stayed()).isEqualTo(clients);
		assertThat(report.sessionIdUnknown()).isZero();
		assertThat(report.instances()).containsOnlyKeys("0", "1", "2", "3");
	}

	@Test
	void everyMessageReachesTheClientsOfAllInstancesOnce() {
		NodeScript.ChatReport report = NodeScript.chat(application, 140, 60);
		assertThat(report.errors()).isEmpty();
		assertThat(report.complete()).as("clients that heard all others").isEqualTo(200);
		assertThat(report.twice()).as("messages that came twice").isZero();
		assertThat(report.instances()).containsOnlyKeys("0", "1", "2", "3");
	}

	@Test
	void twoTabsChatThroughTheGateway() {
		NodeScript.BrowserReport seen = NodeScript.browser(application,
				Path.of("target", "screenshots", this.isolation));
		assertThat(seen.problems()).isEmpty();
		assertThat(seen.redirectedTo()).isEqualTo("/page");
		assertThat(seen.protocols()).containsOnly("http/1.1");
		assertThat(seen.handshakes()).isNotEmpty().containsOnly(101);
		assertThat(seen.socketIo()).extracting(NodeScript.Tab::messages).containsExactly(2, 2);
		assertThat(seen.stomp()).extracting(NodeScript.Tab::messages).containsExactly(2, 2);
		assertThat(seen.phoneOverflow()).as("pixels to scroll sideways at phone width").isZero();
	}

}
