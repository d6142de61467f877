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

import java.util.concurrent.TimeUnit;

/**
 * Bounds how many connections are accepted in a second. Not thread-safe. Times are those
 * of a monotonic clock in nanoseconds.
 */
final class AcceptRate {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/**
	 * How much of a second may be used at once.
	 */
	private static final long BURST = SECOND / 10;

	private final long cost;

	private long next;

	/**
	 * Create a rate.
	 * @param perSecond how many connections, 0 for any number
	 * @param now the time
	 */
	AcceptRate(int perSecond, long now) {
		this.cost = (perSecond != 0) ? Math.max(1, SECOND / perSecond) : 0;
		this.next = now;
	}

	/**
	 * Count a connection.
	 * @param now the time
	 */
	void accepted(long now) {
		this.next = ((this.next - now > -BURST) ? this.next : now - BURST) + this.cost;
	}

	/**
	 * Return how long no connection is to be accepted.
	 * @param now the time
	 * @return the time, 0 for not at all
	 */
	long pauseNanos(long now) {
		return (this.cost != 0) ? Math.max(0, this.next - now) : 0;
	}

}
