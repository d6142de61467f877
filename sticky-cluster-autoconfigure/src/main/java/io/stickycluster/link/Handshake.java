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

package io.stickycluster.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * First exchange on a control link, on a channel that is closed when it takes too long.
 */
final class Handshake implements AutoCloseable {

	/**
	 * Size of the largest greeting, which is read from anybody.
	 */
	static final int MAX_HELLO_LENGTH = 4096;

	private final SocketChannel channel;

	private final Duration timeout;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private volatile boolean timedOut;

	Handshake(SocketChannel channel, Duration timeout) {
		this.channel = channel;
		this.timeout = timeout;
		this.done.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((result, ex) -> {
			if (ex != null) {
				timeOut();
			}
		});
	}

	void send(LinkMessage message) throws IOException {
		try {
			ByteBuffer frame = LinkCodec.encode(message);
			while (frame.hasRemaining()) {
				this.channel.write(frame);
			}
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	@Nullable LinkMessage receive(int maxLength) throws IOException {
		try {
			return LinkCodec.read(this.channel, maxLength);
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	/**
	 * End the time limit.
	 */
	@Override
	public void close() {
		this.done.complete(null);
	}

	private void timeOut() {
		this.timedOut = true;
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// Its user learns from the channel itself
		}
	}

	private IOException translate(IOException ex) {
		return this.timedOut ? new IOException("no handshake within " + this.timeout.toMillis() + "ms", ex) : ex;
	}

}
