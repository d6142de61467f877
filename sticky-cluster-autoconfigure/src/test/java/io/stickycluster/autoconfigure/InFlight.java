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
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.KeepAliveClient.Response;

/**
 * Many connections of a few clients, each with a request whose answer is read at the end.
 */
final class InFlight implements AutoCloseable {

	private static final int OPENING_AT_A_TIME = 4;

	private final int port;

	private final List<String> addresses;

	private final List<KeepAliveClient> connections = new ArrayList<>();

	private final ExecutorService executor = Executors.newFixedThreadPool(OPENING_AT_A_TIME);

	InFlight(int port, List<String> addresses) {
		this.port = port;
		this.addresses = addresses;
	}

	/**
	 * Open connections and send a request on each.
	 * @param count how many
	 * @param when after how many something happens, while the others go on
	 * @param event what happens
	 * @throws Exception when it does not work
	 */
	void open(int count, int when, Event event) throws Exception {
		CountDownLatch reached = new CountDownLatch(when);
		List<Future<?>> opened = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			KeepAliveClient connection = new KeepAliveClient(this.addresses.get(i % this.addresses.size()), this.port);
			this.connections.add(connection);
			opened.add(this.executor.submit(() -> {
				connection.send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
				reached.countDown();
				return null;
			}));
		}
		reached.await();
		event.happen();
		for (Future<?> future : opened) {
			future.get();
		}
	}

	/**
	 * Read all answers.
	 * @param pid the process whose answers are counted apart
	 * @return what has become of the connections
	 */
	Outcome read(long pid) {
		int byProcess = 0;
		int byOthers = 0;
		int reset = 0;
		int unanswered = 0;
		for (KeepAliveClient connection : this.connections) {
			try {
				Response response = connection.read();
				boolean ofProcess = response.body().contains("\"pid\":" + pid);
				byProcess += (response.status() == 200 && ofProcess) ? 1 : 0;
				byOthers += (response.status() == 200 && !ofProcess) ? 1 : 0;
			}
			catch (SocketTimeoutException ex) {
				unanswered++;
			}
			catch (IOException ex) {
				reset++;
			}
		}
		return new Outcome(this.connections.size(), byProcess, byOthers, reset, unanswered);
	}

	@Override
	public void close() throws IOException {
		this.executor.shutdownNow();
		for (KeepAliveClient connection : this.connections) {
			connection.close();
		}
	}

	/**
	 * Something that happens meanwhile.
	 */
	interface Event {

		void happen() throws Exception;

	}

	/**
	 * What has become of connections.
	 *
	 * @param all how many there were
	 * @param byProcess how many the process has answered
	 * @param byOthers how many others have answered
	 * @param reset how many ended without an answer
	 * @param unanswered how many got none in time, which is nobody's promise
	 */
	record Outcome(int all, int byProcess, int byOthers, int reset, int unanswered) {

	}

}
