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

package io.stickycluster.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.KeepAliveClient.Response;

/**
 * Clients with an address each that send one request after the other.
 */
final class SteadyTraffic implements AutoCloseable {

	private static final long PAUSE_MILLIS = 50;

	private static final long TIMEOUT_SECONDS = 60;

	private final List<Client> clients;

	private final ScheduledExecutorService executor;

	/**
	 * Begin.
	 * @param port the gateway's port
	 * @param network the first three parts of the clients' addresses
	 * @param count how many clients
	 */
	SteadyTraffic(int port, String network, int count) {
		this.clients = IntStream.rangeClosed(1, count)
			.mapToObj((host) -> new Client(network + "." + host, port))
			.toList();
		this.executor = Executors.newScheduledThreadPool(count);
		this.clients.forEach((client) -> this.executor.scheduleWithFixedDelay(client::request, 0, PAUSE_MILLIS,
				TimeUnit.MILLISECONDS));
	}

	List<Client> clients() {
		return this.clients;
	}

	/**
	 * Wait until each client has had some more answers.
	 * @param count how many
	 */
	void awaitAnswers(int count) {
		List<Integer> before = this.clients.stream().map((client) -> client.answers.size()).toList();
		Awaitility.await()
			.atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS)
			.until(() -> IntStream.range(0, before.size())
				.allMatch((i) -> !this.clients.get(i).failures.isEmpty()
						|| this.clients.get(i).answers.size() >= before.get(i) + count));
	}

	List<String> failures() {
		return this.clients.stream().flatMap((client) -> client.failures.stream()).toList();
	}

	@Override
	public void close() throws Exception {
		this.executor.shutdown();
		if (!this.executor.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Requests are still in progress");
		}
		for (Client client : this.clients) {
			client.connection.close();
		}
	}

	/**
	 * A client, and by which instances it was answered.
	 */
	static final class Client {

		private final String address;

		private final KeepAliveClient connection;

		private final List<Integer> answers = new CopyOnWriteArrayList<>();

		private final List<String> failures = new CopyOnWriteArrayList<>();

		Client(String address, int port) {
			this.address = address;
			this.connection = new KeepAliveClient(address, port);
		}

		private void request() {
			if (!this.failures.isEmpty()) {
				return;
			}
			try {
				Response response = this.connection.get("/who");
				if (response.status() == 200 && response.body().contains("\"" + this.address + "\"")
						&& response.body().contains("\"index\":" + response.instance())) {
					this.answers.add(response.instance());
				}
				else {
					this.failures.add(this.address + " got " + response);
				}
			}
			catch (IOException | RuntimeException ex) {
				this.failures.add(this.address + " after " + this.answers.size() + " answers: " + ex);
			}
		}

		String address() {
			return this.address;
		}

		int current() {
			return this.answers.get(this.answers.size() - 1);
		}

		/**
		 * Return which instances the client has left.
		 * @return their indexes, in order
		 */
		List<Integer> left() {
			List<Integer> seen = List.copyOf(this.answers);
			return IntStream.range(1, seen.size())
				.filter((i) -> !seen.get(i).equals(seen.get(i - 1)))
				.mapToObj((i) -> seen.get(i - 1))
				.toList();
		}

	}

}
