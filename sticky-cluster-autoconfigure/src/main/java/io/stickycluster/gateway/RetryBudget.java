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

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Bounds how many requests are sent a second time to a share of the requests of the last
 * ten seconds: when much fails, repeating everything would make it worse. A few each
 * second are always allowed, so that a quiet gateway can repeat any. Thread-safe and
 * never blocking.
 */
final class RetryBudget {

	private static final int WINDOW_SECONDS = 10;

	private static final long NANOS_PER_SECOND = 1_000_000_000;

	private final double share;

	private final int minimum;

	private final LongSupplier nanoTime;

	private final long start;

	private final AtomicReferenceArray<Second> window = new AtomicReferenceArray<>(WINDOW_SECONDS);

	private final LongAdder granted = new LongAdder();

	private final LongAdder refused = new LongAdder();

	/**
	 * Create a budget.
	 * @param share the share of the requests, 0 allows no retries at all
	 * @param minPerSecond how many are allowed each second in any case
	 * @param nanoTime a monotonic clock, e.g. {@link System#nanoTime()}
	 */
	RetryBudget(double share, int minPerSecond, LongSupplier nanoTime) {
		this.share = share;
		this.minimum = minPerSecond * WINDOW_SECONDS;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
	}

	/**
	 * Count a request that a client has made.
	 * @param nanoTime the time, of the clock of this budget
	 */
	void request(long nanoTime) {
		if (this.share > 0) {
			second(seconds(nanoTime)).requests.increment();
		}
	}

	/**
	 * Take one retry from the budget.
	 * @return whether it may be done
	 */
	boolean tryRetry() {
		long now = now();
		boolean allowed = this.share > 0;
		if (allowed) {
			AtomicInteger retries = second(now).retries;
			// Counted first: those that ask together may both be refused, never both let
			// through
			retries.incrementAndGet();
			allowed = isWithin(now);
			if (!allowed) {
				retries.decrementAndGet();
			}
		}
		(allowed ? this.granted : this.refused).increment();
		return allowed;
	}

	/**
	 * Give a retry back that has reached nobody.
	 */
	void giveBack() {
		second(now()).retries.decrementAndGet();
	}

	private boolean isWithin(long now) {
		long requests = 0;
		long retries = 0;
		for (int i = 0; i < WINDOW_SECONDS; i++) {
			Second second = this.window.get(i);
			if (second != null && now - second.number < WINDOW_SECONDS) {
				requests += second.requests.sum();
				retries += second.retries.get();
			}
		}
		return retries <= this.share * requests + this.minimum;
	}

	private Second second(long now) {
		int slot = (int) (now % WINDOW_SECONDS);
		Second current = this.window.get(slot);
		while (current == null || current.number < now) {
			Second next = new Second(now);
			current = this.window.compareAndSet(slot, current, next) ? next : this.window.get(slot);
		}
		return current;
	}

	private long now() {
		return seconds(this.nanoTime.getAsLong());
	}

	private long seconds(long nanoTime) {
		return (nanoTime - this.start) / NANOS_PER_SECOND;
	}

	long granted() {
		return this.granted.sum();
	}

	long refused() {
		return this.refused.sum();
	}

	/**
	 * What happened in one second.
	 */
	private static final class Second {

		private final long number;

		private final LongAdder requests = new LongAdder();

		private final AtomicInteger retries = new AtomicInteger();

		Second(long number) {
			this.number = number;
		}

	}

}
