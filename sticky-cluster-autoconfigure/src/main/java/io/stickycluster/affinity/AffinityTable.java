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

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;

/**
 * Remembers which clients are here and on which instance, so that a change of the cluster
 * moves nobody who is in the middle of something. Bounded and expiring; a client that is
 * not remembered is given to the selector's choice. Thread-safe and never blocking.
 * <p>
 * A request {@linkplain #enter enters}, is {@linkplain #place placed} and
 * {@linkplain #leave leaves}; nothing is allocated for a client that is known.
 */
public final class AffinityTable {

	private static final long NANOS_PER_MILLI = 1_000_000;

	private static final int FULL_SWEEP_INTERVAL_MILLIS = 1000;

	private static final int EXPIRY_STEPS = 4;

	private static final int EVICTION_STEPS = 32;

	private final InstanceSelector selector;

	private final int maxClients;

	private final int idleExpiryMillis;

	private final LongSupplier nanoTime;

	private final Map<AffinityKey, KnownClient> clients = new ConcurrentHashMap<>();

	private final ClientCounts counts = new ClientCounts();

	private final AtomicInteger size = new AtomicInteger();

	private final ReentrantLock sweeping = new ReentrantLock();

	private Iterator<KnownClient> hand = Collections.emptyIterator();

	private final long start;

	private volatile int lastFullSweep;

	/**
	 * Create a table.
	 * @param selector chooses the instance of a client that is not here
	 * @param maxClients how many clients are remembered at most, 0 remembers nobody
	 * @param idleExpiry how long a client without a request or stream is remembered
	 * @param nanoTime a monotonic clock, e.g. {@link System#nanoTime()}
	 */
	public AffinityTable(InstanceSelector selector, int maxClients, Duration idleExpiry, LongSupplier nanoTime) {
		if (maxClients < 0) {
			throw new IllegalArgumentException("'maxClients' must not be negative but is " + maxClients);
		}
		this.selector = selector;
		this.maxClients = maxClients;
		this.idleExpiryMillis = (int) Math.min(idleExpiry.toMillis(), Integer.MAX_VALUE);
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
	}

	/**
	 * Begin a request or stream of a client. While it lasts the client does not expire.
	 * @param key the client, fastest when it is what this method returned for an earlier
	 * request
	 * @param candidates the instances: without one that takes new clients, no new one is
	 * remembered
	 * @return the client, which has to {@linkplain #leave leave}
	 */
	public KnownClient enter(AffinityKey key, Candidates candidates) {
		if (key instanceof KnownClient known && known.tryBegin()) {
			return unlessExpired(known);
		}
		while (true) {
			KnownClient known = this.clients.get(key);
			if (known == null) {
				if (candidates.accepting().isEmpty() || !makeRoom()) {
					return KnownClient.passing(key);
				}
				known = KnownClient.of(key, 1, now());
				if (this.clients.putIfAbsent(known, known) == null) {
					this.size.incrementAndGet();
					return known;
				}
			}
			else if (known.tryBegin()) {
				return unlessExpired(known);
			}
		}
	}

	/**
	 * Return a client that was not swept away yet, as a new one if it is past its time.
	 * @param client the client, which has just begun a request
	 * @return the client
	 */
	private KnownClient unlessExpired(KnownClient client) {
		if (client.isOnlyOne() && client.idleMillis(now()) > this.idleExpiryMillis) {
			move(client, KnownClient.NOWHERE);
		}
		return client;
	}

	/**
	 * Return the instance of a client that has entered: the one that it is on as long as
	 * that one serves, otherwise the selector's choice among those that accept new
	 * clients.
	 * @param client the client
	 * @param candidates the instances
	 * @return the instance, {@code null} when none is available
	 */
	public @Nullable Instance place(KnownClient client, Candidates candidates) {
		Instance instance = candidates.serving(client.index());
		return (instance != null) ? instance : placeAnew(client, candidates);
	}

	private @Nullable Instance placeAnew(KnownClient client, Candidates candidates) {
		synchronized (client) {
			Instance instance = candidates.serving(client.index());
			if (instance == null) {
				instance = this.selector.select(client, candidates.accepting());
			}
			if (instance != null) {
				move(client, instance.index());
			}
			return instance;
		}
	}

	private void move(KnownClient client, int index) {
		synchronized (client) {
			if (client.isRemembered()) {
				this.counts.move(client.index(), index);
			}
			client.index(index);
		}
	}

	/**
	 * End a request or stream. To be called exactly once for each that has
	 * {@linkplain #enter entered}.
	 * @param client the client
	 */
	public void leave(KnownClient client) {
		if (client.isRemembered()) {
			client.end(now());
			if (!client.isPlaced()) {
				remove(client);
			}
		}
	}

	/**
	 * Return how many clients are assigned to an instance.
	 * @param index the instance's index
	 * @return the number of clients
	 */
	public int clients(int index) {
		int now = now();
		if (now - this.lastFullSweep >= FULL_SWEEP_INTERVAL_MILLIS) {
			this.lastFullSweep = now;
			this.clients.values().forEach((client) -> removeIfExpired(client, now));
		}
		return this.counts.of(index);
	}

	int size() {
		return this.size.get();
	}

	/**
	 * Return the time in milliseconds since the table was created. It overflows after 24
	 * days, which is no harm: a client that comes back after that may still be known.
	 * @return the time
	 */
	private int now() {
		return (int) ((this.nanoTime.getAsLong() - this.start) / NANOS_PER_MILLI);
	}

	/**
	 * Make room for one more client in a bounded number of steps. Expired clients go
	 * first; when the table is full the one that was not seen for longest, of a few, goes
	 * before its time: it will be given to the selector's choice.
	 * @return whether there is room
	 */
	private boolean makeRoom() {
		if (this.maxClients == 0) {
			return false;
		}
		if (!this.sweeping.tryLock()) {
			return this.size.get() < this.maxClients;
		}
		try {
			int now = now();
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
		return oldest != null && remove(oldest);
	}

	private boolean advance() {
		if (!this.hand.hasNext()) {
			this.hand = this.clients.values().iterator();
		}
		return this.hand.hasNext();
	}

	private void removeIfExpired(KnownClient client, int now) {
		if (client.isIdle() && client.idleMillis(now) > this.idleExpiryMillis) {
			remove(client);
		}
	}

	private boolean remove(KnownClient client) {
		if (!client.tryRemove()) {
			return false;
		}
		this.clients.remove(client, client);
		this.size.decrementAndGet();
		this.counts.move(client.index(), KnownClient.NOWHERE);
		return true;
	}

}
