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

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The clients that are remembered: as many as may be, for as long as they may be idle.
 * Thread-safe and never blocking. Times are in milliseconds and may overflow.
 */
final class ClientStore {

	private static final int FULL_SWEEP_INTERVAL_MILLIS = 1000;

	private static final int EXPIRY_STEPS = 4;

	private static final int EVICTION_STEPS = 32;

	private final int maxClients;

	private final int idleExpiryMillis;

	private final Map<AffinityKey, KnownClient> clients = new ConcurrentHashMap<>();

	private final ClientCounts counts = new ClientCounts();

	private final AtomicInteger size = new AtomicInteger();

	private final ReentrantLock sweeping = new ReentrantLock();

	private Iterator<KnownClient> hand = Collections.emptyIterator();

	private volatile int lastFullSweep;

	ClientStore(int maxClients, int idleExpiryMillis) {
		this.maxClients = maxClients;
		this.idleExpiryMillis = idleExpiryMillis;
	}

	@Nullable KnownClient get(AffinityKey key) {
		return this.clients.get(key);
	}

	/**
	 * Remember a client, once there is {@linkplain #makeRoom room}.
	 * @param client the client
	 * @return whether it is remembered, {@code false} when another one has its key
	 */
	boolean tryAdd(KnownClient client) {
		// once others see it, it may be placed by them, which counts it
		int index = client.index();
		if (this.clients.putIfAbsent(client, client) != null) {
			return false;
		}
		this.size.incrementAndGet();
		this.counts.move(Place.NOWHERE, index);
		return true;
	}

	/**
	 * Forget a client unless it has something in progress.
	 * @param client the client
	 * @return whether it was forgotten by this call
	 */
	boolean tryRemove(KnownClient client) {
		if (!client.tryRemove()) {
			return false;
		}
		this.clients.remove(client, client);
		this.size.decrementAndGet();
		this.counts.move(client.index(), Place.NOWHERE);
		return true;
	}

	/**
	 * Make room for one more client in a bounded number of steps. Expired clients go
	 * first; when the store is full the one that was not seen for longest, of a few, goes
	 * before its time.
	 * @param now the time
	 * @return whether there is room
	 */
	boolean makeRoom(int now) {
		if (this.maxClients == 0) {
			return false;
		}
		if (!this.sweeping.tryLock()) {
			return this.size.get() < this.maxClients;
		}
		try {
			for (int i = 0; i < EXPIRY_STEPS && advance(); i++) {
				removeIfExpired(this.hand.next(), now);
			}
			return this.size.get() < this.maxClients || evictOne(now);
		}
		finally {
			this.sweeping.unlock();
		}
	}

	private boolean evictOne(int now) {
		KnownClient oldest = null;
		for (int i = 0; i < EVICTION_STEPS && advance(); i++) {
			KnownClient seen = this.hand.next();
			if (seen.isIdle() && (oldest == null || seen.idleMillis(now) > oldest.idleMillis(now))) {
				oldest = seen;
			}
		}
		return oldest != null && tryRemove(oldest);
	}

	private boolean advance() {
		if (!this.hand.hasNext()) {
			this.hand = this.clients.values().iterator();
		}
		return this.hand.hasNext();
	}

	/**
	 * Forget all clients that were idle for too long, at most once a second.
	 * @param now the time
	 */
	void sweep(int now) {
		if (now - this.lastFullSweep >= FULL_SWEEP_INTERVAL_MILLIS) {
			this.lastFullSweep = now;
			this.clients.values().forEach((client) -> removeIfExpired(client, now));
		}
	}

	private void removeIfExpired(KnownClient client, int now) {
		if (client.isIdle() && isPastItsTime(client, now)) {
			tryRemove(client);
		}
	}

	boolean isPastItsTime(KnownClient client, int now) {
		return client.idleMillis(now) > this.idleExpiryMillis;
	}

	void forEach(Consumer<KnownClient> action) {
		this.clients.values().forEach(action);
	}

	ClientCounts counts() {
		return this.counts;
	}

	int size() {
		return this.size.get();
	}

}
