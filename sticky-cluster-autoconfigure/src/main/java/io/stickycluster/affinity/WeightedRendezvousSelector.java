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
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;

/**
 * {@link InstanceSelector} by highest random weight with weights (Schindelhauer and
 * Schomaker's logarithmic method): the share of an instance is in proportion to its own.
 */
final class WeightedRendezvousSelector implements InstanceSelector {

	private static final int UNUSED_BITS = 11;

	private static final double UNIT = 0x1p-53;

	private final ToDoubleFunction<Instance> weight;

	/**
	 * Create a selector.
	 * @param weight how large the share of an instance is, in relation to the others'
	 */
	WeightedRendezvousSelector(ToDoubleFunction<Instance> weight) {
		this.weight = weight;
	}

	@Override
	public @Nullable Instance select(AffinityKey key, List<Instance> candidates) {
		long hash = key.hash();
		Instance best = null;
		double bestScore = 0;
		for (Instance candidate : candidates) {
			double score = score(hash, candidate);
			if (best == null || score > bestScore || (score == bestScore && candidate.index() < best.index())) {
				best = candidate;
				bestScore = score;
			}
		}
		return best;
	}

	private double score(long hash, Instance candidate) {
		double uniform = ((RendezvousSelector.score(hash, candidate) >>> UNUSED_BITS) + 0.5) * UNIT;
		// strict, so that gateways on different machines agree
		return -this.weight.applyAsDouble(candidate) / StrictMath.log(uniform);
	}

}
