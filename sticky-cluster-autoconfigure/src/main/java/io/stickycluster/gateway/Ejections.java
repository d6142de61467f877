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

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * Takes instances out of use that fail again and again although the supervisor holds them
 * to be up, and tries each again after a while with one request. What it knows is of one
 * generation: the next one begins anew. Thread-safe; while nothing fails, one volatile
 * read is all that a request costs.
 */
final class Ejections {

	private static final Log logger = LogFactory.getLog(Ejections.class);

	private final EjectionSettings settings;

	private final LongSupplier nanoTime;

	private final Map<InstanceGeneration, InstanceHealth> healths = new HashMap<>();

	private final LongAdder total = new LongAdder();

	/**
	 * Those whose next answer matters.
	 */
	private volatile Set<InstanceGeneration> watched = Set.of();

	/**
	 * Those that are out of use.
	 */
	private volatile Set<InstanceGeneration> ejected = Set.of();

	private volatile long nextProbe;

	Ejections(EjectionSettings settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return what is out of use. The same object as long as nothing changes.
	 * @return the generations
	 */
	Set<InstanceGeneration> ejected() {
		return this.ejected;
	}

	/**
	 * Learn that an instance has answered.
	 * @param instance the instance as it was when it got the request
	 */
	void succeeded(Instance instance) {
		Set<InstanceGeneration> watched = this.watched;
		if (!watched.isEmpty() && watched.contains(InstanceGeneration.of(instance))) {
			recover(instance);
		}
	}

	private synchronized void recover(Instance instance) {
		InstanceHealth health = this.healths.get(InstanceGeneration.of(instance));
		if (health == null || health.isEjected()) {
			return;
		}
		if (health.isProbed()) {
			health.restore(this.nanoTime.getAsLong());
			logger.info("%s has answered and is used again".formatted(name(instance)));
		}
		else {
			health.succeed();
		}
		publish();
	}

	/**
	 * Learn that an instance has failed.
	 * @param instance the instance as it was when it got the request
	 * @param now the cluster
	 */
	synchronized void failed(Instance instance, ClusterSnapshot now) {
		if (this.settings.failures() == 0 || !isCurrent(instance, now)) {
			return;
		}
		InstanceHealth health = this.healths.computeIfAbsent(InstanceGeneration.of(instance),
				(added) -> new InstanceHealth());
		if (health.isEjected()) {
			return;
		}
		health.fail();
		if (health.isProbed() || (health.failures() >= this.settings.failures() && isDispensable(instance, now))) {
			Duration backoff = health.eject(this.nanoTime.getAsLong(), this.settings);
			this.total.increment();
			logger.warn("%s has failed %d times in a row and is not used for %d ms".formatted(name(instance),
					health.failures(), backoff.toMillis()));
		}
		publish();
	}

	private static boolean isCurrent(Instance instance, ClusterSnapshot now) {
		return now.generation(instance.index(), instance.generation()).filter(Instance::isRoutable).isPresent();
	}

	/**
	 * Return whether the others can do without an instance.
	 * @param instance the instance
	 * @param now the cluster
	 * @return whether one is left that takes new clients, and not too many are out; those
	 * that leave are none of the instances that there have to be
	 */
	private boolean isDispensable(Instance instance, ClusterSnapshot now) {
		InstanceGeneration own = InstanceGeneration.of(instance);
		Set<InstanceGeneration> serving = now.instances()
			.stream()
			.filter(Instance::isRoutable)
			.map(InstanceGeneration::of)
			.collect(Collectors.toSet());
		boolean another = now.instances()
			.stream()
			.filter((other) -> other.isRoutable() && other.state().isAccepting())
			.map(InstanceGeneration::of)
			.anyMatch((other) -> !other.equals(own) && !this.ejected.contains(other));
		long out = this.ejected.stream().filter(serving::contains).count();
		return another && (!serving.contains(own) || out + 1 <= (int) (this.settings.maxEjected() * serving.size()));
	}

	/**
	 * Take the right to try an instance that is out of use, if it is time to.
	 * @return the generation, to be {@link #succeeded} or {@link #failed} or
	 * {@link #giveBack given back}; {@code null} when there is nothing to try
	 */
	@Nullable InstanceGeneration tryProbe() {
		if (this.ejected.isEmpty() || this.nanoTime.getAsLong() - this.nextProbe < 0) {
			return null;
		}
		return takeProbe();
	}

	private synchronized @Nullable InstanceGeneration takeProbe() {
		long now = this.nanoTime.getAsLong();
		for (Map.Entry<InstanceGeneration, InstanceHealth> entry : this.healths.entrySet()) {
			if (entry.getValue().tryProbe(now)) {
				schedule();
				return entry.getKey();
			}
		}
		return null;
	}

	/**
	 * Give the right to try an instance back unused.
	 * @param probe the generation
	 */
	synchronized void giveBack(InstanceGeneration probe) {
		InstanceHealth health = this.healths.get(probe);
		if (health != null && health.isProbed()) {
			health.unprobe();
			schedule();
		}
	}

	/**
	 * Forget the instances that are not what they were.
	 * @param now the cluster
	 */
	synchronized void retain(ClusterSnapshot now) {
		boolean changed = this.healths.keySet()
			.removeIf((key) -> now.generation(key.index(), key.generation()).filter(Instance::isRoutable).isEmpty());
		if (changed) {
			publish();
		}
	}

	long total() {
		return this.total.sum();
	}

	private void publish() {
		this.watched = this.healths.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().failures() > 0)
			.map(Map.Entry::getKey)
			.collect(Collectors.toUnmodifiableSet());
		Set<InstanceGeneration> out = this.healths.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().isOut())
			.map(Map.Entry::getKey)
			.collect(Collectors.toUnmodifiableSet());
		schedule();
		if (!out.equals(this.ejected)) {
			this.ejected = out;
		}
	}

	private void schedule() {
		long now = this.nanoTime.getAsLong();
		long next = this.healths.values()
			.stream()
			.filter(InstanceHealth::isEjected)
			.mapToLong((health) -> health.until() - now)
			.min()
			.orElse(Long.MAX_VALUE / 2);
		this.nextProbe = now + next;
	}

	private static String name(Instance instance) {
		return "Instance %d (generation %d)".formatted(instance.index(), instance.generation());
	}

}
