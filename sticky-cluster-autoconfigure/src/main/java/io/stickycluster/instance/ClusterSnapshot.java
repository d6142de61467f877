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

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Immutable view of the whole cluster at one moment.
 *
 * <p>
 * Every index stands among the {@code instances} at most once, in ascending order. While
 * an index changes from one generation to another, that other one stands aside: first in
 * {@code arriving}, then the former one in {@code leaving}. A new snapshot is made for
 * every change, so that readers may compare by identity.
 *
 * @param wanted how many instances are wanted up
 * @param instances the instances by ascending index, each the generation that takes its
 * index's new clients
 * @param arriving generations that come up beside an instance of the same index, and get
 * no requests yet
 * @param leaving generations that another one has replaced: as long as they serve, they
 * serve clients that have something there
 */
public record ClusterSnapshot(int wanted, List<Instance> instances, List<Instance> arriving, List<Instance> leaving) {

	private static final Comparator<Instance> ORDER = Comparator.comparingInt(Instance::index)
		.thenComparingInt(Instance::generation);

	/**
	 * A cluster without instances.
	 */
	public static final ClusterSnapshot EMPTY = new ClusterSnapshot(0, List.of());

	public ClusterSnapshot {
		instances = instances.stream().sorted(ORDER).toList();
		arriving = arriving.stream().sorted(ORDER).toList();
		leaving = leaving.stream().sorted(ORDER).toList();
		for (int i = 1; i < instances.size(); i++) {
			if (instances.get(i).index() == instances.get(i - 1).index()) {
				throw new IllegalArgumentException("Index " + instances.get(i).index() + " stands twice");
			}
		}
	}

	/**
	 * Create a snapshot of a cluster in which no index changes.
	 * @param wanted how many instances are wanted up
	 * @param instances the instances
	 */
	public ClusterSnapshot(int wanted, List<Instance> instances) {
		this(wanted, instances, List.of(), List.of());
	}

	/**
	 * Find one generation of an index, whatever its part is.
	 * @param index the index
	 * @param generation the generation
	 * @return the instance, empty when that generation is not there (any more)
	 */
	public Optional<Instance> generation(int index, int generation) {
		return Stream.of(this.instances, this.arriving, this.leaving)
			.flatMap(List::stream)
			.filter((instance) -> instance.index() == index && instance.generation() == generation)
			.findFirst();
	}

	/**
	 * Return how many instances are ready and accept new clients.
	 * @return the number of instances that are {@link InstanceState#UP}
	 */
	public int ready() {
		return (int) this.instances.stream().filter((instance) -> instance.state() == InstanceState.UP).count();
	}

	/**
	 * Find an instance by its index.
	 * @param index the index
	 * @return the instance, empty when there is none
	 */
	public Optional<Instance> instance(int index) {
		return this.instances.stream().filter((instance) -> instance.index() == index).findFirst();
	}

	/**
	 * Return the leader: the lowest index that is {@link InstanceState#UP}.
	 * @return the leader, empty while no instance is up
	 */
	public Optional<Instance> leader() {
		return this.instances.stream().filter((instance) -> instance.state() == InstanceState.UP).findFirst();
	}

}
