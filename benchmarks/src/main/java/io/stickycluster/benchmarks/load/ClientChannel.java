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

import org.jspecify.annotations.Nullable;

/**
 * A connection from an address of the client's own.
 */
final class ClientChannel implements Closeable {

	private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

	private final SocketChannel channel;

	private @Nullable SelectionKey key;

	private @Nullable ByteBuffer unsent;

	private ClientChannel(SocketChannel channel) {
		this.channel = channel;
	}

	/**
	 * Connect, and wait until connected.
	 * @param from the client's address
	 * @param to where to
	 * @return the connection, in blocking mode
	 * @throws IOException if there is no connection
	 */
	static ClientChannel connect(InetAddress from, InetSocketAddress to) throws IOException {
		ClientChannel opened = open(from);
		try {
			opened.channel.socket().connect(to, CONNECT_TIMEOUT_MILLIS);
			return opened;
		}
		catch (IOException ex) {
			opened.close();
			throw ex;
		}
	}

	/**
	 * Begin to connect.
	 * @param from the client's address
	 * @param to where to
	 * @return the connection, in non-blocking mode
	 * @throws IOException if there can be no connection
	 */
	static ClientChannel connecting(InetAddress from, InetSocketAddress to) throws IOException {
		ClientChannel opened = open(from);
		try {
			opened.channel.configureBlocking(false);
			opened.channel.connect(to);
			return opened;
		}
		catch (IOException ex) {
			opened.close();
			throw ex;
		}
	}

	private static ClientChannel open(InetAddress from) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.bind(new InetSocketAddress(from, 0));
			return new ClientChannel(channel);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	SocketChannel blocking() {
		return this.channel;
	}

	void register(Selector selector, int operations, Client client) throws IOException {
		this.channel.configureBlocking(false);
		this.key = this.channel.register(selector, operations, client);
	}

	void finishConnect() throws IOException {
		this.channel.finishConnect();
	}

	/**
	 * Send as much as is taken, and the rest when there is room.
	 * @param buffer what to send, not to be changed until all of it was taken
	 * @throws IOException if the connection is broken
	 */
	void send(ByteBuffer buffer) throws IOException {
		this.channel.write(buffer);
		this.unsent = buffer.hasRemaining() ? buffer : null;
		SelectionKey registered = this.key;
		if (registered != null) {
			int operations = SelectionKey.OP_READ | ((this.unsent != null) ? SelectionKey.OP_WRITE : 0);
			if (registered.interestOps() != operations) {
				registered.interestOps(operations);
			}
		}
	}

	void sendRest() throws IOException {
		if (this.unsent != null) {
			send(this.unsent);
		}
	}

	/**
	 * Receive what has come.
	 * @param buffer a buffer to use
	 * @return the buffer, flipped
	 * @throws IOException if the connection was closed
	 */
	ByteBuffer receive(ByteBuffer buffer) throws IOException {
		if (this.channel.read(buffer.clear()) < 0) {
			throw new EOFException("The server closed the connection from " + this.channel.getLocalAddress());
		}
		return buffer.flip();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
