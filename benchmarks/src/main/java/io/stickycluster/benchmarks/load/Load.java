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

package io.stickycluster.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A number of clients that do the same for a while.
 */
public final class Load {

	private static final int TIMEOUT_SECONDS = 30;

	private final int connections;

	private final Duration duration;

	private final ClientFactory factory;

	private final int threads;

	private Load(int connections, Duration duration, ClientFactory factory) {
		this.connections = connections;
		this.duration = duration;
		this.factory = factory;
		this.threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
	}

	/**
	 * Clients with a keep-alive connection each that ask as fast as they get answers.
	 * @param connections how many
	 * @param duration how long
	 * @param workload what to ask for
	 * @return the load
	 */
	public static Load keepAlive(int connections, Duration duration, Workload workload) {
		return new Load(connections, duration, (target, number) -> new KeepAliveClient(connect(target, number),
				workload.request(target.header(number)), workload.answerLength()));
	}

	public Duration duration() {
		return this.duration;
	}

	/**
	 * Put the load on a target.
	 * @param target the target
	 * @return the latencies of all that was completed in time
	 * @throws IOException if there is no connection or an answer is not the expected one
	 * @throws InterruptedException if interrupted
	 */
	public LatencyHistogram run(Target target) throws IOException, InterruptedException {
		List<Client> clients = new ArrayList<>();
		try {
			for (int i = 0; i < this.connections; i++) {
				clients.add(this.factory.create(target, i));
			}
			return run(clients);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IOException("Load on '%s' at %s failed".formatted(target.name(), target.addresses()), ex);
		}
		finally {
			for (Client client : clients) {
				client.close();
			}
		}
	}

	private LatencyHistogram run(List<Client> clients)
			throws InterruptedException, ExecutionException, TimeoutException {
		ExecutorService executor = Executors.newFixedThreadPool(this.threads);
		try {
			List<Future<LatencyHistogram>> loops = new ArrayList<>();
			for (int thread = 0; thread < this.threads; thread++) {
				int from = clients.size() * thread / this.threads;
				int to = clients.size() * (thread + 1) / this.threads;
				loops.add(executor.submit(new ClientLoop(clients.subList(from, to), this.duration)));
			}
			LatencyHistogram all = new LatencyHistogram();
			for (Future<LatencyHistogram> loop : loops) {
				all.add(loop.get(this.duration.toSeconds() + TIMEOUT_SECONDS, TimeUnit.SECONDS));
			}
			return all;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static ClientChannel connect(Target target, int client) throws IOException {
		return ClientChannel.connect(address(client), target.address(client));
	}

	static InetAddress address(int client) throws IOException {
		// No two in the same /24, because that is all that nginx's ip_hash looks at.
		return InetAddress.getByAddress(new byte[] { 127, (byte) (1 + client / 256), (byte) client, 1 });
	}

	/**
	 * Makes the clients of a load.
	 */
	private interface ClientFactory {

		Client create(Target target, int number) throws IOException;

	}

}
