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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the gateway carries for one instance index.
 */
final class InstanceLoad {

	private final AtomicInteger connections = new AtomicInteger();

	private final LongAdder requests = new LongAdder();

	private final LongAdder totalRequests = new LongAdder();

	private final Set<OpenStream> streams = ConcurrentHashMap.newKeySet();

	private final InstanceQueue queue;

	InstanceLoad(QueueSettings queue) {
		this.queue = new InstanceQueue(queue.maxActive(), queue.maxQueued());
	}

	/**
	 * Count one more connection unless there are enough.
	 * @param max how many there may be
	 * @return whether it was counted
	 */
	boolean tryOpenConnection(int max) {
		if (this.connections.incrementAndGet() > max) {
			this.connections.decrementAndGet();
			return false;
		}
		return true;
	}

	void connectionClosed() {
		this.connections.decrementAndGet();
	}

	void requestBegins() {
		this.requests.increment();
		this.totalRequests.increment();
	}

	void requestEnds() {
		this.requests.decrement();
	}

	void streamBegins(OpenStream stream) {
		this.streams.add(stream);
	}

	void streamEnds(OpenStream stream) {
		this.streams.remove(stream);
	}

	int connections() {
		return this.connections.get();
	}

	int requests() {
		return this.requests.intValue();
	}

	long totalRequests() {
		return this.totalRequests.sum();
	}

	InstanceQueue queue() {
		return this.queue;
	}

	Set<OpenStream> streams() {
		return this.streams;
	}

}
