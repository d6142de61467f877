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

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A session as it is kept: nobody but the application can read its attributes.
 *
 * @param id its id
 * @param creationTime when it was created, in milliseconds since the epoch
 * @param lastAccessedTime when it was last used, in milliseconds since the epoch
 * @param maxInactiveMillis for how long it may be unused, negative for ever
 * @param attributes its attributes' bytes by name, which must not be changed
 */
public record StoredSession(String id, long creationTime, long lastAccessedTime, long maxInactiveMillis,
		Map<String, byte[]> attributes) {

	/**
	 * What a session takes beside its content, in bytes, about.
	 */
	private static final int OVERHEAD = 512;

	private static final int ATTRIBUTE_OVERHEAD = 128;

	public StoredSession {
		attributes = Map.copyOf(attributes);
	}

	/**
	 * Return what comes of a session when it is changed.
	 * @param change the change
	 * @return the session after it
	 */
	StoredSession with(SessionChange change) {
		Map<String, byte[]> attributes = new HashMap<>(this.attributes);
		change.removed().forEach(attributes::remove);
		attributes.putAll(change.updated());
		return new StoredSession(change.id(), this.creationTime,
				Math.max(this.lastAccessedTime, change.lastAccessedTime()), change.maxInactiveMillis(), attributes);
	}

	/**
	 * Return how much memory the session takes.
	 * @return the size in bytes, about
	 */
	long size() {
		long size = OVERHEAD + 3L * this.id.length();
		for (Map.Entry<String, byte[]> attribute : this.attributes.entrySet()) {
			size += ATTRIBUTE_OVERHEAD + 3L * attribute.getKey().length() + attribute.getValue().length;
		}
		return size;
	}

	/**
	 * Return when the session expires unless it is used before.
	 * @return the moment in milliseconds since the epoch
	 */
	long expiresAt() {
		return (this.maxInactiveMillis < 0) ? Long.MAX_VALUE : this.lastAccessedTime + this.maxInactiveMillis;
	}

	@Override
	public String toString() {
		// Its id is a secret
		return "StoredSession[" + this.attributes.size() + " attributes, last used "
				+ Instant.ofEpochMilli(this.lastAccessedTime) + "]";
	}

}
