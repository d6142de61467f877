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
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;

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

	private final InstanceSelector selector;

	private final LoadBound bound;

	private final LongSupplier nanoTime;

	private final long start;

	private final ClientStore clients;

	private final LongAdder moves = new LongAdder();

	/**
	 * Create a table without a bound on an instance's share of the clients.
	 * @param selector chooses the instance of a client that is not here
	 * @param maxClients how many clients are remembered at most, 0 remembers nobody
	 * @param idleExpiry how long a client without a request or stream is remembered
	 * @param nanoTime a monotonic clock, e.g. {@link System#nanoTime()}
	 */
	public AffinityTable(InstanceSelector selector, int maxClients, Duration idleExpiry, LongSupplier nanoTime) {
		this(selector, LoadBound.NONE, maxClients, idleExpiry, nanoTime);
	}

	/**
	 * Create a table.
	 * @param selector chooses the instance of a client that is not here
	 * @param bound which instances it may choose from
	 * @param maxClients how many clients are remembered at most, 0 remembers nobody
	 * @param idleExpiry how long a client without a request or stream is remembered
	 * @param nanoTime a monotonic clock, e.g. {@link System#nanoTime()}
	 */
	public AffinityTable(InstanceSelector selector, LoadBound bound, int maxClients, Duration idleExpiry,
			LongSupplier nanoTime) {
		if (maxClients < 0) {
			throw new IllegalArgumentException("'maxClients' must not be negative but is " + maxClients);
		}
		this.selector = selector;
		this.bound = bound;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
		this.clients = new ClientStore(maxClients, (int) Math.min(idleExpiry.toMillis(), Integer.MAX_VALUE));
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
		if (key instanceof KnownClient kept && kept.tryBegin()) {
			return unlessExpired(kept);
		}
		while (true) {
			KnownClient known = this.clients.get(key);
			if (known == null) {
				int now = now();
				if (candidates.accepting().isEmpty() || !this.clients.makeRoom(now)) {
					return KnownClient.passing(key);
				}
				known = KnownClient.of(key, Place.NOWHERE, 1, now);
				if (this.clients.tryAdd(known)) {
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
		if (client.isOnlyOne() && this.clients.isPastItsTime(client, now())) {
			move(client, Place.NOWHERE);
		}
		return client;
	}

	/**
	 * Return the instance of a client that has entered: the one that it is on as long as
	 * that one serves, otherwise the selector's choice among those that accept new
	 * clients. Of an instance of which one generation leaves for another, a client is on
	 * the leaving one as long as it has something there, and never again once it has not.
	 * @param client the client
	 * @param candidates the instances
	 * @param session whether the request itself belongs to a session on the generation
	 * that the client is on, asked for only where one {@linkplain Candidates#isLeaving
	 * leaves}
	 * @return the instance, {@code null} when none is available
	 */
	public @Nullable Instance place(KnownClient client, Candidates candidates, boolean session) {
		return place(client, candidates, session, Place.NOWHERE);
	}

	/**
	 * Return the instance of a client that has entered, like
	 * {@link #place(KnownClient, Candidates, boolean)}, but give one that is not known
	 * yet to the instance that it was on elsewhere or before, if that one serves.
	 * @param client the client
	 * @param candidates the instances
	 * @param session whether the request itself belongs to a session
	 * @param formerIndex the index of the instance that it was on, negative for none
	 * @return the instance, {@code null} when none is available
	 */
	public @Nullable Instance place(KnownClient client, Candidates candidates, boolean session, int formerIndex) {
		Instance instance = candidates.current(client.place());
		return (instance != null) ? instance : placeAnew(client, candidates, session, formerIndex);
	}

	private @Nullable Instance placeAnew(KnownClient client, Candidates candidates, boolean session, int formerIndex) {
		synchronized (client) {
			int place = client.place();
			Instance instance = candidates.current(place);
			if (instance == null) {
				// it was moved there by a request that has seen a later snapshot
				instance = candidates.arriving(place);
			}
			if (instance == null && (session || !client.isOnlyOne())) {
				instance = candidates.leaving(place);
			}
			if (instance == null) {
				instance = candidates.serving(client.isPlaced() ? client.index() : formerIndex);
			}
			if (instance == null) {
				instance = candidates.leaving(place);
			}
			if (instance == null) {
				instance = this.selector.select(client,
						this.bound.within(candidates.accepting(), this.clients.counts()));
			}
			if (instance != null) {
				move(client, Place.of(instance));
			}
			return instance;
		}
	}

	private void move(KnownClient client, int place) {
		synchronized (client) {
			if (client.isRemembered()) {
				this.clients.counts().move(client.index(), Place.index(place));
			}
			client.place(place);
		}
		this.moves.increment();
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
				this.clients.tryRemove(client);
			}
		}
	}

	/**
	 * Return where a client is.
	 * @param key the client's key
	 * @return the index of its instance, which need not be there any more; -1 for a
	 * client that is not remembered
	 */
	public int index(AffinityKey key) {
		KnownClient known = known(key);
		return (known != null) ? known.index() : Place.NOWHERE;
	}

	private @Nullable KnownClient known(AffinityKey key) {
		return (key instanceof KnownClient kept && kept.isRemembered()) ? kept : this.clients.get(key);
	}

	/**
	 * Return a client that is known.
	 * @param key the client's key
	 * @param candidates the instances
	 * @return the client, {@code null} when it is not known or its instance does not
	 * serve
	 */
	public @Nullable KnownClient find(AffinityKey key, Candidates candidates) {
		KnownClient known = this.clients.get(key);
		if (known == null || (known.isIdle() && this.clients.isPastItsTime(known, now()))) {
			return null;
		}
		return (candidates.serving(known.index()) != null || candidates.isLeaving(known)) ? known : null;
	}

	/**
	 * Return whether a client is on a generation that leaves, and is still served there.
	 * @param key the client's key
	 * @param candidates the instances
	 * @return whether it has such a place
	 */
	public boolean isLeaving(AffinityKey key, Candidates candidates) {
		KnownClient known = known(key);
		return known != null && candidates.isLeaving(known);
	}

	/**
	 * Remember where a client is that has no request in progress here.
	 * @param key the client's key
	 * @param instance its instance
	 */
	public void learn(AffinityKey key, Instance instance) {
		int now = now();
		if (this.clients.get(key) == null && this.clients.makeRoom(now)) {
			this.clients.tryAdd(KnownClient.of(key, Place.of(instance), 0, now));
			this.moves.increment();
		}
	}

	/**
	 * Forget a client that has entered, once it has nothing in progress any more.
	 * @param client the client
	 */
	public void forget(KnownClient client) {
		move(client, Place.NOWHERE);
	}

	/**
	 * Forget a client that has entered if the caller's request is the only one that it
	 * has in progress.
	 * @param client the client
	 */
	public void forgetUnlessBusy(KnownClient client) {
		if (client.isOnlyOne()) {
			forget(client);
		}
	}

	/**
	 * Return how many clients are assigned to an instance.
	 * @param index the instance's index
	 * @return the number of clients
	 */
	public int clients(int index) {
		this.clients.sweep(now());
		return this.clients.counts().of(index);
	}

	/**
	 * Return how often a client was given to an instance, to tell whether anything has
	 * changed.
	 * @return the number
	 */
	long moves() {
		return this.moves.sum();
	}

	/**
	 * Tell of each client that is not where the selector alone would give it to, so that
	 * it could not be found again without being remembered.
	 * @param candidates the instances
	 * @param action told of the client; which place it is at may change meanwhile
	 */
	void forEachElsewhere(Candidates candidates, ObjIntConsumer<AffinityKey> action) {
		List<Instance> accepting = candidates.accepting();
		this.clients.forEach((client) -> {
			int place = client.place();
			if (place != Place.NOWHERE) {
				Instance selected = this.selector.select(client, accepting);
				if (selected == null || Place.of(selected) != place) {
					action.accept(client, place);
				}
			}
		});
	}

	/**
	 * Remember a client at a place where it was before.
	 * @param key the client's key
	 * @param place the {@link Place}
	 * @param candidates the instances
	 * @return whether an instance of that index serves, so that the client is remembered
	 */
	boolean tryRestore(AffinityKey key, int place, Candidates candidates) {
		Instance instance = candidates.current(place);
		if (instance == null) {
			instance = candidates.leaving(place);
		}
		if (instance == null) {
			// It has been launched again, and the client made no request since
			instance = candidates.serving(Place.index(place));
		}
		if (instance == null) {
			return false;
		}
		learn(key, instance);
		return true;
	}

	int size() {
		return this.clients.size();
	}

	/**
	 * Return the time in milliseconds since the table was created. It overflows after 24
	 * days, which is no harm: a client that comes back after that may still be known.
	 * @return the time
	 */
	private int now() {
		return (int) ((this.nanoTime.getAsLong() - this.start) / NANOS_PER_MILLI);
	}

}
