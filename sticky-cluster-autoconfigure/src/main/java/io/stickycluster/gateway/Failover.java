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

package io.stickycluster.gateway;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailoverCounts;

/**
 * What all requests of a gateway share to get over instances that fail, restart or have
 * too much to do. Thread-safe.
 */
final class Failover {

	private final RetryBudget budget;

	private final Ejections ejections;

	private final HeldRequests held;

	private final ClusterChanges changes = new ClusterChanges();

	private final LongAdder queueRejected = new LongAdder();

	private final LongAdder queueExpired = new LongAdder();

	Failover(GatewaySettings settings, LongSupplier nanoTime) {
		FailoverSettings failover = settings.failover();
		this.budget = new RetryBudget(failover.retryBudget(), failover.minRetriesPerSecond(), nanoTime);
		this.ejections = new Ejections(failover.ejection(), nanoTime);
		this.held = new HeldRequests(settings.hold());
	}

	RetryBudget budget() {
		return this.budget;
	}

	Ejections ejections() {
		return this.ejections;
	}

	HeldRequests held() {
		return this.held;
	}

	ClusterChanges changes() {
		return this.changes;
	}

	void queueRejected() {
		this.queueRejected.increment();
	}

	void queueExpired() {
		this.queueExpired.increment();
	}

	/**
	 * Learn that the cluster has changed.
	 * @param now the cluster
	 */
	void clusterChanged(ClusterSnapshot now) {
		this.ejections.retain(now);
		this.changes.changed();
	}

	FailoverCounts counts(int queued) {
		return new FailoverCounts(this.budget.granted(), this.budget.refused(), this.ejections.ejected().size(),
				this.ejections.total(), this.held.held(), this.held.rejected(), this.held.expired(), queued,
				this.queueRejected.sum(), this.queueExpired.sum());
	}

}
