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

import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

/**
 * {@link MeterBinder} that counts instances by state, and the restarts of those that are
 * there.
 */
public class ClusterMetrics implements MeterBinder {

	private final Supplier<ClusterSnapshot> snapshots;

	/**
	 * Create a binder.
	 * @param snapshots gives the cluster as it is
	 */
	public ClusterMetrics(Supplier<ClusterSnapshot> snapshots) {
		this.snapshots = snapshots;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (InstanceState state : InstanceState.values()) {
			Gauge.builder("sticky.cluster.instances", this.snapshots, (snapshots) -> count(snapshots.get(), state))
				.description("Instances of the cluster")
				.tag("state", state.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
		restarts("planned", Instance::plannedRestarts, registry);
		restarts("unplanned", Instance::unplannedRestarts, registry);
	}

	private void restarts(String kind, ToIntFunction<Instance> count, MeterRegistry registry) {
		// Not a counter, because the restarts of an instance leave with it
		Gauge
			.builder("sticky.cluster.restarts", this.snapshots,
					(snapshots) -> snapshots.get().instances().stream().mapToInt(count).sum())
			.description("Restarts of the instances of the cluster")
			.tag("kind", kind)
			.register(registry);
	}

	private static long count(ClusterSnapshot snapshot, InstanceState state) {
		return snapshot.instances().stream().filter((instance) -> instance.state() == state).count();
	}

}
