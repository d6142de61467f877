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

package io.stickycluster.gateway;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The requests in progress at one instance, and those that wait for their turn there,
 * first come, first served. Thread-safe; what is locked is a few instructions.
 */
final class InstanceQueue {

	private final int maxActive;

	private final int maxQueued;

	private final Set<Turn> turns = new LinkedHashSet<>();

	private int active;

	/**
	 * Create a queue.
	 * @param maxActive how many requests may be in progress, 0 for any number
	 * @param maxQueued how many may wait beyond that
	 */
	InstanceQueue(int maxActive, int maxQueued) {
		this.maxActive = maxActive;
		this.maxQueued = maxQueued;
	}

	/**
	 * Begin a request at once.
	 * @return whether there was room and nobody waited for it
	 */
	boolean tryEnter() {
		if (this.maxActive == 0) {
			return true;
		}
		synchronized (this) {
			if (this.active >= this.maxActive) {
				return false;
			}
			this.active++;
			return true;
		}
	}

	/**
	 * Wait for a turn, or begin at once if there is room by now.
	 * @param eventLoop where the turn is told
	 * @param action what happens when it has come
	 * @return the turn, {@code null} when too many wait already
	 */
	synchronized @Nullable Turn tryQueue(EventLoop eventLoop, Runnable action) {
		if (this.turns.size() >= this.maxQueued) {
			return null;
		}
		Turn turn = new Turn(eventLoop, action);
		if (this.active < this.maxActive) {
			this.active++;
			turn.come();
		}
		else {
			this.turns.add(turn);
		}
		return turn;
	}

	/**
	 * End a request: the room passes to the one that waits for longest.
	 */
	void leave() {
		if (this.maxActive == 0) {
			return;
		}
		Turn next = next();
		while (next != null && !next.come()) {
			next = next();
		}
	}

	private synchronized @Nullable Turn next() {
		var waiting = this.turns.iterator();
		if (!waiting.hasNext()) {
			this.active--;
			return null;
		}
		Turn next = waiting.next();
		waiting.remove();
		return next;
	}

	/**
	 * Give a turn up, whether it has come or not. To be called on its event loop, before
	 * it was told.
	 * @param turn the turn
	 */
	void withdraw(Turn turn) {
		turn.withdrawn = true;
		boolean hasWaited;
		synchronized (this) {
			hasWaited = this.turns.remove(turn);
		}
		if (!hasWaited) {
			leave();
		}
	}

	synchronized int length() {
		return this.turns.size();
	}

	/**
	 * A request that waits.
	 */
	static final class Turn {

		private final EventLoop eventLoop;

		private final Runnable action;

		private boolean withdrawn;

		private Turn(EventLoop eventLoop, Runnable action) {
			this.eventLoop = eventLoop;
			this.action = action;
		}

		/**
		 * Tell that the turn has come.
		 * @return whether there is somebody to tell it to
		 */
		private boolean come() {
			try {
				this.eventLoop.execute(() -> {
					if (!this.withdrawn) {
						this.action.run();
					}
				});
				return true;
			}
			catch (RejectedExecutionException ex) {
				return false;
			}
		}

	}

}
