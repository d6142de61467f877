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
 * {@link InstanceSelector} that gives instances which have just come up less than their
 * share. As that grows, clients only ever change over to them.
 */
final class SlowStartSelector implements InstanceSelector {

	private final InstanceSelector usual;

	private final InstanceSelector ramping;

	private final SlowStart slowStart;

	SlowStartSelector(InstanceWeights weights, SlowStart slowStart) {
		this.usual = InstanceSelector.rendezvous(weights);
		this.ramping = new WeightedRendezvousSelector(
				(instance) -> weights.of(instance.index()) * slowStart.share(instance));
		this.slowStart = slowStart;
	}

	@Override
	public @Nullable Instance select(AffinityKey key, List<Instance> candidates) {
		InstanceSelector selector = this.slowStart.applies(candidates) ? this.ramping : this.usual;
		return selector.select(key, candidates);
	}

}
