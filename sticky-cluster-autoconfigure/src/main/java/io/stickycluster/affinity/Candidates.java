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

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * The instances that a client may be given to, as a snapshot has them. Immutable.
 */
public final class Candidates {

	private final ClusterSnapshot snapshot;

	/**
	 * By their index, {@code null} for those that do not serve.
	 */
	private final @Nullable Instance[] serving;

	/**
	 * Which generations those are, see {@link Place}.
	 */
	private final int[] places;

	private final List<Instance> accepting;

	private final List<Instance> arriving;

	private final List<Instance> leaving;

	private Candidates(ClusterSnapshot snapshot) {
		this.snapshot = snapshot;
		List<Instance> instances = snapshot.instances();
		this.serving = new @Nullable Instance[instances.stream().mapToInt(Instance::index).max().orElse(-1) + 1];
		this.places = new int[this.serving.length];
		Arrays.fill(this.places, Place.NOWHERE);
		for (Instance instance : instances) {
			if (instance.state().isServing()) {
				this.serving[instance.index()] = instance;
				this.places[instance.index()] = Place.of(instance);
			}
		}
		this.accepting = instances.stream().filter((instance) -> instance.state().isAccepting()).toList();
		this.arriving = serving(snapshot.arriving());
		this.leaving = serving(snapshot.leaving());
	}

	private static List<Instance> serving(List<Instance> instances) {
		return instances.stream().filter((instance) -> instance.state().isServing()).toList();
	}

	/**
	 * Return the candidates that a snapshot offers.
	 * @param snapshot the snapshot
	 * @return the candidates
	 */
	public static Candidates of(ClusterSnapshot snapshot) {
		return new Candidates(snapshot);
	}

	/**
	 * Return those of these candidates that fulfil a condition.
	 * @param condition the condition
	 * @return fewer candidates, or as many
	 */
	public Candidates filter(Predicate<Instance> condition) {
		return new Candidates(new ClusterSnapshot(this.snapshot.wanted(),
				this.snapshot.instances().stream().filter(condition).toList(),
				this.snapshot.arriving().stream().filter(condition).toList(),
				this.snapshot.leaving().stream().filter(condition).toList()));
	}

	/**
	 * Return whether new clients are taken.
	 * @return whether an instance does
	 */
	public boolean isAccepting() {
		return !this.accepting.isEmpty();
	}

	/**
	 * Return whether a client is on a generation that leaves, and is still served there.
	 * @param client the client
	 * @return whether it depends on its request where it belongs
	 */
	public boolean isLeaving(KnownClient client) {
		return !this.leaving.isEmpty() && leaving(client.place()) != null;
	}

	/**
	 * Return an instance that serves the clients that it has.
	 * @param index the instance's index, negative for none
	 * @return the instance, {@code null} when it does not serve
	 */
	@Nullable Instance serving(int index) {
		return (index >= 0 && index < this.serving.length) ? this.serving[index] : null;
	}

	/**
	 * Return the instance at a place, if that is the generation of its index that takes
	 * its clients.
	 * @param place the {@link Place}
	 * @return the instance, {@code null} when another generation or none serves
	 */
	@Nullable Instance current(int place) {
		int index = Place.index(place);
		return (index >= 0 && index < this.places.length && this.places[index] == place) ? this.serving[index] : null;
	}

	/**
	 * Return the instance at a place, if that is a generation that comes up.
	 * @param place the {@link Place}
	 * @return the instance, {@code null} when there is none that serves
	 */
	@Nullable Instance arriving(int place) {
		return find(this.arriving, place);
	}

	/**
	 * Return the instance at a place, if that is a generation that leaves.
	 * @param place the {@link Place}
	 * @return the instance, {@code null} when there is none that serves
	 */
	@Nullable Instance leaving(int place) {
		return find(this.leaving, place);
	}

	private static @Nullable Instance find(List<Instance> instances, int place) {
		for (Instance instance : instances) {
			if (Place.of(instance) == place) {
				return instance;
			}
		}
		return null;
	}

	/**
	 * Return the instances that take new clients.
	 * @return the instances
	 */
	List<Instance> accepting() {
		return this.accepting;
	}

}
