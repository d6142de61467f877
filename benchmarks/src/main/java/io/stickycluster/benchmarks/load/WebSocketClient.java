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
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/**
 * A client with a WebSocket, that sends a message, and again as soon as it has got one,
 * or only once.
 */
final class WebSocketClient implements Client {

	private static final int HANDSHAKE_TIMEOUT_MILLIS = 10_000;

	private static final int MAX_HEAD_LENGTH = 8 * 1024;

	private final ClientChannel channel;

	private final ByteBuffer message;

	private final boolean answers;

	private final WebSocketFrames frames = new WebSocketFrames();

	private long sentNanos;

	private WebSocketClient(ClientChannel channel, byte[] message, boolean answers) {
		this.channel = channel;
		this.message = ByteBuffer.allocateDirect(message.length).put(message);
		this.answers = answers;
	}

	/**
	 * Open a WebSocket.
	 * @param channel the connection, closed if there can be none
	 * @param path its path
	 * @param header header lines to send
	 * @param message what to send
	 * @param answers whether to send it again for each message that came
	 * @return the client
	 * @throws IOException if the server opens none
	 */
	static WebSocketClient open(ClientChannel channel, String path, String header, byte[] message, boolean answers)
			throws IOException {
		try {
			Socket socket = channel.blocking().socket();
			socket.setSoTimeout(HANDSHAKE_TIMEOUT_MILLIS);
			socket.getOutputStream().write("""
					GET %s HTTP/1.1\r
					Host: localhost\r
					Connection: Upgrade\r
					Upgrade: websocket\r
					Sec-WebSocket-Version: 13\r
					Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
					%s\r
					""".formatted(path, header).getBytes(StandardCharsets.US_ASCII));
			String head = readHead(socket.getInputStream());
			if (!head.startsWith("HTTP/1.1 101")) {
				throw new IOException("No WebSocket at %s: %s".formatted(path, head.strip()));
			}
			return new WebSocketClient(channel, message, answers);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Read the head and no byte more: frames may follow.
	 * @param in where to read
	 * @return the head
	 * @throws IOException if there is none
	 */
	private static String readHead(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n", head.length() - 4) == -1) {
			int next = in.read();
			if (next == -1 || head.length() == MAX_HEAD_LENGTH) {
				throw new IOException("No response to a WebSocket's handshake but: " + head);
			}
			head.append((char) next);
		}
		return head.toString();
	}

	@Override
	public void start(Selector selector) throws IOException {
		this.channel.register(selector, SelectionKey.OP_READ, this);
		send();
	}

	@Override
	public void ready(SelectionKey key, ByteBuffer buffer, LatencyHistogram latencies) throws IOException {
		int received = this.frames.read(this.channel.receive(buffer));
		for (int i = 0; i < received; i++) {
			latencies.record(System.nanoTime() - this.sentNanos);
		}
		if (received > 0 && this.answers) {
			send();
		}
	}

	private void send() throws IOException {
		this.sentNanos = System.nanoTime();
		this.channel.send(this.message.rewind());
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
