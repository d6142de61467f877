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

package io.stickycluster.affinity;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * Gives an instance that has just come up beside others a small share of the new clients
 * first, and more with time, so that its caches and its code get warm before it has its
 * full share. As long as no instance has been up for long enough all are alike. A
 * generation that has come up beside the old one of its index is taken to be as warm as
 * that one, whose clients it has got. Thread-safe and never blocking.
 */
public final class SlowStart {

	private static final double SMALLEST_SHARE = 0.1;

	private final long duration;

	private final LongSupplier nanoTime;

	private volatile Warmth warmth = new Warmth(Map.of(), ClusterSnapshot.EMPTY);

	/**
	 * Create a slow start.
	 * @param duration how long it takes from the first clients to the full share, 0 for
	 * no slow start
	 * @param nanoTime a monotonic clock, e.g. {@link System#nanoTime()}
	 */
	public SlowStart(Duration duration, LongSupplier nanoTime) {
		this.duration = duration.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Learn how the cluster is. To be called with each snapshot, in their order.
	 * @param snapshot the snapshot
	 */
	public synchronized void update(ClusterSnapshot snapshot) {
		Warmth former = this.warmth;
		if (this.duration != 0 && former.snapshot() != snapshot) {
			this.warmth = former.next(snapshot, this.nanoTime.getAsLong());
		}
	}

	/**
	 * Return whether some of the instances have to get less than others for a while.
	 * @param instances the instances that accept new clients
	 * @return whether at least one is warm and at least one is not
	 */
	boolean applies(List<Instance> instances) {
		if (this.duration == 0) {
			return false;
		}
		Warmth warmth = this.warmth;
		long now = this.nanoTime.getAsLong();
		long warm = instances.stream().filter((instance) -> warmth.upFor(instance, now) >= this.duration).count();
		return warm > 0 && warm < instances.size();
	}

	/**
	 * Return how much of its usual share of the new clients an instance is to get.
	 * @param instance the instance
	 * @return from 0.1 to 1, never less than before
	 */
	double share(Instance instance) {
		double share = (double) this.warmth.upFor(instance, this.nanoTime.getAsLong()) / this.duration;
		return Math.min(1, Math.max(SMALLEST_SHARE, share));
	}

	/**
	 * Since when the instances of a snapshot are up.
	 *
	 * @param since by index, on the monotonic clock
	 * @param snapshot the snapshot
	 */
	private record Warmth(Map<Integer, Long> since, ClusterSnapshot snapshot) {

		Warmth next(ClusterSnapshot next, long now) {
			Map<Integer, Long> since = new HashMap<>();
			for (Instance instance : next.instances()) {
				if (instance.state().isServing()) {
					// One that was there may have stood aside: it inherits from its index
					boolean known = this.snapshot.generation(instance.index(), instance.generation()).isPresent();
					Long before = known ? this.since.get(instance.index()) : null;
					since.put(instance.index(), (before != null) ? before : now);
				}
			}
			return new Warmth(Map.copyOf(since), next);
		}

		long upFor(Instance instance, long now) {
			Long since = this.since.get(instance.index());
			return (since != null) ? now - since : 0;
		}

	}

}
