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
package io.stickycluster.session;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of all instances, in the memory of the supervisor. Thread-safe: all
 * operations are atomic, and none takes longer when it holds more.
 *
 * <p>
 * When it is full, sessions are evicted: first those that no request has ever come back
 * to, which crawlers and probes leave behind in any number, and where these are few,
 * those that were not used for longest.
 */
public final class SessionStore {

	/**
	 * Each operation adds one session at most, so that more than that keep up.
	 */
	private static final int PURGED_PER_OPERATION = 16;

	/**
	 * Which part of the sessions may always be such as were not come back to: somebody
	 * who has just logged in has one.
	 */
	private static final int NEWCOMERS_PART = 5;

	private static final long WARNING_INTERVAL_MILLIS = Duration.ofMinutes(1).toMillis();

	private static final Log logger = LogFactory.getLog(SessionStore.class);

	private final SessionLimits limits;

	private final Clock clock;

	private final Map<String, Entry> entries = new HashMap<>();

	private final TreeSet<Entry> byExpiry = new TreeSet<>(
			Comparator.comparingLong(Entry::expiresAt).thenComparingLong(Entry::number));

	/**
	 * Sessions that no request has come back to, in the order of their last use.
	 */
	private final Set<Entry> newcomers = new LinkedHashSet<>();

	/**
	 * All others, in the order of their last use.
	 */
	private final Set<Entry> regulars = new LinkedHashSet<>();

	private long numbers;

	private long bytes;

	private long evicted;

	private long expired;

	private long refused;

	private long nextWarning = Long.MIN_VALUE;

	/**
	 * Create an empty store.
	 * @param limits its limits
	 * @param clock tells the time
	 */
	public SessionStore(SessionLimits limits, Clock clock) {
		this.limits = limits;
		this.clock = clock;
	}

	/**
	 * Find a session, for a request that comes back to it.
	 * @param id its id
	 * @return the session, {@code null} when there is none
	 */
	public synchronized @Nullable StoredSession find(String id) {
		purge(PURGED_PER_OPERATION);
		Entry entry = live(id);
		if (entry == null) {
			return null;
		}
		if (this.newcomers.remove(entry)) {
			this.regulars.add(entry);
		}
		return entry.session();
	}

	/**
	 * Save what was changed of a session.
	 * @param change the change
	 * @return what has become of it
	 */
	public synchronized SaveResult save(SessionChange change) {
		purge(PURGED_PER_OPERATION);
		String storedId = change.storedId();
		Entry present = live((storedId != null) ? storedId : change.id());
		if (storedId != null && present == null) {
			return SaveResult.GONE;
		}
		StoredSession session = (present != null) ? present.session().with(change) : change.created();
		Entry changed = new Entry(session, session.size(), session.expiresAt(), this.numbers++);
		if (changed.size() > this.limits.maxSessionBytes()) {
			this.refused++;
			return SaveResult.TOO_LARGE;
		}
		boolean regular = present != null && this.regulars.contains(present);
		if (present != null) {
			remove(present);
		}
		Entry namesake = this.entries.get(session.id());
		if (namesake != null) {
			remove(namesake);
		}
		makeRoom(changed.size());
		add(changed, regular);
		return SaveResult.SAVED;
	}

	/**
	 * Delete a session, if there is one.
	 * @param id its id
	 */
	public synchronized void delete(String id) {
		Entry entry = this.entries.get(id);
		if (entry != null) {
			remove(entry);
		}
		purge(PURGED_PER_OPERATION);
	}

	synchronized int count() {
		return this.entries.size();
	}

	synchronized long bytes() {
		return this.bytes;
	}

	/**
	 * Remove all sessions that have expired, little by little, so that nobody else waits.
	 */
	void purge() {
		while (isPurgeDue()) {
			synchronized (this) {
				purge(PURGED_PER_OPERATION);
			}
		}
	}

	private synchronized boolean isPurgeDue() {
		return !this.byExpiry.isEmpty() && isExpired(this.byExpiry.first());
	}

	synchronized long evicted() {
		return this.evicted;
	}

	synchronized long expired() {
		return this.expired;
	}

	synchronized long refused() {
		return this.refused;
	}

	private @Nullable Entry live(String id) {
		Entry entry = this.entries.get(id);
		return (entry != null && !isExpired(entry)) ? entry : null;
	}

	private boolean isExpired(Entry entry) {
		return entry.expiresAt() <= this.clock.millis();
	}

	private void purge(int max) {
		for (int i = 0; i < max && !this.byExpiry.isEmpty() && isExpired(this.byExpiry.first()); i++) {
			remove(this.byExpiry.first());
			this.expired++;
		}
	}

	private void makeRoom(long size) {
		while (this.entries.size() >= this.limits.maxSessions() || this.bytes + size > this.limits.maxBytes()) {
			remove(victim());
			this.evicted++;
			warn();
		}
	}

	private Entry victim() {
		boolean manyNewcomers = this.newcomers.size() > this.entries.size() / NEWCOMERS_PART;
		Iterator<Entry> candidates = (manyNewcomers || this.regulars.isEmpty()) ? this.newcomers.iterator()
				: this.regulars.iterator();
		return candidates.next();
	}

	private void warn() {
		if (this.clock.millis() >= this.nextWarning) {
			this.nextWarning = this.clock.millis() + WARNING_INTERVAL_MILLIS;
			logger.warn(("Sessions that have not expired are evicted, %d so far: 'sticky.cluster.sessions.max-sessions'"
					+ " allows %d sessions and 'max-size' %d bytes")
				.formatted(this.evicted, this.limits.maxSessions(), this.limits.maxBytes()));
		}
	}

	private void add(Entry entry, boolean regular) {
		this.entries.put(entry.session().id(), entry);
		this.byExpiry.add(entry);
		(regular ? this.regulars : this.newcomers).add(entry);
		this.bytes += entry.size();
	}

	private void remove(Entry entry) {
		this.entries.remove(entry.session().id());
		this.byExpiry.remove(entry);
		this.newcomers.remove(entry);
		this.regulars.remove(entry);
		this.bytes -= entry.size();
	}

	/**
	 * A session at one moment.
	 */
	private static final class Entry {

		private final StoredSession session;

		private final long size;

		private final long expiresAt;

		private final long number;

		Entry(StoredSession session, long size, long expiresAt, long number) {
			this.session = session;
			this.size = size;
			this.expiresAt = expiresAt;
			this.number = number;
		}

		StoredSession session() {
			return this.session;
		}

		long size() {
			return this.size;
		}

		long expiresAt() {
			return this.expiresAt;
		}

		long number() {
			return this.number;
		}

	}

}
