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

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceVitals;

/**
 * What one generation may use up before it is recycled.
 *
 * @param generation the generation
 * @param maxMemory bytes of memory, 0 for any number
 * @param lastRequest the count of its index's requests that ends it, 0 for none
 * @param maxAge how old it may get, 0 for any age
 * @param readySince when it became ready
 */
record RecycleQuota(int generation, long maxMemory, long lastRequest, Duration maxAge, Instant readySince) {

	private static final long MEGABYTE = 1024 * 1024;

	/**
	 * Return the quota of a generation that has just become ready.
	 * @param policy the policy
	 * @param generation the generation
	 * @param readySince when it became ready
	 * @param totalRequests the requests of its index so far
	 * @param random from 0 (inclusive) to 1 (exclusive), for the jitter
	 * @return the quota
	 */
	static RecycleQuota of(RecyclePolicy policy, int generation, Instant readySince, long totalRequests,
			double random) {
		double share = 1 - policy.jitter() * random;
		long requests = (long) Math.ceil(policy.maxRequests() * share);
		return new RecycleQuota(generation, policy.maxMemory(), (requests != 0) ? totalRequests + requests : 0,
				Duration.ofMillis((long) (policy.maxAge().toMillis() * share)), readySince);
	}

	/**
	 * Say what the generation has too much of.
	 * @param vitals how it was when it last told, {@code null} if it has not
	 * @param totalRequests the requests of its index so far
	 * @param now the time
	 * @return why it is due, {@code null} when it is not
	 */
	@Nullable String exceededBy(@Nullable InstanceVitals vitals, long totalRequests, Instant now) {
		String memory = (vitals != null && this.maxMemory != 0) ? exceededBy(vitals) : null;
		if (memory != null) {
			return memory;
		}
		if (this.lastRequest != 0 && totalRequests >= this.lastRequest) {
			return "has had its number of requests";
		}
		if (!this.maxAge.isZero() && !this.readySince.plus(this.maxAge).isAfter(now)) {
			return "is up for "
					+ TransitionLog.text(Duration.ofSeconds(Duration.between(this.readySince, now).toSeconds()));
		}
		return null;
	}

	private @Nullable String exceededBy(InstanceVitals vitals) {
		boolean resident = vitals.resident() >= 0;
		long memory = resident ? vitals.resident() : vitals.heapAfterGc();
		return (memory > this.maxMemory) ? "uses %d MB of %s, more than %d MB".formatted(memory / MEGABYTE,
				resident ? "memory" : "heap", this.maxMemory / MEGABYTE) : null;
	}

}
