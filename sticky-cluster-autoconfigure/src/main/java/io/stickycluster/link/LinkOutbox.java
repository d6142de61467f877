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

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent on a link. The link's own messages go first; packets follow, one
 * of each channel in turn. Thread-safe.
 */
final class LinkOutbox {

	/**
	 * Size of all packets of a channel that may wait, in bytes.
	 */
	static final int LANE_BYTES = 8 * 1024 * 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition filled = this.lock.newCondition();

	private final int capacity;

	private final Queue<Outgoing> messages = new ArrayDeque<>();

	private final Map<LinkChannel, Lane> lanes = new EnumMap<>(LinkChannel.class);

	private final Queue<Lane> turns = new ArrayDeque<>();

	private boolean closed;

	/**
	 * Create an outbox.
	 * @param capacity how many messages may wait
	 */
	LinkOutbox(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Add a message.
	 * @param message the message
	 * @return {@code false} if as many wait as may, or the outbox is closed
	 */
	boolean offer(Outgoing message) {
		this.lock.lock();
		try {
			if (this.closed || this.messages.size() >= this.capacity) {
				return false;
			}
			this.messages.add(message);
			this.filled.signal();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Add a packet.
	 * @param packet the packet
	 * @return {@code false} if as many bytes of its channel wait as may, or the outbox is
	 * closed
	 */
	boolean offer(LinkPacket packet) {
		this.lock.lock();
		try {
			if (this.closed) {
				return false;
			}
			Lane lane = this.lanes.computeIfAbsent(packet.channel(), (channel) -> new Lane());
			if (lane.bytes + packet.weight() > LANE_BYTES) {
				return false;
			}
			lane.bytes += packet.weight();
			if (lane.packets.isEmpty()) {
				this.turns.add(lane);
			}
			lane.packets.add(packet);
			this.filled.signal();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take what is to be sent next, and wait until there is something.
	 * @return what is next, {@code null} when the outbox is closed
	 * @throws InterruptedException if the thread is interrupted
	 */
	@Nullable Outgoing take() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			Outgoing next = next();
			while (next == null && !this.closed) {
				this.filled.await();
				next = next();
			}
			return next;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take what is to be sent next.
	 * @return what is next, {@code null} when nothing waits
	 */
	@Nullable Outgoing poll() {
		this.lock.lock();
		try {
			return next();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Close the outbox.
	 * @return the messages that were still to be sent
	 */
	List<Outgoing> close() {
		this.lock.lock();
		try {
			this.closed = true;
			List<Outgoing> left = new ArrayList<>(this.messages);
			this.messages.clear();
			this.turns.clear();
			this.lanes.clear();
			this.filled.signalAll();
			return left;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Outgoing next() {
		Outgoing message = this.messages.poll();
		if (message != null) {
			return message;
		}
		Lane lane = this.turns.poll();
		if (lane == null) {
			return null;
		}
		LinkPacket packet = lane.packets.remove();
		lane.bytes -= packet.weight();
		if (!lane.packets.isEmpty()) {
			this.turns.add(lane);
		}
		return new Outgoing(LinkCodec.header(packet), ByteBuffer.wrap(packet.body()), null);
	}

	/**
	 * Something on its way.
	 *
	 * @param head its first bytes
	 * @param body the others
	 * @param written completes when it is handed to the system; packets have none
	 */
	record Outgoing(ByteBuffer head, ByteBuffer body, @Nullable CompletableFuture<Void> written) {

	}

	/**
	 * Packets of a channel.
	 */
	private static final class Lane {

		private final Queue<LinkPacket> packets = new ArrayDeque<>();

		private int bytes;

	}

}
