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

package io.stickycluster.supervisor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.launch.Releases;

/**
 * What every thread may read of a cluster: values that the supervisor's thread replaces
 * when something has changed.
 */
final class PublishedCluster {

	private static final Log logger = LogFactory.getLog(PublishedCluster.class);

	private final List<Consumer<ClusterSnapshot>> listeners = new CopyOnWriteArrayList<>();

	private volatile ClusterSnapshot snapshot = ClusterSnapshot.EMPTY;

	private volatile List<ClusterOperation> operations = List.of();

	private volatile List<ClusterOperation> deployments = List.of();

	private volatile Releases releases = Releases.INITIAL;

	ClusterSnapshot snapshot() {
		return this.snapshot;
	}

	List<ClusterOperation> operations() {
		return this.operations;
	}

	List<ClusterOperation> deployments() {
		return this.deployments;
	}

	Releases releases() {
		return this.releases;
	}

	void addListener(Consumer<ClusterSnapshot> listener) {
		this.listeners.add(listener);
	}

	void removeListener(Consumer<ClusterSnapshot> listener) {
		this.listeners.remove(listener);
	}

	/**
	 * Return what has become of an operation.
	 * @param operation the operation as it was
	 * @return the operation as it is, or as it was if it is not known any more
	 */
	ClusterOperation latest(ClusterOperation operation) {
		return this.operations.stream()
			.filter((candidate) -> candidate.id() == operation.id())
			.findFirst()
			.orElse(operation);
	}

	/**
	 * Publish what has changed, and tell the listeners of a new snapshot. On the
	 * supervisor's thread.
	 * @param members the members
	 * @param operations the operations
	 */
	void update(Members members, Operations operations) {
		List<ClusterOperation> list = operations.list();
		if (!list.equals(this.operations)) {
			this.operations = list;
			this.deployments = operations.deployments(members.releases().kept());
		}
		this.releases = members.releases();
		ClusterSnapshot snapshot = members.snapshot();
		if (snapshot.equals(this.snapshot)) {
			return;
		}
		this.snapshot = snapshot;
		for (Consumer<ClusterSnapshot> listener : this.listeners) {
			try {
				listener.accept(snapshot);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener failed", ex);
			}
		}
	}

}
