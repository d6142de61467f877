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
 * {@link InstanceSelector} by highest random weight over (client, instance index).
 */
final class RendezvousSelector implements InstanceSelector {

	private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

	@Override
	public @Nullable Instance select(AffinityKey key, List<Instance> candidates) {
		long hash = key.hash();
		Instance best = null;
		long bestScore = 0;
		for (Instance candidate : candidates) {
			long score = score(hash, candidate);
			if (best == null || isHigher(score, candidate, bestScore, best)) {
				best = candidate;
				bestScore = score;
			}
		}
		return best;
	}

	/**
	 * Return a number that is as good as random for each pair of client and instance.
	 * @param hash the client's hash
	 * @param instance the instance
	 * @return the number, of 64 bits without a sign
	 */
	static long score(long hash, Instance instance) {
		return AffinityKey.mix(hash + (instance.index() + 1) * GOLDEN_GAMMA);
	}

	private static boolean isHigher(long score, Instance candidate, long bestScore, Instance best) {
		int compared = Long.compareUnsigned(score, bestScore);
		return compared > 0 || (compared == 0 && candidate.index() < best.index());
	}

}
