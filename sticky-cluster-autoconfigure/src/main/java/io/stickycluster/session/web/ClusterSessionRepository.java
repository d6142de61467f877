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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.springframework.session.SessionRepository;

import io.stickycluster.session.SessionChange;
import io.stickycluster.session.SessionStoreAccess;
import io.stickycluster.session.SessionStoreUnavailableException;

/**
 * {@link SessionRepository} of a Servlet application whose sessions the supervisor keeps.
 * Waits for the supervisor, no longer than its access does.
 */
public final class ClusterSessionRepository implements SessionRepository<ClusterSession> {

	private final SessionStoreAccess store;

	private final ClusterSessions sessions;

	/**
	 * Create a repository.
	 * @param store the supervisor's store
	 * @param sessions makes sessions
	 */
	public ClusterSessionRepository(SessionStoreAccess store, ClusterSessions sessions) {
		this.store = store;
		this.sessions = sessions;
	}

	@Override
	public ClusterSession createSession() {
		return this.sessions.create();
	}

	@Override
	public @Nullable ClusterSession findById(String id) {
		return this.sessions.canBe(id) ? await(this.store.find(id)).map(this.sessions::of).orElse(null) : null;
	}

	@Override
	public void save(ClusterSession session) {
		SessionChange change = session.takeChange();
		if (change != null) {
			this.sessions.saved(session, change, await(this.store.save(change)));
		}
	}

	@Override
	public void deleteById(String id) {
		await(this.store.delete(id));
	}

	private static <T> T await(CompletableFuture<T> answer) {
		try {
			return answer.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof SessionStoreUnavailableException unavailable) {
				throw unavailable;
			}
			throw ex;
		}
	}

}
