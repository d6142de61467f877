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

package io.stickycluster.bus;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What the bus of an instance has done. Thread-safe.
 */
public final class BusCounts {

	/**
	 * Why a message was dropped.
	 */
	public enum Drop {

		/**
		 * The way to the other instances had no room for it, or is broken.
		 */
		CARRIER,

		/**
		 * A subscription's queue had no room for it.
		 */
		SUBSCRIPTION,

		/**
		 * It could not be read.
		 */
		INVALID

	}

	private final LongAdder published = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final List<LongAdder> dropped = Stream.of(Drop.values()).map((drop) -> new LongAdder()).toList();

	void countPublished() {
		this.published.increment();
	}

	void countReceived() {
		this.received.increment();
	}

	void countFailure() {
		this.failures.increment();
	}

	/**
	 * Count a message that was dropped.
	 * @param reason why
	 */
	public void countDropped(Drop reason) {
		this.dropped.get(reason.ordinal()).increment();
	}

	/**
	 * Return how many messages were published.
	 * @return the number
	 */
	public long published() {
		return this.published.sum();
	}

	/**
	 * Return how many messages of others have come for this instance.
	 * @return the number
	 */
	public long received() {
		return this.received.sum();
	}

	/**
	 * Return how often a listener has failed.
	 * @return the number
	 */
	public long failures() {
		return this.failures.sum();
	}

	/**
	 * Return how many messages were dropped.
	 * @param reason why
	 * @return the number
	 */
	public long dropped(Drop reason) {
		return this.dropped.get(reason.ordinal()).sum();
	}

}
