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

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the affinity table knows of one client: its instance, how much it has in progress
 * and when it was last here.
 */
final class AffinityEntry {

	private static final int REMOVED = -1;

	private final AtomicInteger inProgress = new AtomicInteger(1);

	private volatile int index;

	private volatile long lastUsed;

	AffinityEntry(int index, long now) {
		this.index = index;
		this.lastUsed = now;
	}

	int index() {
		return this.index;
	}

	void index(int index) {
		this.index = index;
	}

	long idleNanos(long now) {
		return now - this.lastUsed;
	}

	/**
	 * Begin a request or stream of the client.
	 * @return whether the entry still stands, {@code false} when it was removed meanwhile
	 */
	boolean tryBegin() {
		int current;
		do {
			current = this.inProgress.get();
			if (current == REMOVED) {
				return false;
			}
		}
		while (!this.inProgress.compareAndSet(current, current + 1));
		return true;
	}

	void end(long now) {
		this.lastUsed = now;
		this.inProgress.decrementAndGet();
	}

	boolean isIdle() {
		return this.inProgress.get() == 0;
	}

	/**
	 * Return whether the caller's own request is the only one in progress.
	 * @return whether nothing else holds the client here
	 */
	boolean isOnlyOne() {
		return this.inProgress.get() == 1;
	}

	/**
	 * Mark the entry as removed unless something is in progress.
	 * @return whether it was marked by this call
	 */
	boolean tryRemove() {
		return this.inProgress.compareAndSet(0, REMOVED);
	}

}
