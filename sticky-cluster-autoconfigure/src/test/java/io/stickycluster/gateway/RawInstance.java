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

package io.stickycluster.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An instance that does with its connections what a script says, for behaviour that no
 * real server has.
 */
final class RawInstance implements AutoCloseable {

	private final ServerSocket server;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();

	/**
	 * Create an instance.
	 * @param scripts one for each connection in order, the last one for all later ones
	 */
	RawInstance(Script... scripts) throws IOException {
		this.scripts.addAll(List.of(scripts));
		this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		Thread acceptor = new Thread(this::accept, "raw-instance");
		acceptor.setDaemon(true);
		acceptor.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				Script script = (this.scripts.size() > 1) ? this.scripts.remove() : this.scripts.element();
				Thread connection = new Thread(() -> run(script, socket), "raw-instance-connection");
				connection.setDaemon(true);
				connection.start();
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private static void run(Script script, Socket socket) {
		try {
			script.run(new Connection(socket));
		}
		catch (IOException | UncheckedIOException ex) {
			// the other end is free to leave
		}
	}

	int port() {
		return this.server.getLocalPort();
	}

	int connections() {
		return this.sockets.size();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * What to do with a connection.
	 */
	interface Script {

		void run(Connection connection) throws IOException;

	}

	/**
	 * The instance's end of a connection.
	 *
	 * @param socket the socket
	 */
	record Connection(Socket socket) {

		/**
		 * Read the head of a request.
		 */
		String head() throws IOException {
			StringBuilder head = new StringBuilder();
			InputStream in = this.socket.getInputStream();
			while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) == -1) {
				int c = in.read();
				if (c == -1) {
					throw new IOException("End of stream");
				}
				head.append((char) c);
			}
			return head.toString();
		}

		Connection send(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			this.socket.getOutputStream().flush();
			return this;
		}

		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

	}

}
