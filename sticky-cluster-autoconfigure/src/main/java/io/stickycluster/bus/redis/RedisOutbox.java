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

package io.stickycluster.bus.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.BusFrame;

/**
 * Messages that wait to be sent to Redis, and the thread that does it: as many at a time
 * as have come while the former were on their way, packed into one command for those that
 * go to the same channel, and all over one connection.
 */
final class RedisOutbox implements AutoCloseable {

	/**
	 * Size of all messages that may wait, in bytes.
	 */
	static final int MAX_BYTES = 8 * 1024 * 1024;

	private static final int OVERHEAD = 128;

	private static final int MAX_BATCH = 1024;

	/**
	 * Size of the messages that one command carries, in bytes; a larger one goes alone.
	 */
	static final int MAX_PACKET_BYTES = 256 * 1024;

	private static final long RETRY_MILLIS = 200;

	private static final long CLOSE_MILLIS = 3000;

	private static final Log logger = LogFactory.getLog(RedisOutbox.class);

	private final RedisConnectionFactory connections;

	private final BusCounts counts;

	private final Thread thread;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition filled = this.lock.newCondition();

	private final Queue<Outgoing> queue = new ArrayDeque<>();

	private int bytes;

	private long number;

	private final CountDownLatch closed = new CountDownLatch(1);

	private @Nullable RedisConnection connection;

	private boolean failing;

	RedisOutbox(RedisConnectionFactory connections, int index, BusCounts counts) {
		this.connections = connections;
		this.counts = counts;
		this.thread = new Thread(this::run, "sticky-cluster-bus-redis-" + index);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Add a message.
	 * @param channel the channel that it is for
	 * @param frame the message
	 * @return {@code false} if as many bytes wait as may, or the outbox is closed
	 */
	boolean offer(String channel, BusFrame frame) {
		int weight = OVERHEAD + frame.size();
		this.lock.lock();
		try {
			if (isClosed() || this.bytes + weight > MAX_BYTES) {
				return false;
			}
			this.bytes += weight;
			this.queue.add(new Outgoing(channel, ++this.number, frame, weight));
			this.filled.signal();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.thread.interrupt();
		try {
			this.thread.join(CLOSE_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	private void run() {
		try {
			// What is interrupted while it waits for Redis may not say so
			while (!isClosed()) {
				if (!trySend(take())) {
					this.closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
				}
			}
		}
		catch (InterruptedException ex) {
			// Closed
		}
		finally {
			disconnect();
		}
	}

	private List<Outgoing> take() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.queue.isEmpty()) {
				this.filled.await();
			}
			List<Outgoing> batch = new ArrayList<>();
			Outgoing next = this.queue.poll();
			while (next != null) {
				batch.add(next);
				this.bytes -= next.weight();
				next = (batch.size() < MAX_BATCH) ? this.queue.poll() : null;
			}
			return batch;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean trySend(List<Outgoing> batch) {
		try {
			RedisConnection connection = connect();
			connection.openPipeline();
			try {
				for (int from = 0; from < batch.size();) {
					int to = endOfPacket(batch, from);
					Outgoing first = batch.get(from);
					connection.publish(RedisBusCarrier.bytes(first.channel()), RedisInbox.encode(first.number(),
							batch.subList(from, to).stream().map(Outgoing::frame).toList()));
					from = to;
				}
			}
			finally {
				connection.closePipeline();
			}
			ended(null);
			return true;
		}
		catch (RuntimeException ex) {
			// Takes with it what it would send later
			disconnect();
			if (!isClosed()) {
				batch.forEach((lost) -> this.counts.countDropped(BusCounts.Drop.CARRIER));
				ended(ex);
			}
			return false;
		}
	}

	/**
	 * Find the messages that can be sent as one, in the order in which they were
	 * published.
	 * @param batch messages
	 * @param from index of the first message
	 * @return index after the last message
	 */
	private static int endOfPacket(List<Outgoing> batch, int from) {
		Outgoing first = batch.get(from);
		int to = from + 1;
		int size = first.weight();
		while (to < batch.size() && batch.get(to).channel().equals(first.channel())
				&& size + batch.get(to).weight() <= MAX_PACKET_BYTES) {
			size += batch.get(to).weight();
			to++;
		}
		return to;
	}

	private RedisConnection connect() {
		RedisConnection connection = this.connection;
		if (connection == null) {
			connection = this.connections.getConnection();
			this.connection = connection;
		}
		return connection;
	}

	private void disconnect() {
		RedisConnection connection = this.connection;
		this.connection = null;
		if (connection != null) {
			try {
				connection.close();
			}
			catch (RuntimeException ex) {
				logger.debug("A connection to Redis did not end cleanly", ex);
			}
		}
	}

	/**
	 * Log once when sending begins to fail, and once when it works again.
	 * @param failure why it has failed, {@code null} if it has not
	 */
	private void ended(@Nullable Exception failure) {
		if (failure != null && !this.failing) {
			logger.warn("Messages to other instances are lost because Redis cannot be reached: "
					+ NestedExceptionUtils.getMostSpecificCause(failure));
		}
		else if (failure == null && this.failing) {
			logger.info("Messages to other instances go through Redis again");
		}
		this.failing = failure != null;
	}

	/**
	 * A message on its way.
	 *
	 * @param channel the channel that it is for
	 * @param number its number
	 * @param frame the message
	 * @param weight what it takes while it waits, in bytes
	 */
	private record Outgoing(String channel, long number, BusFrame frame, int weight) {

	}

}
