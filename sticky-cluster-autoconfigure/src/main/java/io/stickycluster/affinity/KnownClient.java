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

package io.stickycluster.affinity;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A client as an {@link AffinityTable} knows it: where it is, how much it has in progress
 * and when it was last here. There may be a million of them, so it is its own key, and a
 * number each stands for what could be an object. Whoever keeps it, e.g. for the next
 * request of a connection, enters by it without a search.
 */
public final class KnownClient extends AffinityKey {

	private static final int REMOVED = -1;

	private static final AtomicIntegerFieldUpdater<KnownClient> IN_PROGRESS = AtomicIntegerFieldUpdater
		.newUpdater(KnownClient.class, "inProgress");

	private volatile int inProgress;

	/**
	 * Which generation of which instance it is on, see {@link Place}.
	 */
	private volatile int place;

	private volatile int lastUsed;

	private KnownClient(AffinityKey key, int place, int inProgress, int now) {
		super(key.high(), key.low());
		this.place = place;
		this.inProgress = inProgress;
		this.lastUsed = now;
	}

	/**
	 * Create a client that a table is to remember.
	 * @param key the client's key
	 * @param place where it is, {@link Place#NOWHERE} for nowhere yet
	 * @param requests how many requests it has in progress
	 * @param now the time in milliseconds, which may overflow
	 * @return the client
	 */
	static KnownClient of(AffinityKey key, int place, int requests, int now) {
		return new KnownClient(key, place, requests, now);
	}

	/**
	 * Create a client that is known for one request only.
	 * @param key the client's key
	 * @return the client, which cannot be entered by again
	 */
	static KnownClient passing(AffinityKey key) {
		return new KnownClient(key, Place.NOWHERE, REMOVED, 0);
	}

	int place() {
		return this.place;
	}

	void place(int place) {
		this.place = place;
	}

	int index() {
		return Place.index(this.place);
	}

	boolean isPlaced() {
		return this.place != Place.NOWHERE;
	}

	boolean isRemembered() {
		return this.inProgress != REMOVED;
	}

	/**
	 * Return for how long the client has had nothing in progress.
	 * @param now the time in milliseconds, which may overflow
	 * @return the time in milliseconds
	 */
	int idleMillis(int now) {
		return now - this.lastUsed;
	}

	/**
	 * Begin a request or stream of the client.
	 * @return whether the client is still remembered
	 */
	boolean tryBegin() {
		int current;
		do {
			current = this.inProgress;
			if (current == REMOVED) {
				return false;
			}
		}
		while (!IN_PROGRESS.compareAndSet(this, current, current + 1));
		return true;
	}

	void end(int now) {
		this.lastUsed = now;
		IN_PROGRESS.decrementAndGet(this);
	}

	boolean isIdle() {
		return this.inProgress == 0;
	}

	/**
	 * Return whether the caller's own request is the only one in progress.
	 * @return whether nothing else holds the client here
	 */
	boolean isOnlyOne() {
		return this.inProgress == 1;
	}

	/**
	 * Mark the client as removed unless something is in progress.
	 * @return whether it was marked by this call
	 */
	boolean tryRemove() {
		return IN_PROGRESS.compareAndSet(this, 0, REMOVED);
	}

}
