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

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Candidates;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * A snapshot made ready for routing: candidates and endpoints. Immutable.
 */
final class RoutingTable {

	private final ClusterSnapshot snapshot;

	private final Map<Integer, Integer> ejected;

	/**
	 * All that serve.
	 */
	private final Candidates everyone;

	/**
	 * Those in use.
	 */
	private final Candidates candidates;

	private final Map<Integer, Integer> generations = new HashMap<>();

	private final Set<Integer> recovering;

	private final Map<Integer, Endpoints> endpoints = new HashMap<>();

	/**
	 * Create a table.
	 * @param snapshot the cluster
	 * @param ejected the generations by index that are out of use; without anybody else
	 * to take new clients they are used all the same
	 * @param portRoutes the paths that lead to further ports
	 */
	RoutingTable(ClusterSnapshot snapshot, Map<Integer, Integer> ejected, List<PortRoute> portRoutes) {
		this.snapshot = snapshot;
		this.ejected = ejected;
		List<Instance> routable = snapshot.instances().stream().filter(Instance::isRoutable).toList();
		List<Instance> used = routable.stream()
			.filter((instance) -> !Objects.equals(ejected.get(instance.index()), instance.generation()))
			.toList();
		this.everyone = candidates(routable);
		this.candidates = used.stream().anyMatch((instance) -> instance.state().isAccepting()) ? candidates(used)
				: this.everyone;
		this.recovering = snapshot.instances()
			.stream()
			.filter(Instance::isRecovering)
			.map(Instance::index)
			.collect(Collectors.toUnmodifiableSet());
		routable.forEach((instance) -> this.generations.put(instance.index(), instance.generation()));
		for (Instance instance : snapshot.instances()) {
			if (instance.address() != null) {
				this.endpoints.put(instance.index(), Endpoints.of(instance, instance.address(), portRoutes));
			}
		}
	}

	private static Candidates candidates(List<Instance> instances) {
		return Candidates.of(new ClusterSnapshot(instances.size(), instances));
	}

	boolean isOf(ClusterSnapshot other, Map<Integer, Integer> otherEjected) {
		return this.snapshot == other && this.ejected == otherEjected;
	}

	/**
	 * Return whether an instance still serves.
	 * @param instance the instance as it was
	 * @return whether the same generation of it does
	 */
	boolean isOf(Instance instance) {
		return Objects.equals(this.generations.get(instance.index()), instance.generation());
	}

	/**
	 * Return whether an instance is on its way up.
	 * @return whether there is one
	 */
	boolean isRecovering() {
		return !this.recovering.isEmpty();
	}

	boolean isRecovering(int index) {
		return this.recovering.contains(index);
	}

	/**
	 * Return the instances that a request may be given to.
	 * @param probe the index of an instance that is out of use and may be tried, or -1
	 * @return the candidates
	 */
	Candidates candidates(int probe) {
		if (probe == -1) {
			return this.candidates;
		}
		Candidates probed = this.everyone;
		for (int index : this.ejected.keySet()) {
			probed = (index != probe) ? probed.without(index) : probed;
		}
		return probed;
	}

	/**
	 * Return where an instance is reached.
	 * @param instance the instance, one of this table
	 * @param route which port, {@code null} for the main one
	 * @return the endpoint, {@code null} when the instance does not open that port
	 */
	@Nullable InstanceEndpoint endpoint(Instance instance, @Nullable PortRoute route) {
		Endpoints endpoints = this.endpoints.get(instance.index());
		if (endpoints == null) {
			return null;
		}
		return (route != null) ? endpoints.byPortName().get(route.port()) : endpoints.main();
	}

	/**
	 * The endpoints of one instance.
	 *
	 * @param main the main port
	 * @param byPortName the further ones
	 */
	private record Endpoints(InstanceEndpoint main, Map<String, InstanceEndpoint> byPortName) {

		static Endpoints of(Instance instance, InetSocketAddress address, List<PortRoute> portRoutes) {
			Map<String, InstanceEndpoint> byPortName = new HashMap<>();
			for (PortRoute route : portRoutes) {
				Integer port = instance.ports().get(route.port());
				if (port != null) {
					byPortName.put(route.port(), new InstanceEndpoint(instance.index(), instance.generation(),
							new InetSocketAddress(address.getAddress(), port), null));
				}
			}
			return new Endpoints(
					new InstanceEndpoint(instance.index(), instance.generation(), address, instance.socket()),
					byPortName);
		}

	}

}
