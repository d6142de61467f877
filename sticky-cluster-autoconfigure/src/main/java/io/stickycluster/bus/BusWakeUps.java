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

import java.util.ArrayList;
import java.util.List;

/**
 * Subscriptions that have a message and no thread yet. Not thread-safe.
 */
public final class BusWakeUps {

	private final List<QueuedSubscription> idle = new ArrayList<>();

	void add(QueuedSubscription subscription) {
		this.idle.add(subscription);
	}

	boolean isEmpty() {
		return this.idle.isEmpty();
	}

	/**
	 * Wake all.
	 */
	void run() {
		wakeFrom(0);
	}

	/**
	 * Wake one, which wakes the others before it goes on: it costs the caller only one
	 * wake-up, and the others come a little later.
	 */
	void handOver() {
		for (int i = 0; i < this.idle.size(); i++) {
			int next = i + 1;
			if (this.idle.get(i).tryWake(() -> wakeFrom(next))) {
				return;
			}
		}
	}

	private void wakeFrom(int begin) {
		for (int i = begin; i < this.idle.size(); i++) {
			this.idle.get(i).tryWake(() -> {
			});
		}
	}

}
