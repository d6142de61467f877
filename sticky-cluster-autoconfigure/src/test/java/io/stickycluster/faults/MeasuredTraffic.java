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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.KeepAliveClient.Response;

/**
 * Clients with addresses of their own that never cease to ask, and what became of each
 * request.
 */
final class MeasuredTraffic implements AutoCloseable {

	private static final long TIMEOUT_SECONDS = 90;

	private final List<Client> clients;

	private final ScheduledExecutorService executor;

	/**
	 * Begin.
	 * @param port the gateway's port
	 * @param network the first three parts of the clients' addresses
	 * @param count how many clients
	 * @param pauseMillis the pause between two requests of a client
	 * @param postEvery which request of a client is a POST, 0 for none
	 */
	MeasuredTraffic(int port, String network, int count, long pauseMillis, int postEvery) {
		this.clients = IntStream.rangeClosed(1, count)
			.mapToObj((host) -> new Client(network + "." + host, port, postEvery))
			.toList();
		this.executor = Executors.newScheduledThreadPool(count);
		this.clients.forEach((client) -> this.executor.scheduleWithFixedDelay(client::request, 0, pauseMillis,
				TimeUnit.MILLISECONDS));
	}

	/**
	 * Wait until each client has had some more answers.
	 * @param count how many
	 */
	void awaitAnswers(int count) {
		List<Integer> before = this.clients.stream().map((client) -> client.answers).toList();
		Awaitility.await()
			.atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS)
			.until(() -> IntStream.range(0, before.size())
				.allMatch((i) -> this.clients.get(i).answers >= before.get(i) + count));
	}

	/**
	 * Return what became of the requests, once they have all ended.
	 * @return the outcomes
	 */
	Stream<Outcome> outcomes() {
		return this.clients.stream().flatMap((client) -> client.outcomes.stream());
	}

	@Override
	public void close() throws Exception {
		this.executor.shutdown();
		if (!this.executor.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
			this.executor.shutdownNow();
			throw new IllegalStateException("Requests are still in progress");
		}
		for (Client client : this.clients) {
			client.connection.close();
		}
	}

	/**
	 * What became of a request.
	 *
	 * @param client the client's address
	 * @param post whether it was a POST
	 * @param owner the instance that answered the client's request before, -1 for none
	 * @param ownedAt when it did
	 * @param start when the request began
	 * @param end when it ended
	 * @param instance the instance that has answered, -1 for none
	 * @param failure what went wrong, {@code null} for nothing
	 */
	record Outcome(String client, boolean post, int owner, long ownedAt, long start, long end, int instance,
			String failure) {

		long millis() {
			return TimeUnit.NANOSECONDS.toMillis(this.end - this.start);
		}

	}

	/**
	 * A client, which has one request at a time.
	 */
	private static final class Client {

		private final String address;

		private final KeepAliveClient connection;

		private final int postEvery;

		private final List<Outcome> outcomes = new ArrayList<>();

		private volatile int answers;

		private int owner = -1;

		private long ownedAt;

		Client(String address, int port, int postEvery) {
			this.address = address;
			this.connection = new KeepAliveClient(address, port);
			this.postEvery = postEvery;
		}

		private void request() {
			boolean post = this.postEvery > 0 && this.outcomes.size() % this.postEvery == this.postEvery - 1;
			long start = System.nanoTime();
			int instance = -1;
			String failure = null;
			try {
				Response response = exchange(post);
				if (!isExpected(post, response)) {
					failure = "status " + response.status();
				}
				else {
					instance = response.instance();
				}
			}
			catch (IOException | RuntimeException ex) {
				failure = ex.toString();
				reconnect();
			}
			long end = System.nanoTime();
			this.outcomes.add(new Outcome(this.address, post, this.owner, this.ownedAt, start, end, instance, failure));
			if (failure == null) {
				this.owner = instance;
				this.ownedAt = end;
				this.answers++;
			}
		}

		private Response exchange(boolean post) throws IOException {
			if (!post) {
				return this.connection.get("/who");
			}
			this.connection.send("POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345");
			return this.connection.read();
		}

		private boolean isExpected(boolean post, Response response) {
			return response.status() == 200
					&& (post ? response.body().equals("5") : response.body().contains("\"" + this.address + "\"")
							&& response.body().contains("\"index\":" + response.instance()));
		}

		private void reconnect() {
			try {
				this.connection.close();
			}
			catch (IOException ex) {
				// As good as closed
			}
		}

	}

}
