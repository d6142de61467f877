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

	private final Map<AffinityKey, AffinityEntry> entries = new ConcurrentHashMap<>();

	private final Map<Integer, AtomicInteger> clients = new ConcurrentHashMap<>();

	private final AtomicInteger size = new AtomicInteger();

	private final ReentrantLock sweeping = new ReentrantLock();

	private Iterator<Map.Entry<AffinityKey, AffinityEntry>> hand = Collections.emptyIterator();

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
	 * Assign a client to an instance: to the one that it is on as long as that one
	 * serves, otherwise to the selector's choice among those that accept new clients.
	 * @param key the client
	 * @param candidates the instances
	 * @return the assignment, to be released, {@code null} when no instance is available
	 */
	public @Nullable Assignment assign(AffinityKey key, Candidates candidates) {
		while (true) {
			AffinityEntry entry = this.entries.get(key);
			if (entry == null) {
				Instance chosen = this.selector.select(key, candidates.accepting());
				if (chosen == null || !makeRoom()) {
					return (chosen != null) ? new Assignment(chosen, null, this) : null;
				}
				entry = new AffinityEntry(chosen.index(), now());
				if (this.entries.putIfAbsent(key, entry) == null) {
					this.size.incrementAndGet();
					count(chosen.index()).incrementAndGet();
					return new Assignment(chosen, entry, this);
				}
			}
			else if (entry.tryBegin()) {
				return assign(key, entry, candidates);
			}
		}
	}

	/**
	 * Return where a client is.
	 * @param key the client
	 * @return the index of its instance, which need not be there any more; -1 for a
	 * client that is not remembered
	 */
	public int index(AffinityKey key) {
		AffinityEntry entry = this.entries.get(key);
		return (entry != null) ? entry.index() : -1;
	}

	private @Nullable Assignment assign(AffinityKey key, AffinityEntry entry, Candidates candidates) {
		boolean expired = entry.isOnlyOne() && entry.idleMillis(now()) > this.idleExpiryMillis;
		Instance instance = (!expired) ? candidates.serving(entry.index()) : null;
		if (instance == null) {
			instance = this.selector.select(key, candidates.accepting());
			if (instance == null) {
				entry.end(now());
				return null;
			}
			move(entry, instance.index());
		}
		return new Assignment(instance, entry, this);
	}

	private void move(AffinityEntry entry, int index) {
		synchronized (entry) {
			count(entry.index()).decrementAndGet();
			entry.index(index);
			count(index).incrementAndGet();
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
			this.entries.forEach((key, entry) -> removeIfExpired(key, entry, now));
		}
		AtomicInteger count = this.clients.get(index);
		return (count != null) ? count.get() : 0;
	}

	int size() {
		return this.size.get();
	}

	/**
	 * Return the time in milliseconds since the table was created. It overflows after 24
	 * days, which is no harm: a client that comes back after that may still be known.
	 * @return the time
	 */
	int now() {
		return (int) ((this.nanoTime.getAsLong() - this.start) / NANOS_PER_MILLI);
	}

	private AtomicInteger count(int index) {
		return this.clients.computeIfAbsent(index, (added) -> new AtomicInteger());
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
				Map.Entry<AffinityKey, AffinityEntry> seen = this.hand.next();
				removeIfExpired(seen.getKey(), seen.getValue(), now);
			}
			return this.size.get() < this.maxClients || evictOne(now);
		}
		finally {
			this.sweeping.unlock();
		}
	}

	private boolean evictOne(int now) {
		Map.Entry<AffinityKey, AffinityEntry> oldest = null;
		for (int i = 0; i < EVICTION_STEPS && advance(); i++) {
			Map.Entry<AffinityKey, AffinityEntry> seen = this.hand.next();
			if (seen.getValue().isIdle()
					&& (oldest == null || seen.getValue().idleMillis(now) > oldest.getValue().idleMillis(now))) {
				oldest = seen;
			}
		}
		return oldest != null && remove(oldest.getKey(), oldest.getValue());
	}

	private boolean advance() {
		if (!this.hand.hasNext()) {
			this.hand = this.entries.entrySet().iterator();
		}
		return this.hand.hasNext();
	}

	private void removeIfExpired(AffinityKey key, AffinityEntry entry, int now) {
		if (entry.isIdle() && entry.idleMillis(now) > this.idleExpiryMillis) {
			remove(key, entry);
		}
	}

	private boolean remove(AffinityKey key, AffinityEntry entry) {
		if (!entry.tryRemove()) {
			return false;
		}
		this.entries.remove(key, entry);
		this.size.decrementAndGet();
		count(entry.index()).decrementAndGet();
		return true;
	}

}
