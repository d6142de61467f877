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
 * A client that opens a new connection for each request, and closes it when it has the
 * answer.
 */
final class NewConnectionClient implements Client {

	private final InetAddress from;

	private final InetSocketAddress to;

	private final ByteBuffer request;

	private final ResponseReader responses;

	private @Nullable ClientChannel channel;

	private long beganNanos;

	NewConnectionClient(InetAddress from, InetSocketAddress to, byte[] request, int answerLength) {
		this.from = from;
		this.to = to;
		this.request = ByteBuffer.allocateDirect(request.length).put(request);
		this.responses = new ResponseReader(answerLength);
	}

	@Override
	public void start(Selector selector) throws IOException {
		this.beganNanos = System.nanoTime();
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
			current.send(this.request.rewind());
		}
		else if (this.responses.tryComplete(current.receive(buffer))) {
			latencies.record(System.nanoTime() - this.beganNanos);
			current.close();
			start(key.selector());
		}
	}

	@Override
	public void close() throws IOException {
		if (this.channel != null) {
			this.channel.close();
		}
	}

}
