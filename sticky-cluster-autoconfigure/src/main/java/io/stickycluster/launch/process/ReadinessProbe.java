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

package io.stickycluster.launch.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks a program again and again whether it is ready, on a thread of its own, until it is
 * or the probe is cancelled.
 */
final class ReadinessProbe {

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

	private static final int OK = 200;

	private static final int REDIRECT = 300;

	private final InetSocketAddress address;

	private final @Nullable String path;

	private final BooleanSupplier cancelled;

	private final Thread thread;

	/**
	 * Create a probe.
	 * @param name the instance's name, which the thread's begins with
	 * @param address where the program listens
	 * @param path the path that must answer with a 2xx status, or {@code null} when it is
	 * enough that the port answers
	 * @param cancelled whether nobody wants to know any more
	 * @param listener told on the probe's thread when the program is ready, not after the
	 * probe was cancelled
	 */
	ReadinessProbe(String name, InetSocketAddress address, @Nullable String path, BooleanSupplier cancelled,
			Runnable listener) {
		this.address = address;
		this.path = path;
		this.cancelled = cancelled;
		this.thread = new Thread(() -> run(listener), name + "-probe");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	private void run(Runnable listener) {
		while (!this.cancelled.getAsBoolean()) {
			if (isReady()) {
				if (!this.cancelled.getAsBoolean()) {
					listener.run();
				}
				return;
			}
			LockSupport.parkNanos(INTERVAL.toNanos());
		}
	}

	private boolean isReady() {
		try {
			return (this.path != null) ? isSuccess(this.path) : accepts();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private boolean accepts() throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(this.address, (int) CONNECT_TIMEOUT.toMillis());
			return true;
		}
	}

	private boolean isSuccess(String path) throws IOException {
		URL url = new URL("http", this.address.getAddress().getHostAddress(), this.address.getPort(), path);
		HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
		try {
			connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
			connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
			connection.setInstanceFollowRedirects(false);
			connection.setUseCaches(false);
			int status = connection.getResponseCode();
			return status >= OK && status < REDIRECT;
		}
		finally {
			connection.disconnect();
		}
	}

}
