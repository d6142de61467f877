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
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * When instances that are well are replaced, one after the other, so that what they leak
 * or gather never becomes a failure.
 *
 * @param maxMemory bytes of memory with which an instance is due: of its process in RAM,
 * or of its heap after garbage collection when that is not known; 0 means any number
 * @param maxRequests requests after which an instance is due; 0 means any number
 * @param maxAge time after which an instance is due; 0 means for ever
 * @param jitter up to which share, from 0 to 1, requests and age are shortened, for each
 * generation anew, so that instances that came up together do not go together
 * @param schedule when all instances are due, one after the other: gives the next time
 * after a time, {@code null} for never
 */
public record RecyclePolicy(long maxMemory, long maxRequests, Duration maxAge, double jitter,
		Function<Instant, @Nullable Instant> schedule) {

	/**
	 * Nothing is ever recycled.
	 */
	public static final RecyclePolicy NEVER = new RecyclePolicy(0, 0, Duration.ZERO, 0, (after) -> null);

	public RecyclePolicy {
		if (maxMemory < 0) {
			throw new IllegalArgumentException("'maxMemory' must not be negative but is " + maxMemory);
		}
		if (maxRequests < 0) {
			throw new IllegalArgumentException("'maxRequests' must not be negative but is " + maxRequests);
		}
		if (maxAge.isNegative()) {
			throw new IllegalArgumentException("'maxAge' must not be negative but is " + maxAge);
		}
		if (!(jitter >= 0 && jitter < 1)) {
			throw new IllegalArgumentException("'jitter' must be from 0 to less than 1 but is " + jitter);
		}
	}

}
