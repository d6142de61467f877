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

package io.stickycluster.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Connects to a port until it answers. The caller's ready timeout is its bound: it gives
 * up once it is cancelled or its thread is interrupted.
 */
public final class PortProbe {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private static final int ATTEMPTS_BEFORE_WARNING = 60;

	private static final Log logger = LogFactory.getLog(PortProbe.class);

	private final BooleanSupplier cancelled;

	/**
	 * Create a probe.
	 * @param cancelled whether to give up
	 */
	public PortProbe(BooleanSupplier cancelled) {
		this.cancelled = cancelled;
	}

	/**
	 * Wait until a port answers.
	 * @param address the port's address
	 * @param name whose port it is, for the log
	 * @return whether it answers
	 */
	public boolean awaitAnswer(InetSocketAddress address, String name) {
		int attempts = 0;
		while (!this.cancelled.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
			if (answers(address)) {
				return true;
			}
			if (++attempts == ATTEMPTS_BEFORE_WARNING) {
				logger.warn("The context of " + Thread.currentThread().getName() + " is ready, but port "
						+ address.getPort() + " (" + name + ") does not answer yet");
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(INTERVAL.toMillis()));
		}
		return false;
	}

	private boolean answers(InetSocketAddress address) {
		try (Socket socket = new Socket()) {
			socket.connect(address, (int) CONNECT_TIMEOUT.toMillis());
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
