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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.TrafficCounts;

/**
 * What the gateway carries for each generation of each instance. A generation that the
 * cluster no longer has is forgotten when the last of it has ended. Thread-safe; requests
 * get at a load by way of a {@link RoutingTable}, without a search here.
 */
final class InstanceLoads {

	private final QueueSettings queue;

	private final Map<InstanceGeneration, InstanceLoad> loads = new ConcurrentHashMap<>();

	/**
	 * How many requests there were, by index: also those of generations that are
	 * forgotten.
	 */
	private final Map<Integer, LongAdder> totals = new ConcurrentHashMap<>();

	InstanceLoads(QueueSettings queue) {
		this.queue = queue;
	}

	InstanceLoad of(Instance instance) {
		return this.loads.computeIfAbsent(InstanceGeneration.of(instance),
				(added) -> new InstanceLoad(added, this.queue, total(added.index()), this::forget));
	}

	private LongAdder total(int index) {
		return this.totals.computeIfAbsent(index, (added) -> new LongAdder());
	}

	@Nullable InstanceLoad find(int index, int generation) {
		return this.loads.get(new InstanceGeneration(index, generation));
	}

	void forEach(Consumer<InstanceLoad> action) {
		this.loads.values().forEach(action);
	}

	/**
	 * Learn which generations the cluster has.
	 * @param now the cluster
	 */
	void retain(ClusterSnapshot now) {
		Set<InstanceGeneration> there = Stream.of(now.instances(), now.arriving(), now.leaving())
			.flatMap((instances) -> instances.stream().map(InstanceGeneration::of))
			.collect(Collectors.toSet());
		forEach((load) -> load.gone(!there.contains(load.owner())));
		now.instances()
			.stream()
			.filter((instance) -> instance.state().isAccepting())
			.map((instance) -> find(instance.index(), instance.generation()))
			.forEach((load) -> {
				if (load != null) {
					// It was to end, and is to stay after all
					load.streams().reopen();
				}
			});
	}

	private void forget(InstanceLoad load) {
		this.loads.remove(load.owner(), load);
	}

	/**
	 * Return what all generations of an index carry.
	 * @param index the index
	 * @param clients how many clients it has
	 * @param ejected whether it is out of use
	 * @return the counts
	 */
	TrafficCounts counts(int index, int clients, boolean ejected) {
		int connections = 0;
		int requests = 0;
		int streams = 0;
		int queued = 0;
		for (InstanceLoad load : this.loads.values()) {
			if (load.owner().index() == index) {
				connections += load.connections();
				requests += load.requests();
				streams += load.streams().size();
				queued += load.queue().length();
			}
		}
		LongAdder total = this.totals.get(index);
		return new TrafficCounts(connections, requests, streams, clients, (total != null) ? total.sum() : 0, queued,
				ejected);
	}

	int queued() {
		return this.loads.values().stream().mapToInt((load) -> load.queue().length()).sum();
	}

	int size() {
		return this.loads.size();
	}

}
