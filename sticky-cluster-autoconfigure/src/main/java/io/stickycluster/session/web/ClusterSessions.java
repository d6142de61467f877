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

import org.springframework.session.SessionIdGenerator;

import io.stickycluster.session.SaveResult;
import io.stickycluster.session.SessionChange;
import io.stickycluster.session.StoredSession;

/**
 * What Servlet and reactive applications have in common: makes sessions, and knows what
 * the outcome of saving them means.
 *
 * @param serializer for their attributes
 * @param idGenerator for their ids
 * @param timeout for how long a new session may be unused
 * @param clock tells the time
 */
public record ClusterSessions(AttributeSerializer serializer, SessionIdGenerator idGenerator, Duration timeout,
		Clock clock) {

	/**
	 * Clients can send anything as an id; longer ones than this nobody makes.
	 */
	private static final int MAX_ID_LENGTH = 256;

	ClusterSession create() {
		return new ClusterSession(this.idGenerator.generate(), this.timeout, this.serializer, this.idGenerator,
				this.clock);
	}

	ClusterSession of(StoredSession stored) {
		return new ClusterSession(stored, this.serializer, this.idGenerator, this.clock);
	}

	boolean canBe(String id) {
		return !id.isEmpty() && id.length() <= MAX_ID_LENGTH;
	}

	/**
	 * Learn what has become of a change.
	 * @param session the session
	 * @param change what was changed
	 * @param result what has become of it
	 * @throws IllegalStateException if something is lost that was to be kept
	 */
	void saved(ClusterSession session, SessionChange change, SaveResult result) {
		switch (result) {
			case SAVED -> session.saved(change.id());
			case GONE -> {
				// Nothing is lost by one that was read only
				if (!change.updated().isEmpty() || !change.removed().isEmpty()) {
					throw new IllegalStateException("Session was invalidated");
				}
			}
			case TOO_LARGE -> throw new IllegalStateException(
					"The session is larger than 'sticky.cluster.sessions.max-session-size' allows; it was to get %s"
						.formatted(change.updated().keySet()));
		}
	}

}
