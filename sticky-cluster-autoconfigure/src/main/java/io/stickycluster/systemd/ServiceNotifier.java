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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager how the service is. No method blocks. Thread-safe.
 *
 * <p>
 * One message is on its way at a time. What is told meanwhile goes together in the next
 * one, the last value of each variable only: however slow the service manager is, no more
 * than that waits for it.
 */
public final class ServiceNotifier implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ServiceNotifier.class);

	private final NotifySocket socket;

	private final Map<String, String> pending = new LinkedHashMap<>();

	private boolean sending;

	private boolean failed;

	private boolean closed;

	private @Nullable String status;

	ServiceNotifier(NotifySocket socket) {
		this.socket = socket;
	}

	/**
	 * Create a notifier for the service manager that waits for one.
	 * @param environment what the service manager says
	 * @return the notifier, {@code null} when the service manager waits for none, or
	 * cannot be reached from here, which is logged
	 */
	public static @Nullable ServiceNotifier of(ServiceEnvironment environment) {
		String address = environment.notifySocket();
		if (address == null) {
			return null;
		}
		if (!EpollNotifySocket.isAddress(address)) {
			logger.warn("The service manager is not told that the cluster is up: '" + address
					+ "' in NOTIFY_SOCKET is no address of a Unix-domain socket");
			return null;
		}
		if (!NativeTransport.isAvailable()) {
			logger.warn("The service manager is not told that the cluster is up, which needs the native transport of"
					+ " Netty for this machine: add 'io.netty:netty-transport-native-epoll' with its classifier,"
					+ " or use Type=exec");
			return null;
		}
		return new ServiceNotifier(new EpollNotifySocket(address));
	}

	/**
	 * Tell that the service serves.
	 */
	public void ready() {
		tell("READY", "1");
	}

	/**
	 * Tell that the service ends.
	 */
	public void stopping() {
		tell("STOPPING", "1");
	}

	/**
	 * Tell how the service is, if that has changed.
	 * @param text one line for people
	 */
	public void status(String text) {
		synchronized (this.pending) {
			if (text.equals(this.status)) {
				return;
			}
			this.status = text;
		}
		tell("STATUS", text);
	}

	/**
	 * Give signs of life, twice in the time that the service manager waits for one, as
	 * long as the service answers.
	 * @param timeout how long the service manager waits
	 * @param service asks the service for an answer; never blocks
	 */
	public void watch(Duration timeout, Supplier<? extends CompletionStage<?>> service) {
		Watchdog watchdog = new Watchdog(service, () -> tell("WATCHDOG", "1"));
		this.socket.repeat(watchdog::tick, Math.max(1, timeout.dividedBy(2).toNanos() / 1000));
	}

	private void tell(String variable, String value) {
		synchronized (this.pending) {
			if (this.closed) {
				return;
			}
			this.pending.put(variable, value);
		}
		sendPending();
	}

	private void sendPending() {
		String message;
		synchronized (this.pending) {
			if (this.sending || this.pending.isEmpty()) {
				return;
			}
			this.sending = true;
			message = this.pending.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + "=" + entry.getValue())
				.collect(Collectors.joining("\n"));
			this.pending.clear();
		}
		this.socket.send(message).whenComplete((sent, failure) -> sent(failure));
	}

	private void sent(@Nullable Throwable failure) {
		boolean first;
		synchronized (this.pending) {
			this.sending = false;
			first = failure != null && !this.failed && !this.closed;
			this.failed |= first;
		}
		if (first) {
			logger.warn("The service manager could not be told of the cluster's state: " + failure);
		}
		sendPending();
	}

	/**
	 * Tell no more.
	 */
	@Override
	public void close() {
		synchronized (this.pending) {
			this.closed = true;
		}
		this.socket.close();
	}

}
