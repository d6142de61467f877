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

import org.jspecify.annotations.Nullable;

/**
 * A client with a keep-alive connection that sends when its schedule says so, or as soon
 * after as it has the answer to its last request. Told by the pacer's thread.
 */
final class PacedClient implements Client {

	private final ClientChannel channel;

	private final int number;

	private final ByteBuffer request;

	private final ResponseReader responses;

	private @Nullable PacedSchedule schedule;

	private long due;

	private long answered;

	private boolean ended;

	PacedClient(ClientChannel channel, int number, byte[] request, int answerLength) {
		this.channel = channel;
		this.number = number;
		this.request = ByteBuffer.allocateDirect(request.length).put(request);
		this.responses = new ResponseReader(answerLength);
	}

	@Override
	public void start(Selector selector) throws IOException {
		this.channel.register(selector, SelectionKey.OP_READ, this);
	}

	/**
	 * Send one more request, now or when the answer to the last one has come.
	 * @param schedule when it should be sent
	 * @throws IOException if the connection is broken
	 */
	synchronized void sendOneMore(PacedSchedule schedule) throws IOException {
		this.schedule = schedule;
		if (!this.ended && this.due++ == this.answered) {
			send();
		}
	}

	@Override
	public void ready(SelectionKey key, ByteBuffer buffer, LatencyHistogram latencies) throws IOException {
		if (!this.responses.tryComplete(this.channel.receive(buffer))) {
			return;
		}
		synchronized (this) {
			record(latencies);
			if (this.answered < this.due) {
				send();
			}
		}
	}

	/**
	 * Whoever still waits has waited at least until now.
	 */
	@Override
	public synchronized void end(LatencyHistogram latencies) {
		this.ended = true;
		while (this.answered < this.due) {
			record(latencies);
		}
	}

	private void record(LatencyHistogram latencies) {
		if (this.schedule != null) {
			latencies.record(System.nanoTime() - this.schedule.nanos(this.number, this.answered));
		}
		this.answered++;
	}

	private void send() throws IOException {
		this.channel.send(this.request.rewind());
		if (this.request.hasRemaining()) {
			throw new IOException("A request of %d bytes was not taken at once".formatted(this.request.limit()));
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
