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

package io.stickycluster.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.stickycluster.instance.ClusterSnapshot;

/**
 * The latest snapshot, between the supervisor that makes it and the gateway that reads
 * it, which do not know each other.
 */
class ClusterSnapshots implements Supplier<ClusterSnapshot>, Consumer<ClusterSnapshot> {

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile ClusterSnapshot latest = ClusterSnapshot.EMPTY;

	@Override
	public ClusterSnapshot get() {
		return this.latest;
	}

	@Override
	public void accept(ClusterSnapshot snapshot) {
		this.latest = snapshot;
		this.listeners.forEach(Runnable::run);
	}

	/**
	 * Be told that there is a new snapshot.
	 * @param listener called on the supervisor's thread; must return at once
	 */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

}
