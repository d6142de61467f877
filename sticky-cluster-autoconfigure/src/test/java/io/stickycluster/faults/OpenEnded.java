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

package io.stickycluster.faults;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.LoopbackWebSocket;

/**
 * Clients with addresses of their own whose requests have no end soon: WebSockets and
 * event streams, which come back when they are ended, and long polls.
 */
final class OpenEnded implements AutoCloseable {

	private static final String REQUEST = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";

	/**
	 * Longer than a test lasts: nothing comes on an event stream before its end.
	 */
	private static final int READ_TIMEOUT_MILLIS = 600_000;

	private static final int HOSTS_PER_NETWORK = 250;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final int port;

	private final Map<Integer, LoopbackWebSocket> sockets = new ConcurrentHashMap<>();

	private final Map<Integer, AtomicInteger> closeCodes = new ConcurrentHashMap<>();

	private final Map<Integer, AtomicInteger> comebacks = new ConcurrentHashMap<>();

	private final AtomicInteger polls = new AtomicInteger();

	private final AtomicInteger streamsEnded = new AtomicInteger();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final List<KeepAliveClient> streams = new ArrayList<>();

	private volatile boolean closed;

	OpenEnded(int port) {
		this.port = port;
	}

	private static String address(int network, int client) {
		return "127.0.%d.%d".formatted(network + client / HOSTS_PER_NETWORK, 1 + client % HOSTS_PER_NETWORK);
	}

	/**
	 * Return from where a WebSocket is opened.
	 * @param client which one
	 * @return the address
	 */
	static String webSocketAddress(int client) {
		return address(30, client);
	}

	/**
	 * Open WebSockets, and open each again whenever it is closed.
	 * @param count how many
	 * @throws Exception when one cannot be opened
	 */
	void webSockets(int count) throws Exception {
		for (int client = 0; client < count; client++) {
			open(client);
		}
	}

	private void open(int client) throws Exception {
		LoopbackWebSocket socket = new LoopbackWebSocket(webSocketAddress(client), this.port, "/echo");
		this.sockets.put(client, socket);
		socket.whenClosed().thenAcceptAsync((code) -> comeBack(client, code), this.executor);
	}

	private void comeBack(int client, int code) {
		if (this.closed) {
			return;
		}
		this.closeCodes.computeIfAbsent(code, (added) -> new AtomicInteger()).incrementAndGet();
		try {
			open(client);
			this.comebacks.computeIfAbsent(client, (added) -> new AtomicInteger()).incrementAndGet();
		}
		catch (Exception ex) {
			this.failures.add("WebSocket %d does not come back: %s".formatted(client, ex));
		}
	}

	/**
	 * Send a message through every WebSocket and wait for it to come back.
	 * @throws InterruptedException when the thread is interrupted
	 */
	void requireEcho() throws InterruptedException {
		for (LoopbackWebSocket socket : this.sockets.values()) {
			if (!socket.send("hello").read().equals("hello")) {
				this.failures.add("wrong echo");
			}
		}
	}

	/**
	 * Poll all the time.
	 * @param count how many clients
	 */
	void longPolls(int count) {
		for (int client = 0; client < count; client++) {
			KeepAliveClient connection = client(address(40, client));
			this.executor.execute(() -> poll(connection));
		}
	}

	private void poll(KeepAliveClient connection) {
		while (!this.closed) {
			try {
				KeepAliveClient.Response response = connection.get("/poll?millis=300");
				if (response.status() != 200 || !response.body().equals("news")) {
					this.failures.add("poll: status " + response.status());
				}
				this.polls.incrementAndGet();
			}
			catch (IOException | RuntimeException ex) {
				if (!this.closed) {
					this.failures.add("poll: " + ex);
				}
				return;
			}
		}
	}

	/**
	 * Open event streams, and open each again whenever it has ended in good order.
	 * @param count how many
	 */
	void eventStreams(int count) {
		for (int client = 0; client < count; client++) {
			KeepAliveClient connection = client(address(50, client));
			this.executor.execute(() -> listen(connection));
		}
	}

	private KeepAliveClient client(String address) {
		KeepAliveClient client = new KeepAliveClient(address, this.port, READ_TIMEOUT_MILLIS);
		this.streams.add(client);
		return client;
	}

	private void listen(KeepAliveClient connection) {
		try {
			while (!this.closed) {
				connection.send(REQUEST.formatted("/events"));
				String status = connection.readLine();
				if (!status.contains(" 200")) {
					this.failures.add("event stream: " + status);
					return;
				}
				while (!connection.readLine().equals("0")) {
					// Events, until the last chunk
				}
				connection.readLine();
				this.streamsEnded.incrementAndGet();
			}
		}
		catch (EOFException ex) {
			if (!this.closed) {
				this.failures.add("event stream broken off");
			}
		}
		catch (IOException | RuntimeException ex) {
			if (!this.closed) {
				this.failures.add("event stream: " + ex);
			}
		}
	}

	/**
	 * Wait until each WebSocket has come back.
	 * @param count how many there are
	 */
	void awaitComebacks(int count) {
		Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> this.comebacks.size() == count);
	}

	Map<Integer, AtomicInteger> closeCodes() {
		return this.closeCodes;
	}

	/**
	 * Return how often the WebSocket came back that did so most often.
	 * @return the number
	 */
	int mostComebacks() {
		return this.comebacks.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
	}

	int polls() {
		return this.polls.get();
	}

	int streamsEnded() {
		return this.streamsEnded.get();
	}

	Queue<String> failures() {
		return this.failures;
	}

	@Override
	public void close() throws Exception {
		this.closed = true;
		this.sockets.values().forEach(LoopbackWebSocket::close);
		for (KeepAliveClient stream : this.streams) {
			stream.close();
		}
		this.executor.shutdownNow();
		if (!this.executor.awaitTermination(30, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Clients are still running");
		}
	}

}
