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

/**
 * How fast a client sends the body of a request, over the time that the gateway waits for
 * it: time in which the instance takes nothing does not count. After a few seconds of
 * grace the average must not be below the least rate, as in Kestrel
 * ({@code MinRequestBodyDataRate}). Confined to an event loop.
 */
final class BodyPace {

	/**
	 * So that no connection is broken by a short pause at the beginning.
	 */
	private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final long minBytesPerSecond;

	private long bytes;

	private long waitedNanos;

	private long waitingSince;

	private boolean waiting;

	/**
	 * Create a measure.
	 * @param minBytesPerSecond the least rate, 0 for any
	 */
	BodyPace(long minBytesPerSecond) {
		this.minBytesPerSecond = minBytesPerSecond;
	}

	/**
	 * Begin or go on to wait for the client.
	 * @param now the time in nanoseconds
	 * @return how long the client may take for its next byte, in nanoseconds, at least 1,
	 * or 0 for any time
	 */
	long await(long now) {
		if (this.minBytesPerSecond == 0) {
			return 0;
		}
		if (!this.waiting) {
			this.waiting = true;
			this.waitingSince = now;
		}
		double earned = (double) this.bytes / this.minBytesPerSecond * TimeUnit.SECONDS.toNanos(1);
		long allowed = (long) Math.max(GRACE_NANOS, Math.min(earned, Long.MAX_VALUE / 4));
		return Math.max(1, allowed - this.waitedNanos - (now - this.waitingSince));
	}

	/**
	 * Learn that something has come.
	 * @param count how many bytes
	 * @param now the time in nanoseconds
	 */
	void received(int count, long now) {
		this.bytes += count;
		pause(now);
	}

	/**
	 * Do not wait for the client for now.
	 * @param now the time in nanoseconds
	 */
	void pause(long now) {
		if (this.waiting) {
			this.waiting = false;
			this.waitedNanos += now - this.waitingSince;
		}
	}

}
