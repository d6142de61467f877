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

package io.stickycluster.endpoint;

import java.util.function.Supplier;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.stickycluster.instance.ClusterSnapshot;

/**
 * {@link HealthIndicator} that tells whether enough instances are ready.
 */
public class ClusterHealthIndicator implements HealthIndicator {

	/**
	 * Some instances that are wanted up are not ready, but enough are to serve clients.
	 */
	public static final Status DEGRADED = new Status("DEGRADED", "Some instances are not ready");

	private final Supplier<ClusterSnapshot> snapshots;

	private final int minReady;

	/**
	 * Create an indicator.
	 * @param snapshots gives the cluster as it is
	 * @param minReady with how many ready instances the cluster counts as up
	 */
	public ClusterHealthIndicator(Supplier<ClusterSnapshot> snapshots, int minReady) {
		this.snapshots = snapshots;
		this.minReady = minReady;
	}

	@Override
	public Health health() {
		ClusterSnapshot snapshot = this.snapshots.get();
		return Health.status(status(snapshot.wanted(), snapshot.ready()))
			.withDetail("wanted", snapshot.wanted())
			.withDetail("ready", snapshot.ready())
			.build();
	}

	private Status status(int wanted, int ready) {
		// A cluster that was scaled below the minimum is as large as it should be
		if (ready == 0 || ready < Math.min(this.minReady, wanted)) {
			return Status.DOWN;
		}
		return (ready < wanted) ? DEGRADED : Status.UP;
	}

}
