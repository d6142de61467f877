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

package io.stickycluster.supervisor;

import java.time.Duration;

/**
 * How instances are replaced while they serve.
 *
 * @param strategy whether a new generation comes up beside the old one or after it
 * @param concurrency how many indexes are replaced at the same time, once the first has
 * shown that it can be done
 * @param survive how long a new generation must be up before it takes over
 * @param canaryPause how long the first new generation is watched before the others
 * follow, 0 for not at all
 * @param canary when the first new generation is taken to be worse than the old ones
 * @param keepOld how long an old generation is kept after it was replaced, so that it can
 * be gone back to, 0 for not at all
 * @param closeSpread over how long the ends of an old generation's streams are spread
 */
public record ReloadPolicy(Strategy strategy, int concurrency, Duration survive, Duration canaryPause,
		CanaryLimits canary, Duration keepOld, Duration closeSpread) {

	/**
	 * One index after the other beside the old ones, 5 s to survive and 5 s for the
	 * canary, streams closed within 5 s.
	 */
	public static final ReloadPolicy DEFAULT = new ReloadPolicy(Strategy.SURGE, 1, Duration.ofSeconds(5),
			Duration.ofSeconds(5), CanaryLimits.DEFAULT, Duration.ZERO, Duration.ofSeconds(5));

	public ReloadPolicy {
		if (concurrency < 1) {
			throw new IllegalArgumentException("'concurrency' must be at least 1 but is " + concurrency);
		}
		requireNotNegative("survive", survive);
		requireNotNegative("canaryPause", canaryPause);
		requireNotNegative("keepOld", keepOld);
		requireNotNegative("closeSpread", closeSpread);
	}

	/**
	 * Return how an instance is replaced by another of the same kind, which need not be
	 * watched or gone back from once it has taken over.
	 * @return the policy
	 */
	ReloadPolicy unwatched() {
		return new ReloadPolicy(this.strategy, 1, this.survive, Duration.ZERO, this.canary, Duration.ZERO,
				this.closeSpread);
	}

	private static void requireNotNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("'%s' must not be negative but is %s".formatted(name, value));
		}
	}

	/**
	 * Where the new generation of an index comes up.
	 */
	public enum Strategy {

		/**
		 * Beside the old one, on the other port of the index: never is one instance less
		 * up than before.
		 */
		SURGE,

		/**
		 * In the place of the old one, on the same port, after that has ended.
		 */
		IN_PLACE

	}

	/**
	 * When a canary is taken to be worse than the others.
	 *
	 * @param minRequests how many requests it must have answered to be judged
	 * @param maxFailureRatio by how much its share of failures may exceed the others',
	 * from 0 to 1
	 * @param maxLatencyFactor how many times as long as the others it may take to answer
	 * on average, 0 for any time
	 */
	public record CanaryLimits(int minRequests, double maxFailureRatio, double maxLatencyFactor) {

		/**
		 * From 20 requests on, 10 % more failures than the others, any latency.
		 */
		public static final CanaryLimits DEFAULT = new CanaryLimits(20, 0.1, 0);

	}

}
