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
 * What the affinity table knows of one client: its instance, how much it has in progress
 * and when it was last here.
 */
final class AffinityEntry {

	private static final int REMOVED = -1;

	/**
	 * There may be a million entries: a number each is a third smaller than an object.
	 */
	private static final AtomicIntegerFieldUpdater<AffinityEntry> IN_PROGRESS = AtomicIntegerFieldUpdater
		.newUpdater(AffinityEntry.class, "inProgress");

	private volatile int inProgress = 1;

	private volatile int index;

	private volatile int lastUsed;

	AffinityEntry(int index, int now) {
		this.index = index;
		this.lastUsed = now;
	}

	int index() {
		return this.index;
	}

	void index(int index) {
		this.index = index;
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
	 * @return whether the entry still stands, {@code false} when it was removed meanwhile
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
	 * Mark the entry as removed unless something is in progress.
	 * @return whether it was marked by this call
	 */
	boolean tryRemove() {
		return IN_PROGRESS.compareAndSet(this, 0, REMOVED);
	}

}
