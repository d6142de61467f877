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

package io.stickycluster.bus;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link BusSubscription} with a queue of limited size before its listener. Thread-safe.
 */
final class QueuedSubscription implements BusSubscription {

	/**
	 * What a message takes beside its bytes, in bytes, while it waits.
	 */
	private static final int OVERHEAD = 128;

	private static final Log logger = LogFactory.getLog(QueuedSubscription.class);

	private final String topic;

	private final BusListener listener;

	private final BusSettings settings;

	private final BusCounts counts;

	private final Predicate<Runnable> threads;

	private final Consumer<QueuedSubscription> closeListener;

	private final Queue<BusFrame> queue = new ArrayDeque<>();

	private long bytes;

	private boolean draining;

	private boolean dropping;

	private boolean closed;

	QueuedSubscription(String topic, BusListener listener, BusSettings settings, BusCounts counts,
			Predicate<Runnable> threads, Consumer<QueuedSubscription> closeListener) {
		this.topic = topic;
		this.listener = listener;
		this.settings = settings;
		this.counts = counts;
		this.threads = threads;
		this.closeListener = closeListener;
	}

	String topic() {
		return this.topic;
	}

	/**
	 * Add a message to the queue.
	 * @param frame the message
	 * @param wakeUps is told when nobody drains the queue yet
	 */
	void offer(BusFrame frame, BusWakeUps wakeUps) {
		if (add(frame)) {
			wakeUps.add(this);
		}
	}

	/**
	 * Have the queue drained by a thread.
	 * @param before what the thread does before
	 * @return whether there is a thread
	 */
	boolean tryWake(Runnable before) {
		boolean woken = this.threads.test(() -> {
			before.run();
			drain();
		});
		if (!woken) {
			// The next message tries again
			synchronized (this) {
				this.draining = false;
			}
		}
		return woken;
	}

	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
			this.queue.clear();
			this.bytes = 0;
		}
		this.closeListener.accept(this);
	}

	/**
	 * Add a message to the queue.
	 * @param frame the message
	 * @return whether nobody drains the queue yet
	 */
	private synchronized boolean add(BusFrame frame) {
		if (this.closed || !makeRoom(weight(frame))) {
			return false;
		}
		this.queue.add(frame);
		this.bytes += weight(frame);
		boolean first = !this.draining;
		this.draining = true;
		return first;
	}

	private boolean makeRoom(int weight) {
		while (this.bytes + weight > this.settings.queueSize() && !this.queue.isEmpty()) {
			this.counts.countDropped(BusCounts.Drop.SUBSCRIPTION);
			if (!this.dropping) {
				this.dropping = true;
				logger.warn("Messages of topic '" + this.topic + "' are dropped because its listener is too slow: "
						+ this.queue.size() + " wait");
			}
			if (this.settings.overflow() == BusOverflow.DROP_NEWEST) {
				return false;
			}
			this.bytes -= weight(this.queue.remove());
		}
		return true;
	}

	private void drain() {
		BusFrame next = next();
		while (next != null) {
			try {
				this.listener.received(next.message(), next.sender());
			}
			catch (RuntimeException | Error ex) {
				this.counts.countFailure();
				logger.error("A listener of topic '" + this.topic + "' failed", ex);
			}
			next = next();
		}
	}

	private synchronized @Nullable BusFrame next() {
		BusFrame next = this.queue.poll();
		if (next == null) {
			this.draining = false;
			this.dropping = false;
			return null;
		}
		this.bytes -= weight(next);
		return next;
	}

	private static int weight(BusFrame frame) {
		return OVERHEAD + frame.size();
	}

}
