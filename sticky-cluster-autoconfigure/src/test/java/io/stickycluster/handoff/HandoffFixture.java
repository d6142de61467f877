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

package io.stickycluster.handoff;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.InstanceSelector;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

/**
 * A port whose connections are handed to servers of the same JVM.
 */
final class HandoffFixture implements AutoCloseable {

	static final HandoffSettings SETTINGS = new HandoffSettings(0, 0, 0, Duration.ofSeconds(60), 1000,
			new AddressKeys(32, 64), null);

	private final LoopResources loops = LoopResources.create("taker", 1, 2, true);

	private final Map<Integer, Taking> takers = new HashMap<>();

	private final AffinityTable table = new AffinityTable(InstanceSelector.rendezvous(), 1000, Duration.ofMinutes(1),
			System::nanoTime);

	private final Handoff handoff;

	private final DisposableServer port;

	private volatile ClusterSnapshot snapshot = ClusterSnapshot.EMPTY;

	HandoffFixture(HandoffSettings settings) {
		this.handoff = Handoff.toContexts(settings, () -> this.snapshot, this.table);
		this.port = this.handoff.customize(HttpServer.create().bindAddress(() -> new InetSocketAddress("127.0.0.1", 0)))
			.handle((request, response) -> response.status(500))
			.bindNow();
	}

	Handoff handoff() {
		return this.handoff;
	}

	/**
	 * Let instances be as they are said to be.
	 * @param states their states by index
	 */
	void states(InstanceState... states) {
		List<Instance> instances = Arrays.stream(states).map((state) -> {
			int index = this.snapshotSize++;
			return instance(index, state);
		}).toList();
		this.snapshotSize = 0;
		this.snapshot = new ClusterSnapshot(states.length, instances);
		this.handoff.clusterChanged();
	}

	private int snapshotSize;

	private static Instance instance(int index, InstanceState state) {
		return new Instance(index, 1, state, new InetSocketAddress("127.0.0.1", 3131 + index), null, Map.of(), 1, null,
				0, 0, null, null, null, true, false);
	}

	/**
	 * Let instances take connections.
	 * @param indexes their indexes
	 */
	void take(int... indexes) {
		for (int index : indexes) {
			NettyTaker taker = new NettyTaker();
			DisposableServer server = taker
				.customize(HttpServer.create().bindAddress(() -> new InetSocketAddress("127.0.0.1", 0)), this.loops,
						false)
				.route((routes) -> routes
					.get("/who",
							(request, response) -> response
								.sendString(Mono.just(index + " " + request.remoteAddress().getHostString())))
					.ws("/ws", (in, out) -> out.sendString(in.receive().asString())))
				.bindNow();
			this.takers.put(index, new Taking(taker, server, this.handoff.register(index, 1, taker)));
		}
	}

	Taking taker(int index) {
		return this.takers.get(index);
	}

	int port() {
		return this.port.port();
	}

	Client client(String address) throws IOException {
		return new Client(address, port());
	}

	@Override
	public void close() {
		// As in the supervisor: the port needs the event loop, which ends last
		this.handoff.beginShutdown();
		this.port.disposeNow();
		this.handoff.close();
		this.takers.values().forEach((taking) -> taking.server().disposeNow());
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
	}

	/**
	 * An instance that takes connections.
	 */
	record Taking(NettyTaker taker, DisposableServer server, Runnable detach) {

	}

	/**
	 * A client on one connection.
	 */
	static final class Client implements AutoCloseable {

		private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

		private final Socket socket = new Socket();

		Client(String address, int port) throws IOException {
			this.socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
			this.socket.connect(new InetSocketAddress("127.0.0.1", port));
			this.socket.setSoTimeout(30_000);
		}

		Client send(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			return this;
		}

		Client send(String text) throws IOException {
			return send(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		Client ask() throws IOException {
			return send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
		}

		/**
		 * Read an answer.
		 * @return its header and body
		 */
		String read() throws IOException {
			StringBuilder head = new StringBuilder();
			InputStream in = this.socket.getInputStream();
			while (!head.toString().endsWith("\r\n\r\n")) {
				int next = in.read();
				if (next == -1) {
					throw new IOException("The connection ended after '" + head + "'");
				}
				head.append((char) next);
			}
			Matcher length = LENGTH.matcher(head);
			if (!length.find()) {
				throw new IOException("Not understood: " + head);
			}
			return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1);
		}

		/**
		 * Ask who answers.
		 * @return the index of the instance
		 */
		int who() throws IOException {
			return index(ask().read());
		}

		static int index(String answer) {
			return Integer.parseInt(answer.substring(answer.indexOf("\r\n\r\n") + 4).split(" ")[0]);
		}

		/**
		 * Wait for the end of the connection.
		 * @return whether it has ended without an answer
		 */
		boolean isRefused() {
			try {
				return this.socket.getInputStream().read() == -1;
			}
			catch (IOException ex) {
				return true;
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
