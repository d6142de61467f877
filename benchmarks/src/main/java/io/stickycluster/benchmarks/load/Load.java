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
import java.util.concurrent.Callable;
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

	private static final int MESSAGE_LENGTH = 64;

	private final int connections;

	private final Duration duration;

	private final double perSecond;

	private final ClientFactory factory;

	/**
	 * Create a load.
	 * @param connections how many clients there are
	 * @param duration how long it lasts
	 * @param perSecond how often clients are told to send, 0 if they do so by themselves
	 * @param factory makes the clients, paced ones if they are told
	 */
	private Load(int connections, Duration duration, double perSecond, ClientFactory factory) {
		this.connections = connections;
		this.duration = duration;
		this.perSecond = perSecond;
		this.factory = factory;
	}

	/**
	 * Clients with a keep-alive connection each that ask as fast as they get answers.
	 * @param connections how many
	 * @param duration how long
	 * @param workload what to ask for
	 * @return the load
	 */
	public static Load keepAlive(int connections, Duration duration, Workload workload) {
		return new Load(connections, duration, 0, (target, number) -> new KeepAliveClient(connect(target, number),
				workload.request(target.header(number)), workload.answerLength()));
	}

	/**
	 * Clients with a keep-alive connection each that ask at a fixed rate, however long
	 * answers take. Latencies count from when a request was to be sent.
	 * @param connections how many
	 * @param duration how long
	 * @param workload what to ask for, without a body
	 * @param perSecond how many requests per second all of them send together
	 * @return the load
	 */
	public static Load paced(int connections, Duration duration, Workload workload, double perSecond) {
		return new Load(connections, duration, perSecond, (target, number) -> new PacedClient(connect(target, number),
				number, workload.request(target.header(number)), workload.answerLength()));
	}

	/**
	 * Clients that open a new connection for each request.
	 * @param connections how many there are at a time
	 * @param duration how long
	 * @param workload what to ask for
	 * @return the load
	 */
	public static Load newConnections(int connections, Duration duration, Workload workload) {
		return new Load(connections, duration, 0, (target, number) -> new NewConnectionClient(address(number),
				target.address(number), workload.request(target.header(number)), workload.answerLength()));
	}

	/**
	 * Clients that ask as fast as they get answers, each for one of the workloads, and
	 * open a new connection every now and then.
	 * @param connections how many clients there are
	 * @param duration how long
	 * @param workloads what to ask for
	 * @param requestsPerConnection how many requests a connection is used for
	 * @return the load
	 */
	public static Load churning(int connections, Duration duration, List<Workload> workloads,
			int requestsPerConnection) {
		return new Load(connections, duration, 0, (target, number) -> {
			Workload workload = workloads.get(number % workloads.size());
			return new ChurningClient(address(number), target.address(number), workload.request(target.header(number)),
					workload.answerLength(), requestsPerConnection);
		});
	}

	/**
	 * Clients with a WebSocket each that send the next message when they got the last one
	 * back.
	 * @param connections how many
	 * @param duration how long
	 * @param path the path of a WebSocket that sends back what it gets
	 * @return the load
	 */
	public static Load webSocketEcho(int connections, Duration duration, String path) {
		return new Load(connections, duration, 0, (target, number) -> WebSocketClient.open(connect(target, number),
				path, target.header(number), WebSocketFrames.message(MESSAGE_LENGTH), true));
	}

	/**
	 * Clients with a WebSocket each that get messages as fast as they come. Latencies
	 * mean nothing.
	 * @param connections how many
	 * @param duration how long
	 * @param path the path of a WebSocket that sends all the time once it got a message
	 * @return the load
	 */
	public static Load webSocketStream(int connections, Duration duration, String path) {
		return new Load(connections, duration, 0, (target, number) -> WebSocketClient.open(connect(target, number),
				path, target.header(number), WebSocketFrames.message(0), false));
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
		List<Callable<LatencyHistogram>> tasks = loops(clients);
		if (this.perSecond > 0) {
			List<PacedClient> paced = clients.stream().map(PacedClient.class::cast).toList();
			tasks.add(new Pacer(paced, this.perSecond, this.duration));
		}
		ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
		try {
			LatencyHistogram all = new LatencyHistogram();
			for (Future<LatencyHistogram> task : tasks.stream().map(executor::submit).toList()) {
				all.add(task.get(this.duration.toSeconds() + TIMEOUT_SECONDS, TimeUnit.SECONDS));
			}
			return all;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private List<Callable<LatencyHistogram>> loops(List<Client> clients) {
		int threads = Math.min(clients.size(), Runtime.getRuntime().availableProcessors());
		List<Callable<LatencyHistogram>> loops = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			int from = clients.size() * thread / threads;
			int to = clients.size() * (thread + 1) / threads;
			loops.add(new ClientLoop(clients.subList(from, to), this.duration));
		}
		return loops;
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
