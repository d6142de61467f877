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
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

import org.jspecify.annotations.Nullable;

/**
 * A client that opens a new connection after a number of requests, and sends its next
 * request as soon as it has the answer to the last one.
 */
final class ChurningClient implements Client {

	private final InetAddress from;

	private final InetSocketAddress to;

	private final ByteBuffer request;

	private final ResponseReader responses;

	private final int requestsPerConnection;

	private @Nullable ClientChannel channel;

	private int requestsLeft;

	private long sentNanos;

	/**
	 * Create a client.
	 * @param from its address
	 * @param to where it connects to
	 * @param request what it sends
	 * @param answerLength how many bytes the body of the answer has
	 * @param requestsPerConnection how many requests a connection is used for
	 */
	ChurningClient(InetAddress from, InetSocketAddress to, byte[] request, int answerLength,
			int requestsPerConnection) {
		this.from = from;
		this.to = to;
		this.request = ByteBuffer.allocateDirect(request.length).put(request);
		this.responses = new ResponseReader(answerLength);
		this.requestsPerConnection = requestsPerConnection;
	}

	@Override
	public void start(Selector selector) throws IOException {
		this.requestsLeft = this.requestsPerConnection;
		this.channel = ClientChannel.connecting(this.from, this.to);
		this.channel.register(selector, SelectionKey.OP_CONNECT, this);
	}

	@Override
	public void ready(SelectionKey key, ByteBuffer buffer, LatencyHistogram latencies) throws IOException {
		ClientChannel current = this.channel;
		if (current == null) {
			return;
		}
		if (key.isConnectable()) {
			current.finishConnect();
			send(current);
			return;
		}
		if (key.isWritable()) {
			current.sendRest();
		}
		if (key.isReadable() && this.responses.tryComplete(current.receive(buffer))) {
			latencies.record(System.nanoTime() - this.sentNanos);
			this.requestsLeft--;
			if (this.requestsLeft > 0) {
				send(current);
			}
			else {
				current.close();
				start(key.selector());
			}
		}
	}

	private void send(ClientChannel current) throws IOException {
		this.sentNanos = System.nanoTime();
		current.send(this.request.rewind());
	}

	@Override
	public void close() throws IOException {
		if (this.channel != null) {
			this.channel.close();
		}
	}

}
