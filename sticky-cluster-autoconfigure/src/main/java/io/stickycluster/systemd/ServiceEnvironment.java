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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a service manager says in the environment of a process, by the protocols of
 * sd_notify(3), sd_watchdog_enabled(3) and sd_listen_fds(3).
 *
 * @param notifySocket the address to tell the state to, {@code null} when nobody wants to
 * know it
 * @param watchdogTimeout how long the service manager waits for a sign of life, 0 when it
 * waits for none
 * @param listeners the listeners that it has passed to this process
 */
public record ServiceEnvironment(@Nullable String notifySocket, Duration watchdogTimeout,
		List<PassedListener> listeners) {

	/**
	 * The variables, which are meant for one process and not for those that it starts.
	 */
	public static final Set<String> VARIABLES = Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID",
			"LISTEN_PIDFDID", "LISTEN_FDS", "LISTEN_FDNAMES");

	private static final Log logger = LogFactory.getLog(ServiceEnvironment.class);

	private static final int FIRST_DESCRIPTOR = 3;

	private static final int MAX_LISTENERS = 1000;

	public ServiceEnvironment {
		listeners = List.copyOf(listeners);
	}

	/**
	 * Read the variables. What is not meant for this process, or cannot be read, counts
	 * as not set.
	 * @param variables gives variables by their names, {@code null} for those not set
	 * @param pid the id of this process
	 * @return what they say
	 */
	public static ServiceEnvironment of(UnaryOperator<@Nullable String> variables, long pid) {
		String socket = variables.apply("NOTIFY_SOCKET");
		return new ServiceEnvironment((socket != null && !socket.isBlank()) ? socket : null,
				watchdogTimeout(variables, pid), listeners(variables, pid));
	}

	private static Duration watchdogTimeout(UnaryOperator<@Nullable String> variables, long pid) {
		String watched = variables.apply("WATCHDOG_PID");
		if (watched != null && number(watched) != pid) {
			return Duration.ZERO;
		}
		return Duration.of(Math.max(0, number(variables.apply("WATCHDOG_USEC"))), ChronoUnit.MICROS);
	}

	private static List<PassedListener> listeners(UnaryOperator<@Nullable String> variables, long pid) {
		long count = number(variables.apply("LISTEN_FDS"));
		if (count < 1 || count > MAX_LISTENERS) {
			return List.of();
		}
		String receiver = variables.apply("LISTEN_PID");
		if (number(receiver) != pid) {
			logger.warn("The listeners of the service manager are not used: LISTEN_PID is " + receiver
					+ ", and this process is " + pid + ". Let a start script end with 'exec java'");
			return List.of();
		}
		String names = variables.apply("LISTEN_FDNAMES");
		String[] parts = (names != null) ? names.split(":", -1) : new String[0];
		List<PassedListener> listeners = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			listeners.add(new PassedListener(FIRST_DESCRIPTOR + i, (i < parts.length) ? parts[i] : ""));
		}
		return listeners;
	}

	private static long number(@Nullable String text) {
		try {
			return (text != null) ? Long.parseLong(text.trim()) : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * A listener that was passed.
	 *
	 * @param descriptor the number of its file descriptor
	 * @param name what the service manager calls it, empty when it does not say
	 */
	public record PassedListener(int descriptor, String name) {

	}

}
