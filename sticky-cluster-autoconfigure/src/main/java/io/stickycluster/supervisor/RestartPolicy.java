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
import java.util.Set;

/**
 * How instances that end by themselves are launched again.
 *
 * @param maxRestarts how many unplanned restarts an instance gets within the window; 0
 * means that it is never launched again by itself
 * @param window the sliding window in which restarts are counted
 * @param delay the delay before the first restart, doubled for each further one; 0 means
 * at once
 * @param maxDelay the longest delay
 * @param stableAfter how long an instance must have been up for the doubling to begin
 * anew
 * @param maxConfigurationRestarts how often in a row an instance is launched again whose
 * configuration is wrong; 0 means never
 * @param stopExitCodes exit codes by which an instance says that it is to stay stopped
 */
public record RestartPolicy(int maxRestarts, Duration window, Duration delay, Duration maxDelay, Duration stableAfter,
		int maxConfigurationRestarts, Set<Integer> stopExitCodes) {

	/**
	 * 16 restarts within 5 minutes, after 100 ms to 15 s, stable after 30 s; 2 in a row
	 * when the configuration is wrong; no exit code is special.
	 */
	public static final RestartPolicy DEFAULT = new RestartPolicy(16, Duration.ofMinutes(5), Duration.ofMillis(100),
			Duration.ofSeconds(15), Duration.ofSeconds(30), 2, Set.of());

	public RestartPolicy {
		if (maxRestarts < 0) {
			throw new IllegalArgumentException("'maxRestarts' must not be negative but is " + maxRestarts);
		}
		if (window.isNegative() || window.isZero()) {
			throw new IllegalArgumentException("'window' must be positive but is " + window);
		}
		if (delay.isNegative()) {
			throw new IllegalArgumentException("'delay' must not be negative but is " + delay);
		}
		if (maxDelay.compareTo(delay) < 0) {
			throw new IllegalArgumentException(
					"'maxDelay' must not be shorter than 'delay' (%s) but is %s".formatted(delay, maxDelay));
		}
		if (stableAfter.isNegative()) {
			throw new IllegalArgumentException("'stableAfter' must not be negative but is " + stableAfter);
		}
		if (maxConfigurationRestarts < 0) {
			throw new IllegalArgumentException(
					"'maxConfigurationRestarts' must not be negative but is " + maxConfigurationRestarts);
		}
		stopExitCodes = Set.copyOf(stopExitCodes);
	}

}
