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

package io.stickycluster.worker;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionManager;

/**
 * {@link OpenSessions} of a reactive application that keeps its sessions in memory. Those
 * that have expired count until they are removed.
 */
public final class ReactiveOpenSessions implements OpenSessions {

	private final Supplier<@Nullable WebSessionManager> manager;

	/**
	 * Create a count.
	 * @param manager gives what the application manages its sessions with
	 */
	public ReactiveOpenSessions(Supplier<@Nullable WebSessionManager> manager) {
		this.manager = manager;
	}

	@Override
	public long count() {
		if (this.manager.get() instanceof DefaultWebSessionManager sessions
				&& sessions.getSessionStore() instanceof InMemoryWebSessionStore store) {
			return store.getSessions().size();
		}
		return -1;
	}

}
