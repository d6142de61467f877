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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens without affinity: shows that the promises of the other tests are kept by
 * the cluster and not by chance.
 */
class RoundRobinIntegrationTests {

	private static SampleApplication application;

	@BeforeAll
	static void start() {
		application = SampleApplication.start("--sticky.cluster.affinity.selector=round-robin");
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "polling" })
	void roundRobinBreaksSocketIo(String transport) {
		// Some wait for what another instance has: the others have long failed by then
		NodeScript.Report report = NodeScript.clients(application,
				Map.of("protocol", "socketio", "transport", transport, "clients", 40, "timeout", 10_000));
		assertThat(report.failed()).isGreaterThan(30);
		assertThat(report.sessionIdUnknown()).isPositive();
	}

}
