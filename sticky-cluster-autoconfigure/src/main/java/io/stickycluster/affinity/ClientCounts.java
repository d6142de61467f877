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

package io.stickycluster.affinity;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many clients each instance has. Thread-safe.
 */
final class ClientCounts {

	private final Map<Integer, AtomicInteger> counts = new ConcurrentHashMap<>();

	/**
	 * Count a client at another instance.
	 * @param from the index of the one that it leaves, negative for none
	 * @param to the index of the one that it comes to, negative for none
	 */
	void move(int from, int to) {
		if (from != to) {
			add(from, -1);
			add(to, 1);
		}
	}

	private void add(int index, int change) {
		if (index >= 0) {
			this.counts.computeIfAbsent(index, (added) -> new AtomicInteger()).addAndGet(change);
		}
	}

	int of(int index) {
		AtomicInteger count = this.counts.get(index);
		return (count != null) ? count.get() : 0;
	}

}
