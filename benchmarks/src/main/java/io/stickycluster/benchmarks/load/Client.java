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

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A client with a keep-alive connection and one request in flight.
 */
final class Client implements Closeable {

	private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

	private final SocketChannel channel;

	private final ByteBuffer request;

	private final ResponseReader responses;

	private long sentNanos;

	private Client(SocketChannel channel, Answer answer) {
		this.channel = channel;
		this.request = ByteBuffer.wrap(answer.request());
		this.responses = new ResponseReader(answer.length());
	}

	static Client connect(InetAddress from, InetSocketAddress to, Answer answer) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.bind(new InetSocketAddress(from, 0));
			channel.socket().connect(to, CONNECT_TIMEOUT_MILLIS);
			channel.configureBlocking(false);
			return new Client(channel, answer);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	void register(Selector selector) throws IOException {
		this.channel.register(selector, SelectionKey.OP_READ, this);
	}

	void send() throws IOException {
		this.sentNanos = System.nanoTime();
		this.channel.write(this.request.rewind());
		if (this.request.hasRemaining()) {
			throw new IOException("A request of %d bytes was not taken at once".formatted(this.request.limit()));
		}
	}

	/**
	 * Receive what has come.
	 * @param buffer a buffer to use
	 * @return whether the response is complete
	 * @throws IOException if the response is not the expected one, or the connection was
	 * closed
	 */
	boolean tryReceive(ByteBuffer buffer) throws IOException {
		if (this.channel.read(buffer.clear()) < 0) {
			throw new EOFException("The server closed the connection from " + this.channel.getLocalAddress());
		}
		return this.responses.tryComplete(buffer.flip());
	}

	long nanosSinceSent() {
		return System.nanoTime() - this.sentNanos;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
