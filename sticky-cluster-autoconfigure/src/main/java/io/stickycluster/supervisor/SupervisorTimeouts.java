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

/**
 * How long the phases of an instance's life may take.
 *
 * @param ready from launch until ready
 * @param drain from the begin of draining until streams and requests are no longer waited
 * for; 0 means that nobody is waited for
 * @param stop from the request to end until an instance is killed
 * @param shutdown the stop of the whole cluster
 * @param liveness without a sign of life that is due, until an instance is replaced; 0
 * means for ever
 */
public record SupervisorTimeouts(Duration ready, Duration drain, Duration stop, Duration shutdown, Duration liveness) {

	/**
	 * 60 s to get ready, 30 s to drain, 30 s to stop, 30 s for the shutdown of all, 30 s
	 * without a sign of life.
	 */
	public static final SupervisorTimeouts DEFAULT = new SupervisorTimeouts(Duration.ofSeconds(60),
			Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

	public SupervisorTimeouts {
		requirePositive("ready", ready);
		requirePositive("stop", stop);
		requirePositive("shutdown", shutdown);
		requireNotNegative("drain", drain);
		requireNotNegative("liveness", liveness);
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'%s' must be positive but is %s".formatted(name, value));
		}
	}

	private static void requireNotNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("'%s' must not be negative but is %s".formatted(name, value));
		}
	}

}
