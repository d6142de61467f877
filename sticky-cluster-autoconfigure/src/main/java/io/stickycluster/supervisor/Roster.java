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

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

/**
 * Who stood where in a cluster, for the supervisor that takes it over.
 *
 * @param configured how many instances the supervisor was asked to start with
 * @param instances how many instances there were meant to be when this was written
 * @param places what is known of each index
 */
public record Roster(int configured, int instances, Map<Integer, Place> places) {

	/**
	 * Nothing is known.
	 */
	public static final Roster EMPTY = new Roster(0, 0, Map.of());

	public Roster {
		places = Map.copyOf(places);
	}

	/**
	 * Return the roster of a cluster.
	 * @param configured how many instances the supervisor was asked to start with
	 * @param snapshot the cluster
	 * @return the roster
	 */
	public static Roster of(int configured, ClusterSnapshot snapshot) {
		Map<Integer, Place> places = new TreeMap<>();
		for (Instance instance : snapshot.instances()) {
			places.put(instance.index(),
					new Place(instance.generation(), last(snapshot, instance.index()),
							instance.state() == InstanceState.DRAINING, instance.readySince(),
							instance.plannedRestarts(), instance.unplannedRestarts()));
		}
		return new Roster(configured, (int) snapshot.instances().stream().filter(Roster::isMeantToBe).count(), places);
	}

	private static boolean isMeantToBe(Instance instance) {
		// One that ends and is not wanted is leaving for good, or will be told so again
		return instance.wanted() || !(instance.state().isServing() || instance.state() == InstanceState.STOPPING);
	}

	private static int last(ClusterSnapshot snapshot, int index) {
		return Stream.of(snapshot.instances(), snapshot.arriving(), snapshot.leaving())
			.flatMap((instances) -> instances.stream())
			.filter((instance) -> instance.index() == index)
			.mapToInt(Instance::generation)
			.max()
			.orElse(0);
	}

	/**
	 * Return how many instances are wanted at first: as many as there were, unless the
	 * supervisor is asked for another number than the one before it.
	 * @param settings what the supervisor is asked for
	 * @return the number
	 */
	int wanted(SupervisorSettings settings) {
		boolean same = this.configured == settings.instances();
		return (same && this.instances >= 1 && this.instances <= settings.maxInstances()) ? this.instances
				: settings.instances();
	}

	/**
	 * What is known of an index.
	 *
	 * @param generation the generation that stood for it
	 * @param last the latest generation that it had
	 * @param draining whether it got no new clients
	 * @param readySince since when it was ready, {@code null} when it was not
	 * @param planned how often it was launched again by request
	 * @param unplanned how often it was launched again because it had ended by itself
	 */
	public record Place(int generation, int last, boolean draining, @Nullable Instant readySince, int planned,
			int unplanned) {

	}

}
