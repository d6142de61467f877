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

package io.stickycluster.external;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.stickycluster.external.ProxySettings.ProxyPath;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

/**
 * The servers behind one path.
 *
 * @param name the name of the group of servers
 * @param path the path, '/' for all that no other backend has
 * @param servers the servers, by their index
 * @param missing what there is to say of instances without a known port
 */
record Backend(String name, String path, List<Server> servers, List<String> missing) {

	private static final int FULL_WEIGHT = 100;

	static List<Backend> of(ProxySettings settings, ClusterSnapshot snapshot) {
		return settings.paths().stream().map((path) -> of(settings, snapshot, path)).toList();
	}

	private static Backend of(ProxySettings settings, ClusterSnapshot snapshot, ProxyPath path) {
		List<Server> servers = new ArrayList<>();
		List<String> missing = new ArrayList<>();
		for (Instance instance : snapshot.instances()) {
			int port = port(instance, path);
			if (port != 0) {
				servers.add(new Server(instance.index(), address(settings.host(), port), use(instance),
						instance.state(), weight(settings.weights(), instance.index())));
			}
			else {
				missing.add("Instance %d is %s and has no port yet.".formatted(instance.index(), instance.state()));
			}
		}
		String name = (path.port() != null) ? settings.name() + "_" + path.port() : settings.name();
		return new Backend(name, path.path(), servers, missing);
	}

	private static int port(Instance instance, ProxyPath path) {
		Integer known = main(instance.address());
		if (path.port() != null) {
			known = instance.ports().get(path.port());
		}
		if (known != null) {
			return known;
		}
		return (path.basePort() != 0) ? path.basePort() + instance.index() : 0;
	}

	private static @Nullable Integer main(@Nullable InetSocketAddress address) {
		return (address != null && address.getPort() != 0) ? address.getPort() : null;
	}

	private static String address(String host, int port) {
		return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
	}

	private static Use use(Instance instance) {
		if (instance.state() == InstanceState.DRAINING) {
			return Use.DRAINING;
		}
		// others come back by themselves, and the proxy finds out
		boolean gone = !instance.wanted() || instance.state() == InstanceState.STOPPED
				|| instance.state() == InstanceState.FAILED;
		return gone ? Use.DOWN : Use.UP;
	}

	private static int weight(Map<Integer, Double> weights, int index) {
		double largest = weights.values().stream().mapToDouble(Double::doubleValue).reduce(1, Math::max);
		return (int) Math.max(1, Math.round(FULL_WEIGHT * weights.getOrDefault(index, 1.0) / largest));
	}

	boolean isMain() {
		return this.path.equals("/");
	}

	/**
	 * What a proxy is to do with an instance.
	 */
	enum Use {

		/**
		 * Give it clients.
		 */
		UP,

		/**
		 * Give it no new ones.
		 */
		DRAINING,

		/**
		 * Leave it alone.
		 */
		DOWN

	}

	/**
	 * An instance as a proxy sees it.
	 *
	 * @param index its index
	 * @param address where it is reached
	 * @param use what the proxy is to do with it
	 * @param state its state
	 * @param weight its share of the clients, at most 100
	 */
	record Server(int index, String address, Use use, InstanceState state, int weight) {

		boolean isFullWeight() {
			return this.weight == FULL_WEIGHT;
		}

		/**
		 * Return what there is to say of it.
		 * @return a comment
		 */
		String comment() {
			return "instance " + this.index + ((this.state != InstanceState.UP) ? ", " + this.state : "");
		}

	}

}
