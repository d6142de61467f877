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
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests that are held until an instance is there. Thread-safe.
 */
final class HeldRequests {

	private final HoldSettings settings;

	private final AtomicInteger held = new AtomicInteger();

	private final LongAdder rejected = new LongAdder();

	private final LongAdder expired = new LongAdder();

	HeldRequests(HoldSettings settings) {
		this.settings = settings;
	}

	HoldSettings settings() {
		return this.settings;
	}

	/**
	 * Hold one more request unless there are enough.
	 * @return whether it is held, and to be let go
	 */
	boolean tryHold() {
		if (this.settings.isOff()) {
			return false;
		}
		if (this.held.incrementAndGet() > this.settings.maxRequests()) {
			this.held.decrementAndGet();
			this.rejected.increment();
			return false;
		}
		return true;
	}

	void letGo() {
		this.held.decrementAndGet();
	}

	void expire() {
		this.expired.increment();
	}

	int held() {
		return this.held.get();
	}

	long rejected() {
		return this.rejected.sum();
	}

	long expired() {
		return this.expired.sum();
	}

}
