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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.link.LinkOutbox.Outgoing;

/**
 * One end of an open control link: one thread reads, one writes. Thread-safe; no method
 * blocks.
 *
 * <p>
 * What is to be sent waits in a queue of fixed size. A peer that reads so slowly that the
 * queue overflows is as good as gone: the link is closed. {@link LinkPacket Packets} of
 * other features wait behind the messages, and are dropped when too much of them waits.
 */
public final class Link {

	/**
	 * Exit code of an instance that has ended because its link did.
	 */
	public static final int LOST_EXIT_CODE = 83;

	private static final Log logger = LogFactory.getLog(Link.class);

	private static final String CLOSED_BY_PEER = "the peer closed it";

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SocketChannel channel;

	private final String name;

	private final LinkListener listener;

	private final int queueCapacity;

	private final LinkOutbox outbox;

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
		this.queueCapacity = queueCapacity;
		this.outbox = new LinkOutbox(queueCapacity);
	}

	/**
	 * Send a message.
	 * @param message the message
	 * @return completes when the message is handed to the system, exceptionally when it
	 * never will be
	 */
	public CompletionStage<Void> send(LinkMessage message) {
		CompletableFuture<Void> written = new CompletableFuture<>();
		if (!this.outbox.offer(new Outgoing(LinkCodec.encode(message), NOTHING, written))) {
			close("the peer reads too slowly: %d messages wait".formatted(this.queueCapacity));
			fail(written);
		}
		return written;
	}

	/**
	 * Send a packet.
	 * @param packet the packet
	 * @return whether it will be sent, {@code false} when it was dropped because too much
	 * waits or the link is closed
	 */
	public boolean trySend(LinkPacket packet) {
		return this.outbox.offer(packet);
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
			this.outbox.close().forEach((message) -> fail(message.written()));
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
		FrameReader reader = new FrameReader(this.channel);
		boolean open = true;
		while (open) {
			open = reader.read(this.listener);
		}
	}

	private void write() {
		FrameWriter writer = new FrameWriter(this.channel);
		try {
			Outgoing next = this.outbox.take();
			while (next != null && tryWrite(writer, next)) {
				next = this.outbox.take();
			}
		}
		catch (InterruptedException ex) {
			close("its writer was interrupted");
		}
	}

	/**
	 * Write something and the packets that wait behind it.
	 * @param writer writes
	 * @param first what is to be written
	 * @return {@code false} when nothing can be written any more
	 */
	private boolean tryWrite(FrameWriter writer, Outgoing first) {
		Outgoing next = first;
		try {
			while (next != null) {
				writer.write(next.head());
				writer.write(next.body());
				CompletableFuture<Void> written = next.written();
				if (written != null) {
					writer.flush();
					written.complete(null);
				}
				next = this.outbox.poll();
			}
			writer.flush();
			return true;
		}
		catch (IOException ex) {
			// The channel stays open: the peer's last words may still be there to be read
			endSending("writing failed: " + ex.getMessage());
			fail((next != null) ? next.written() : null);
			return false;
		}
	}

	private void fail(@Nullable CompletableFuture<Void> written) {
		if (written != null) {
			written.completeExceptionally(new IOException("The control link is closed: " + this.closeReason.get()));
		}
	}

	private void startThread(String suffix, Runnable task) {
		Thread thread = new Thread(task, this.name + suffix);
		thread.setDaemon(true);
		thread.start();
	}

}
