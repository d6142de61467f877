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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One end of an open control link: one thread reads, one writes. Thread-safe; no method
 * blocks.
 *
 * <p>
 * What is to be sent waits in a queue of fixed size. A peer that reads so slowly that the
 * queue overflows is as good as gone: the link is closed.
 */
public final class Link {

	/**
	 * Exit code of an instance that has ended because its link did.
	 */
	public static final int LOST_EXIT_CODE = 83;

	private static final Log logger = LogFactory.getLog(Link.class);

	private static final String CLOSED_BY_PEER = "the peer closed it";

	private final SocketChannel channel;

	private final String name;

	private final LinkListener listener;

	private final BlockingQueue<Outgoing> outgoing;

	private final AtomicReference<@Nullable String> closeReason = new AtomicReference<>();

	/**
	 * Create a link.
	 * @param channel the channel, after the handshake
	 * @param name what the link's threads are called
	 * @param queueCapacity how many messages may wait to be sent
	 * @param listener is told what comes
	 */
	Link(SocketChannel channel, String name, int queueCapacity, LinkListener listener) {
		this.channel = channel;
		this.name = name;
		this.listener = listener;
		this.outgoing = new ArrayBlockingQueue<>(queueCapacity);
	}

	/**
	 * Send a message.
	 * @param message the message
	 * @return completes when the message is handed to the system, exceptionally when it
	 * never will be
	 */
	public CompletionStage<Void> send(LinkMessage message) {
		Outgoing next = new Outgoing(LinkCodec.encode(message), new CompletableFuture<>());
		if (!this.outgoing.offer(next)) {
			close("the peer reads too slowly: %d messages wait".formatted(this.outgoing.size()));
		}
		if (this.closeReason.get() != null) {
			fail(next);
		}
		return next.written();
	}

	/**
	 * Close the link. What is not sent yet is discarded.
	 * @param reason why
	 */
	public void close(String reason) {
		endSending(reason);
		closeChannel();
	}

	private void endSending(String reason) {
		if (this.closeReason.compareAndSet(null, reason)) {
			this.outgoing.forEach(this::fail);
			this.outgoing.clear();
			// If senders have filled the queue again the writer ends at their messages
			this.outgoing.offer(Outgoing.END);
		}
	}

	private void closeChannel() {
		try {
			// Wakes both threads
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("Could not close the channel of " + this.name, ex);
		}
	}

	/**
	 * Read until the link ends, on the calling thread, and write on another.
	 */
	void run() {
		try {
			startThread("-writer", this::write);
			this.listener.opened(this);
			read();
		}
		catch (IOException ex) {
			close(String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException | Error ex) {
			logger.error("The control link of " + this.name + " failed", ex);
			close(ex.toString());
		}
		finally {
			close(CLOSED_BY_PEER);
			this.listener.closed(String.valueOf(this.closeReason.get()));
		}
	}

	/**
	 * Read and write on threads of the link's own.
	 */
	void start() {
		startThread("-reader", this::run);
	}

	private void read() throws IOException {
		LinkMessage message = LinkCodec.read(this.channel, LinkCodec.MAX_LENGTH);
		while (message != null) {
			if (!(message instanceof LinkMessage.Unknown)) {
				this.listener.received(message);
			}
			message = LinkCodec.read(this.channel, LinkCodec.MAX_LENGTH);
		}
	}

	private void write() {
		try {
			Outgoing next = this.outgoing.take();
			while (next != Outgoing.END && tryWrite(next)) {
				next = this.outgoing.take();
			}
		}
		catch (InterruptedException ex) {
			close("its writer was interrupted");
		}
	}

	private boolean tryWrite(Outgoing next) {
		try {
			while (next.frame().hasRemaining()) {
				this.channel.write(next.frame());
			}
			next.written().complete(null);
			return true;
		}
		catch (IOException ex) {
			// The channel stays open: the peer's last words may still be there to be read
			endSending("writing failed: " + ex.getMessage());
			fail(next);
			return false;
		}
	}

	private void fail(Outgoing message) {
		message.written()
			.completeExceptionally(new IOException("The control link is closed: " + this.closeReason.get()));
	}

	private void startThread(String suffix, Runnable task) {
		Thread thread = new Thread(task, this.name + suffix);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * A message on its way.
	 *
	 * @param frame what is left to write
	 * @param written completes when nothing is left
	 */
	private record Outgoing(ByteBuffer frame, CompletableFuture<Void> written) {

		private static final Outgoing END = new Outgoing(ByteBuffer.allocate(0), new CompletableFuture<>());

	}

}
