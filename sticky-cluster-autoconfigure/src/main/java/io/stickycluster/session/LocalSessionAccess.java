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
 * {@link SessionStoreAccess} of an instance that shares the supervisor's JVM.
 */
public final class LocalSessionAccess implements SessionStoreAccess {

	private final SessionStore store;

	/**
	 * Create an access.
	 * @param store the supervisor's store
	 */
	public LocalSessionAccess(SessionStore store) {
		this.store = store;
	}

	@Override
	public CompletableFuture<Optional<StoredSession>> find(String id) {
		return CompletableFuture.completedFuture(Optional.ofNullable(this.store.find(id)));
	}

	@Override
	public CompletableFuture<SaveResult> save(SessionChange change) {
		return CompletableFuture.completedFuture(this.store.save(change));
	}

	@Override
	public CompletableFuture<Void> delete(String id) {
		this.store.delete(id);
		return CompletableFuture.completedFuture(null);
	}

}
