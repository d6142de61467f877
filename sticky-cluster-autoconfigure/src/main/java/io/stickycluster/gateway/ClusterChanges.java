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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.EventLoop;

/**
 * Tells those that wait on event loops that the cluster has changed. Thread-safe and
 * never blocking.
 */
final class ClusterChanges {

	private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

	/**
	 * Listen until the listener is closed.
	 * @param eventLoop where the listener is told
	 * @param action what it does; must look at the cluster itself, because changes that
	 * follow each other quickly are told once
	 * @return the listener
	 */
	Listener listen(EventLoop eventLoop, Runnable action) {
		Listener listener = new Listener(eventLoop, action);
		this.listeners.add(listener);
		return listener;
	}

	/**
	 * Tell all.
	 */
	void changed() {
		this.listeners.forEach(Listener::tell);
	}

	int size() {
		return this.listeners.size();
	}

	/**
	 * Somebody that waits.
	 */
	final class Listener {

		private final EventLoop eventLoop;

		private final Runnable action;

		private final AtomicBoolean told = new AtomicBoolean();

		Listener(EventLoop eventLoop, Runnable action) {
			this.eventLoop = eventLoop;
			this.action = action;
		}

		/**
		 * Wait no more. To be called on the event loop.
		 */
		void close() {
			ClusterChanges.this.listeners.remove(this);
		}

		/**
		 * Tell soon. Thread-safe.
		 */
		void tell() {
			if (this.told.compareAndSet(false, true)) {
				try {
					this.eventLoop.execute(this::run);
				}
				catch (RejectedExecutionException ex) {
					// Nobody waits on an event loop that has ended
					close();
				}
			}
		}

		private void run() {
			this.told.set(false);
			if (ClusterChanges.this.listeners.contains(this)) {
				this.action.run();
			}
		}

	}

}
