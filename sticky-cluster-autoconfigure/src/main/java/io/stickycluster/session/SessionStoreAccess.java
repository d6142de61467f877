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

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An instance's way to the sessions that the supervisor keeps. Thread-safe; does not
 * block. What is returned completes in any case, with a
 * {@link SessionStoreUnavailableException} if there was no answer in time, and maybe on a
 * thread that must not be blocked.
 */
public interface SessionStoreAccess {

	/**
	 * Find a session.
	 * @param id its id
	 * @return the session, if there is one
	 */
	CompletableFuture<Optional<StoredSession>> find(String id);

	/**
	 * Save what was changed of a session.
	 * @param change the change
	 * @return what has become of it
	 */
	CompletableFuture<SaveResult> save(SessionChange change);

	/**
	 * Delete a session, if there is one.
	 * @param id its id
	 * @return completes when it is deleted
	 */
	CompletableFuture<Void> delete(String id);

}
