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

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts the connections of clients, wherever they are, and says which are too many.
 * Thread-safe.
 */
final class Admission {

	private static final Log logger = LogFactory.getLog(Admission.class);

	private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final int max;

	private final int maxPerAddress;

	private final AtomicInteger open = new AtomicInteger();

	private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

	private final LongAdder refused = new LongAdder();

	private final LongAdder refusedOfAddress = new LongAdder();

	private long lastLogged = System.nanoTime() - LOG_INTERVAL_NANOS;

	Admission(int max, int maxPerAddress) {
		this.max = max;
		this.maxPerAddress = maxPerAddress;
	}

	/**
	 * Give a connection a place.
	 * @return whether it has one, and has to {@link #leave}
	 */
	boolean tryEnter() {
		if (this.open.incrementAndGet() > this.max && this.max != 0) {
			this.open.decrementAndGet();
			this.refused.increment();
			log("there are %d connections, as many as 'sticky.cluster.gateway.client.max-connections' allows"
				.formatted(this.max));
			return false;
		}
		return true;
	}

	void leave() {
		this.open.decrementAndGet();
	}

	/**
	 * Let a connection count as one of its client's.
	 * @param client the client's address
	 * @return whether it may stay, and has to {@link #leave(InetAddress)}
	 */
	boolean tryEnter(InetAddress client) {
		if (this.maxPerAddress == 0 || this.perAddress.merge(client, 1, Integer::sum) <= this.maxPerAddress) {
			return true;
		}
		leave(client);
		this.refusedOfAddress.increment();
		log("%s has %d, as many as 'sticky.cluster.gateway.client.max-connections-per-address' allows"
			.formatted(client.getHostAddress(), this.maxPerAddress));
		return false;
	}

	void leave(InetAddress client) {
		this.perAddress.computeIfPresent(client, (address, count) -> (count > 1) ? count - 1 : null);
	}

	private synchronized void log(String reason) {
		long now = System.nanoTime();
		if (now - this.lastLogged >= LOG_INTERVAL_NANOS) {
			this.lastLogged = now;
			logger.warn("Closed a new connection: " + reason);
		}
	}

	int open() {
		return this.open.get();
	}

	int max() {
		return this.max;
	}

	long refused() {
		return this.refused.sum();
	}

	long refusedOfAddress() {
		return this.refusedOfAddress.sum();
	}

}
