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

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a request has changed of a session. Only what it has changed: requests at other
 * instances may change the rest at the same time.
 *
 * @param id the session's id
 * @param storedId the id that it is stored under, {@code null} when it is new
 * @param creationTime when it was created, in milliseconds since the epoch
 * @param lastAccessedTime when it was last used, in milliseconds since the epoch
 * @param maxInactiveMillis for how long it may be unused, negative for ever
 * @param updated the bytes of attributes that have a new value, which must not be changed
 * @param removed the names of attributes that are no more
 */
public record SessionChange(String id, @Nullable String storedId, long creationTime, long lastAccessedTime,
		long maxInactiveMillis, Map<String, byte[]> updated, Set<String> removed) {

	public SessionChange {
		updated = Map.copyOf(updated);
		removed = Set.copyOf(removed);
	}

	StoredSession created() {
		return new StoredSession(this.id, this.creationTime, this.lastAccessedTime, this.maxInactiveMillis,
				this.updated);
	}

	@Override
	public String toString() {
		return "SessionChange[" + this.updated.keySet() + " set, " + this.removed + " removed]";
	}

}
