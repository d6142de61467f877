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
package io.stickycluster.session.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;
import org.springframework.session.SessionIdGenerator;

import io.stickycluster.session.SessionChange;
import io.stickycluster.session.StoredSession;

/**
 * A session as one request sees it. Attributes are read when they are asked for, so that
 * those which this version of the application does not know do no harm. Thread-safe.
 */
public final class ClusterSession implements Session {

	/**
	 * Longer than anything lasts; what is more might overflow.
	 */
	private static final Duration FOR_EVER = Duration.ofDays(365 * 1000L);

	private final AttributeSerializer serializer;

	private final SessionIdGenerator idGenerator;

	private final Clock clock;

	private final Instant creationTime;

	/**
	 * Values that were read or set.
	 */
	private final Map<String, Object> values = new HashMap<>();

	/**
	 * Bytes of values that were not read yet.
	 */
	private final Map<String, byte[]> unread;

	/**
	 * What was set and is not saved yet.
	 */
	private final Map<String, Object> updated = new HashMap<>();

	private final Set<String> removed = new HashSet<>();

	private String id;

	private @Nullable String storedId;

	private Instant lastAccessedTime;

	private Duration maxInactiveInterval;

	private boolean changed;

	/**
	 * Create a session that is not stored yet.
	 * @param id its id
	 * @param maxInactiveInterval for how long it may be unused
	 * @param serializer for its attributes
	 * @param idGenerator for further ids
	 * @param clock tells the time
	 */
	ClusterSession(String id, Duration maxInactiveInterval, AttributeSerializer serializer,
			SessionIdGenerator idGenerator, Clock clock) {
		this.id = id;
		this.serializer = serializer;
		this.idGenerator = idGenerator;
		this.clock = clock;
		this.creationTime = clock.instant();
		this.lastAccessedTime = this.creationTime;
		this.maxInactiveInterval = maxInactiveInterval;
		this.unread = new HashMap<>();
		this.changed = true;
	}

	/**
	 * Create a session that is stored.
	 * @param stored what is stored
	 * @param serializer for its attributes
	 * @param idGenerator for further ids
	 * @param clock tells the time
	 */
	ClusterSession(StoredSession stored, AttributeSerializer serializer, SessionIdGenerator idGenerator, Clock clock) {
		this.id = stored.id();
		this.storedId = stored.id();
		this.serializer = serializer;
		this.idGenerator = idGenerator;
		this.clock = clock;
		this.creationTime = Instant.ofEpochMilli(stored.creationTime());
		this.lastAccessedTime = Instant.ofEpochMilli(stored.lastAccessedTime());
		this.maxInactiveInterval = Duration.ofMillis(stored.maxInactiveMillis());
		this.unread = new HashMap<>(stored.attributes());
	}

	@Override
	public synchronized String getId() {
		return this.id;
	}

	@Override
	public synchronized String changeSessionId() {
		this.id = this.idGenerator.generate();
		this.changed = true;
		return this.id;
	}

	@Override
	@SuppressWarnings("unchecked")
	public synchronized <T> @Nullable T getAttribute(String attributeName) {
		byte[] bytes = this.unread.remove(attributeName);
		if (bytes != null) {
			Object value = this.serializer.deserialize(attributeName, bytes);
			if (value != null) {
				this.values.put(attributeName, value);
			}
		}
		return (T) this.values.get(attributeName);
	}

	@Override
	public synchronized Set<String> getAttributeNames() {
		Set<String> names = new HashSet<>(this.values.keySet());
		names.addAll(this.unread.keySet());
		return names;
	}

	@Override
	public synchronized void setAttribute(String attributeName, @Nullable Object attributeValue) {
		if (attributeValue == null) {
			removeAttribute(attributeName);
			return;
		}
		this.unread.remove(attributeName);
		this.values.put(attributeName, attributeValue);
		this.removed.remove(attributeName);
		this.updated.put(attributeName, attributeValue);
		this.changed = true;
	}

	@Override
	public synchronized void removeAttribute(String attributeName) {
		this.unread.remove(attributeName);
		this.values.remove(attributeName);
		this.updated.remove(attributeName);
		this.removed.add(attributeName);
		this.changed = true;
	}

	@Override
	public Instant getCreationTime() {
		return this.creationTime;
	}

	@Override
	public synchronized void setLastAccessedTime(Instant lastAccessedTime) {
		this.lastAccessedTime = lastAccessedTime;
		this.changed = true;
	}

	@Override
	public synchronized Instant getLastAccessedTime() {
		return this.lastAccessedTime;
	}

	@Override
	public synchronized void setMaxInactiveInterval(Duration interval) {
		this.maxInactiveInterval = interval;
		this.changed = true;
	}

	@Override
	public synchronized Duration getMaxInactiveInterval() {
		return this.maxInactiveInterval;
	}

	@Override
	public synchronized boolean isExpired() {
		return isLimited() && !this.clock.instant().isBefore(this.lastAccessedTime.plus(this.maxInactiveInterval));
	}

	private boolean isLimited() {
		return !this.maxInactiveInterval.isNegative() && this.maxInactiveInterval.compareTo(FOR_EVER) < 0;
	}

	/**
	 * Take what has changed since it was last taken.
	 * @return the change, {@code null} if there is none
	 */
	synchronized @Nullable SessionChange takeChange() {
		if (!this.changed) {
			return null;
		}
		Map<String, byte[]> bytes = new HashMap<>();
		this.updated.forEach((name, value) -> bytes.put(name, this.serializer.serialize(name, value)));
		SessionChange change = new SessionChange(this.id, this.storedId, this.creationTime.toEpochMilli(),
				this.lastAccessedTime.toEpochMilli(), isLimited() ? this.maxInactiveInterval.toMillis() : -1, bytes,
				this.removed);
		this.updated.clear();
		this.removed.clear();
		this.changed = false;
		return change;
	}

	/**
	 * Learn that the session is stored.
	 * @param id the id that it is stored under
	 */
	synchronized void saved(String id) {
		this.storedId = id;
	}

}
