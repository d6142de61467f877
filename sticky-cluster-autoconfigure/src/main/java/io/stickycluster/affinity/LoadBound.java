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

import java.util.ArrayList;
import java.util.List;

import io.stickycluster.instance.Instance;

/**
 * Keeps an instance from getting more new clients than a multiple of its share, whatever
 * the selector's choice would be (consistent hashing with bounded loads; Mirrokni,
 * Thorup, Zadimoghaddam). Clients that are known stay where they are.
 *
 * @param factor how much of its share an instance may have at most, 1 or more, or 0 for
 * no bound
 * @param weights how large the shares are
 */
public record LoadBound(double factor, InstanceWeights weights) {

	/**
	 * No bound.
	 */
	public static final LoadBound NONE = new LoadBound(0, InstanceWeights.EQUAL);

	public LoadBound {
		if (factor != 0 && !(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
			throw new IllegalArgumentException("'factor' must be 0, or 1 or more, but is " + factor);
		}
	}

	/**
	 * Return the instances that may get one more client. There is always one, because
	 * together they may have at least as many as there are.
	 * @param accepting the instances that accept new clients
	 * @param counts how many clients they have
	 * @return those that are below their bound
	 */
	List<Instance> within(List<Instance> accepting, ClientCounts counts) {
		if (this.factor == 0 || accepting.size() < 2) {
			return accepting;
		}
		long clients = 1;
		double total = 0;
		for (Instance instance : accepting) {
			clients += counts.of(instance.index());
			total += this.weights.of(instance.index());
		}
		List<Instance> within = new ArrayList<>(accepting.size());
		for (Instance instance : accepting) {
			double share = clients * this.weights.of(instance.index()) / total;
			if (counts.of(instance.index()) < Math.ceil(this.factor * share)) {
				within.add(instance);
			}
		}
		// others may have counted in between
		return (!within.isEmpty()) ? within : accepting;
	}

}
