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
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * A client with a keep-alive connection that sends its next request as soon as it has the
 * answer to the last one.
 */
final class KeepAliveClient implements Client {

	private final ClientChannel channel;

	private final ByteBuffer request;

	private final ResponseReader responses;

	private long sentNanos;

	KeepAliveClient(ClientChannel channel, byte[] request, int answerLength) {
		this.channel = channel;
		this.request = ByteBuffer.allocateDirect(request.length).put(request);
		this.responses = new ResponseReader(answerLength);
	}

	@Override
	public void start(Selector selector) throws IOException {
		this.channel.register(selector, SelectionKey.OP_READ, this);
		send();
	}

	@Override
	public void ready(SelectionKey key, ByteBuffer buffer, LatencyHistogram latencies) throws IOException {
		if (key.isWritable()) {
			this.channel.sendRest();
		}
		if (key.isReadable() && this.responses.tryComplete(this.channel.receive(buffer))) {
			latencies.record(System.nanoTime() - this.sentNanos);
			send();
		}
	}

	private void send() throws IOException {
		this.sentNanos = System.nanoTime();
		this.channel.send(this.request.rewind());
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
