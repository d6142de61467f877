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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Candidates;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * A snapshot made ready for routing: candidates and endpoints. Immutable.
 */
final class RoutingTable {

	private final ClusterSnapshot snapshot;

	private final Set<InstanceGeneration> ejected;

	/**
	 * All that serve.
	 */
	private final Candidates everyone;

	/**
	 * Those in use.
	 */
	private final Candidates candidates;

	private final Set<Integer> recovering;

	/**
	 * What belongs to each instance, of whatever generation: to the object itself, whose
	 * many values need not be compared.
	 */
	private final Map<Instance, Route> routes = new IdentityHashMap<>();

	/**
	 * Create a table.
	 * @param snapshot the cluster
	 * @param ejected the generations that are out of use; without anybody else to take
	 * new clients they are used all the same
	 * @param portRoutes the paths that lead to further ports
	 * @param loads what is carried
	 */
	RoutingTable(ClusterSnapshot snapshot, Set<InstanceGeneration> ejected, List<PortRoute> portRoutes,
			InstanceLoads loads) {
		this.snapshot = snapshot;
		this.ejected = ejected;
		this.everyone = Candidates.of(snapshot).filter(Instance::isRoutable);
		Candidates used = this.everyone.filter((instance) -> !ejected.contains(InstanceGeneration.of(instance)));
		this.candidates = used.isAccepting() ? used : this.everyone;
		this.recovering = recovering(snapshot);
		Stream.of(snapshot.instances(), snapshot.arriving(), snapshot.leaving())
			.flatMap(List::stream)
			.forEach((instance) -> {
				if (instance.address() != null) {
					this.routes.put(instance, Route.of(instance, instance.address(), portRoutes, loads.of(instance)));
				}
			});
	}

	/**
	 * Return the indexes that nobody serves now, and somebody soon will.
	 * @param snapshot the cluster
	 * @return the indexes
	 */
	private static Set<Integer> recovering(ClusterSnapshot snapshot) {
		Set<Integer> arriving = snapshot.arriving().stream().map(Instance::index).collect(Collectors.toSet());
		return snapshot.instances()
			.stream()
			.filter((instance) -> instance.isRecovering()
					|| (!instance.isRoutable() && arriving.contains(instance.index())))
			.map(Instance::index)
			.collect(Collectors.toUnmodifiableSet());
	}

	boolean isOf(ClusterSnapshot other, Set<InstanceGeneration> otherEjected) {
		return this.snapshot == other && this.ejected == otherEjected;
	}

	/**
	 * Return whether an instance still serves.
	 * @param instance the instance as it was
	 * @return whether the same generation of it does
	 */
	boolean isOf(Instance instance) {
		return this.snapshot.generation(instance.index(), instance.generation())
			.filter(Instance::isRoutable)
			.isPresent();
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
	 * @param probe one that is out of use and may be tried, {@code null} for none
	 * @return the candidates
	 */
	Candidates candidates(@Nullable InstanceGeneration probe) {
		if (probe == null) {
			return this.candidates;
		}
		return this.everyone.filter((instance) -> {
			InstanceGeneration generation = InstanceGeneration.of(instance);
			return generation.equals(probe) || !this.ejected.contains(generation);
		});
	}

	/**
	 * Return what is carried for an instance.
	 * @param instance the instance, one of this table's candidates
	 * @return the load
	 */
	InstanceLoad load(Instance instance) {
		return Objects.requireNonNull(this.routes.get(instance)).load();
	}

	/**
	 * Return where an instance is reached.
	 * @param instance the instance, one of this table's candidates
	 * @param route which port, {@code null} for the main one
	 * @return the endpoint, {@code null} when the instance does not open that port
	 */
	@Nullable InstanceEndpoint endpoint(Instance instance, @Nullable PortRoute route) {
		Route found = Objects.requireNonNull(this.routes.get(instance));
		return (route != null) ? found.byPortName().get(route.port()) : found.main();
	}

	/**
	 * How one generation of an instance is reached, and what it carries.
	 *
	 * @param main the main port
	 * @param byPortName the further ones
	 * @param load what it carries
	 */
	private record Route(InstanceEndpoint main, Map<String, InstanceEndpoint> byPortName, InstanceLoad load) {

		static Route of(Instance instance, InetSocketAddress address, List<PortRoute> portRoutes, InstanceLoad load) {
			Map<String, InstanceEndpoint> byPortName = new HashMap<>();
			for (PortRoute route : portRoutes) {
				Integer port = instance.ports().get(route.port());
				if (port != null) {
					byPortName.put(route.port(), new InstanceEndpoint(instance.index(), instance.generation(),
							new InetSocketAddress(address.getAddress(), port), null));
				}
			}
			return new Route(new InstanceEndpoint(instance.index(), instance.generation(), address, instance.socket()),
					byPortName, load);
		}

	}

}
