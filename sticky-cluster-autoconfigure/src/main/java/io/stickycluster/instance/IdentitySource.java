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

package io.stickycluster.instance;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Latest {@link ClusterIdentity} of one instance: the supervisor's side updates it, the
 * instance's side reads it and is told of changes. Thread-safe.
 */
public final class IdentitySource {

	private final List<Consumer<ClusterIdentity>> listeners = new CopyOnWriteArrayList<>();

	private volatile ClusterIdentity current;

	/**
	 * Create a source.
	 * @param initial the identity to begin with
	 */
	public IdentitySource(ClusterIdentity initial) {
		this.current = initial;
	}

	/**
	 * Return the latest identity.
	 * @return the identity
	 */
	public ClusterIdentity current() {
		return this.current;
	}

	/**
	 * Set the identity and tell the subscribers when it differs from the former.
	 * @param identity the new identity
	 */
	public synchronized void update(ClusterIdentity identity) {
		if (!identity.equals(this.current)) {
			this.current = identity;
			this.listeners.forEach((listener) -> listener.accept(identity));
		}
	}

	/**
	 * Call a listener with every later identity.
	 * @param listener the listener; called on the supervisor's thread, it must return at
	 * once
	 * @return ends the subscription when run
	 */
	public Runnable subscribe(Consumer<ClusterIdentity> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
