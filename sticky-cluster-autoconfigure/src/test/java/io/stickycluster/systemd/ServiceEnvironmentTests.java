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

package io.stickycluster.systemd;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.stickycluster.systemd.ServiceEnvironment.PassedListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceEnvironment}.
 */
class ServiceEnvironmentTests {

	private static final long PID = 4711;

	@Test
	void processThatNoServiceManagerStartedHasNothing() {
		ServiceEnvironment environment = of(Map.of());
		assertThat(environment.notifySocket()).isNull();
		assertThat(environment.watchdogTimeout()).isZero();
		assertThat(environment.listeners()).isEmpty();
	}

	@Test
	void socketIsTakenAsItIs() {
		assertThat(of(Map.of("NOTIFY_SOCKET", "@/org/notify")).notifySocket()).isEqualTo("@/org/notify");
		assertThat(of(Map.of("NOTIFY_SOCKET", "")).notifySocket()).isNull();
	}

	@Test
	void watchdogIsForThisProcessOrForAny() {
		assertThat(of(Map.of("WATCHDOG_USEC", "30000000")).watchdogTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(of(Map.of("WATCHDOG_USEC", "1500", "WATCHDOG_PID", "4711")).watchdogTimeout())
			.isEqualTo(Duration.ofNanos(1_500_000));
		assertThat(of(Map.of("WATCHDOG_USEC", "1500", "WATCHDOG_PID", "4712")).watchdogTimeout()).isZero();
		assertThat(of(Map.of("WATCHDOG_USEC", "soon")).watchdogTimeout()).isZero();
		assertThat(of(Map.of("WATCHDOG_USEC", "-5")).watchdogTimeout()).isZero();
	}

	@Test
	void listenersAreNumberedFromThree() {
		assertThat(of(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "http:admin")).listeners())
			.containsExactly(new PassedListener(3, "http"), new PassedListener(4, "admin"));
		assertThat(of(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "http")).listeners())
			.containsExactly(new PassedListener(3, "http"), new PassedListener(4, ""));
		assertThat(of(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "1")).listeners())
			.containsExactly(new PassedListener(3, ""));
	}

	@ParameterizedTest
	@CsvSource({ "4712, 1", "4711, 0", "4711, -1", "4711, many", "4711, 1001", "4711, 99999999999999999999", "'', 1" })
	void listenersThatAreNotMeantOrCannotBeAreNotThere(String pid, String count) {
		assertThat(of(Map.of("LISTEN_PID", pid, "LISTEN_FDS", count)).listeners()).isEmpty();
	}

	private static ServiceEnvironment of(Map<String, String> variables) {
		assertThat(ServiceEnvironment.VARIABLES).containsAll(variables.keySet());
		return ServiceEnvironment.of(variables::get, PID);
	}

}
