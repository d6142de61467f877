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

import java.util.concurrent.atomic.LongAdder;

/**
 * What was done about connections that no instance has taken at once. Written by one
 * thread, read by any.
 */
final class HandoffCounts {

	private final LongAdder repeated = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private final LongAdder expired = new LongAdder();

	private volatile int waiting;

	void waits(int change) {
		this.waiting += change;
	}

	void repeated() {
		this.repeated.increment();
	}

	void rejected() {
		this.rejected.increment();
	}

	void expired() {
		this.expired.increment();
	}

	int waiting() {
		return this.waiting;
	}

	long allRepeated() {
		return this.repeated.sum();
	}

	long allRejected() {
		return this.rejected.sum();
	}

	long allExpired() {
		return this.expired.sum();
	}

}
