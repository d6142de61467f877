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

package io.stickycluster.supervisor;

import java.time.Duration;
import java.time.Instant;

/**
 * For how long something that has failed is left alone before it is tried again: twice as
 * long each time. Confined to the supervisor's thread.
 */
final class Setback {

	private static final Duration SHORTEST = Duration.ofSeconds(10);

	private static final Duration LONGEST = Duration.ofHours(1);

	private final Duration first;

	private Duration delay;

	private Instant until = Instant.MIN;

	/**
	 * Begin without a failure.
	 * @param first how long the first failure is waited for, within bounds
	 */
	Setback(Duration first) {
		this.first = (first.compareTo(SHORTEST) < 0) ? SHORTEST : first;
		this.delay = this.first;
	}

	/**
	 * Note how an attempt has ended.
	 * @param succeeded whether it did not fail
	 * @param now the time
	 */
	void ended(boolean succeeded, Instant now) {
		if (succeeded) {
			this.delay = this.first;
			return;
		}
		this.until = now.plus(this.delay);
		Duration twice = this.delay.multipliedBy(2);
		if (twice.compareTo(LONGEST) <= 0) {
			this.delay = twice;
		}
	}

	/**
	 * Return whether the next attempt may be made.
	 * @param now the time
	 * @return whether nothing is waited for
	 */
	boolean isOver(Instant now) {
		return !now.isBefore(this.until);
	}

}
