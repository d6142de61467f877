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

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Candidates;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * A snapshot made ready for routing: candidates and endpoints. Immutable.
 */
final class RoutingTable {

	private final ClusterSnapshot snapshot;

	private final Candidates candidates;

	private final Map<Integer, Endpoints> endpoints = new HashMap<>();

	RoutingTable(ClusterSnapshot snapshot, List<PortRoute> portRoutes) {
		this.snapshot = snapshot;
		this.candidates = Candidates.of(snapshot);
		for (Instance instance : snapshot.instances()) {
			if (instance.address() != null) {
				this.endpoints.put(instance.index(), Endpoints.of(instance, instance.address(), portRoutes));
			}
		}
	}

	boolean isOf(ClusterSnapshot other) {
		return this.snapshot == other;
	}

	Candidates candidates() {
		return this.candidates;
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
