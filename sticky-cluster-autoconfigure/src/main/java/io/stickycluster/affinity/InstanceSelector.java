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

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;

/**
 * Chooses the instance of a client that has none. Called from event loops:
 * implementations are thread-safe and never block.
 */
@FunctionalInterface
public interface InstanceSelector {

	/**
	 * Choose an instance.
	 * @param key the client
	 * @param candidates the instances that accept new clients, in any order
	 * @return the chosen one, {@code null} when there is no candidate
	 */
	@Nullable Instance select(AffinityKey key, List<Instance> candidates);

	/**
	 * Return a selector that hashes the client with each instance's index and takes the
	 * highest score. It needs no memory: every gateway makes the same choice, and when an
	 * instance leaves only its own clients move.
	 * @return the selector
	 */
	static InstanceSelector rendezvous() {
		return new RendezvousSelector();
	}

	/**
	 * Return a selector like {@link #rendezvous()} that gives each instance a share of
	 * the clients in proportion to its weight. When a weight changes only as many clients
	 * move as make up the difference.
	 * @param weights the instances' weights
	 * @return the selector
	 */
	static InstanceSelector rendezvous(InstanceWeights weights) {
		return weights.areEqual() ? rendezvous()
				: new WeightedRendezvousSelector((instance) -> weights.of(instance.index()));
	}

	/**
	 * Return a selector like {@link #rendezvous(InstanceWeights)} that gives instances
	 * less which have just come up beside others.
	 * @param weights the instances' weights
	 * @param slowStart knows how much
	 * @return the selector
	 */
	static InstanceSelector rendezvous(InstanceWeights weights, SlowStart slowStart) {
		return new SlowStartSelector(weights, slowStart);
	}

	/**
	 * Return a selector that takes the instances in turn, whoever the client is. It gives
	 * no affinity and exists to show what happens without.
	 * @return the selector
	 */
	static InstanceSelector roundRobin() {
		return new RoundRobinSelector();
	}

}
