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

import java.util.Map;

/**
 * How large the instances' shares of the clients are, in relation to each other.
 *
 * @param byIndex the weights that are not 1, by the instances' indexes
 */
public record InstanceWeights(Map<Integer, Double> byIndex) {

	/**
	 * All have the same.
	 */
	public static final InstanceWeights EQUAL = new InstanceWeights(Map.of());

	public InstanceWeights {
		byIndex = Map.copyOf(byIndex);
		byIndex.forEach((index, weight) -> {
			if (!(weight > 0) || weight.isInfinite()) {
				throw new IllegalArgumentException(
						"The weight of instance " + index + " must be positive but is " + weight);
			}
		});
	}

	boolean areEqual() {
		return this.byIndex.isEmpty();
	}

	double of(int index) {
		return this.byIndex.getOrDefault(index, 1.0);
	}

}
