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

package io.stickycluster.handoff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A generation of an instance as connections are handed to it: a few at a time are on
 * their way, until it says that it has them, the others wait. Confined to the event loop
 * of the {@link Dispatcher}, but for the counts.
 */
final class Destination {

	/**
	 * How many connections may be on their way. Less than the queue of a Unix-domain
	 * socket holds.
	 */
	static final int WINDOW = 64;

	private final Generation owner;

	private final Receiver receiver;

	private final Map<Integer, Arrival> underWay = new LinkedHashMap<>();

	private final Map<Integer, Arrival> open = new HashMap<>();

	private final Deque<Arrival> queue = new ArrayDeque<>();

	private int lastId;

	private boolean closed;

	private boolean forgotten;

	private volatile boolean gone;

	private volatile int openCount;

	private volatile int queueLength;

	private volatile long total;

	Destination(Generation owner, Receiver receiver) {
		this.owner = owner;
		this.receiver = receiver;
	}

	Generation owner() {
		return this.owner;
	}

	Receiver receiver() {
		return this.receiver;
	}

	/**
	 * Return whether it takes no more connections.
	 * @return whether it has given one back
	 */
	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return whether its instance is gone.
	 * @return whether nothing is told of it any more
	 */
	boolean isGone() {
		return this.gone;
	}

	/**
	 * Begin to forget it.
	 * @return whether that had not begun
	 */
	boolean tryForget() {
		boolean first = !this.forgotten;
		this.forgotten = true;
		return first;
	}

	boolean hasRoom() {
		return this.underWay.size() < WINDOW;
	}

	void pass(Arrival arrival) {
		int id = ++this.lastId;
		this.underWay.put(id, arrival);
		this.receiver.pass(id, arrival.channel());
	}

	void enqueue(Arrival arrival) {
		this.queue.add(arrival);
		this.queueLength = this.queue.size();
	}

	/**
	 * Take the next one out of the queue.
	 * @return the arrival that has waited for longest, {@code null} when none waits
	 */
	@Nullable Arrival poll() {
		Arrival next = this.queue.poll();
		this.queueLength = this.queue.size();
		return next;
	}

	boolean dequeue(Arrival arrival) {
		boolean removed = this.queue.remove(arrival);
		this.queueLength = this.queue.size();
		return removed;
	}

	/**
	 * Learn that the instance has a connection.
	 * @param id the connection
	 */
	void taken(int id) {
		Arrival arrival = this.underWay.remove(id);
		if (arrival != null) {
			arrival.taken();
			this.open.put(id, arrival);
			this.openCount = this.open.size();
			this.total++;
		}
	}

	/**
	 * Learn that the instance does not take a connection, nor any other.
	 * @param id the connection
	 * @return the arrival, {@code null} when it is not known
	 */
	@Nullable Arrival givenBack(int id) {
		this.closed = true;
		return this.underWay.remove(id);
	}

	/**
	 * Learn that a connection has ended.
	 * @param id the connection
	 * @return the arrival, {@code null} when it is not known
	 */
	@Nullable Arrival ended(int id) {
		Arrival arrival = this.open.remove(id);
		this.openCount = this.open.size();
		return arrival;
	}

	/**
	 * Learn that the instance has ended.
	 * @return the connections that it had
	 */
	Collection<Arrival> endAll() {
		this.closed = true;
		this.gone = true;
		List<Arrival> ended = new ArrayList<>(this.open.values());
		this.open.clear();
		this.openCount = 0;
		return ended;
	}

	/**
	 * Take all back that the instance is not known to have.
	 * @param alsoUnderWay whether those, too, that may reach it yet
	 * @return the arrivals, the oldest first
	 */
	Collection<Arrival> takeBack(boolean alsoUnderWay) {
		List<Arrival> back = new ArrayList<>();
		if (alsoUnderWay) {
			back.addAll(this.underWay.values());
			this.underWay.clear();
		}
		back.addAll(this.queue);
		this.queue.clear();
		this.queueLength = 0;
		return back;
	}

	int openCount() {
		return this.openCount;
	}

	int queueLength() {
		return this.queueLength;
	}

	long total() {
		return this.total;
	}

}
