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

import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one thing that is timed on a connection at a time. Moving it into the future is
 * free: the scheduled task looks again when it runs, so that a request costs no timer.
 * Confined to its event loop.
 */
final class Deadline {

	private final EventExecutor executor;

	private @Nullable ScheduledFuture<?> scheduled;

	private long scheduledAt;

	private @Nullable Runnable action;

	private long at;

	Deadline(EventExecutor executor) {
		this.executor = executor;
	}

	/**
	 * Replace what is timed.
	 * @param delayNanos after how long the action runs, 0 for never
	 * @param action what runs, on the event loop
	 */
	void set(long delayNanos, Runnable action) {
		if (delayNanos == 0) {
			this.action = null;
			return;
		}
		this.action = action;
		this.at = System.nanoTime() + delayNanos;
		if (this.scheduled == null || this.at - this.scheduledAt < 0) {
			cancel();
			schedule(delayNanos);
		}
	}

	/**
	 * Time nothing.
	 */
	void clear() {
		this.action = null;
	}

	/**
	 * Release the timer.
	 */
	void close() {
		this.action = null;
		cancel();
	}

	private void cancel() {
		if (this.scheduled != null) {
			this.scheduled.cancel(false);
			this.scheduled = null;
		}
	}

	private void schedule(long delayNanos) {
		this.scheduledAt = System.nanoTime() + delayNanos;
		this.scheduled = this.executor.schedule(this::run, delayNanos, TimeUnit.NANOSECONDS);
	}

	private void run() {
		this.scheduled = null;
		Runnable due = this.action;
		if (due == null) {
			return;
		}
		long left = this.at - System.nanoTime();
		if (left > 0) {
			schedule(left);
			return;
		}
		this.action = null;
		due.run();
	}

}
