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

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

/**
 * Instances for tests.
 */
final class TestInstances {

	private TestInstances() {
	}

	static Instance instance(int index, InstanceState state) {
		return new Instance(index, 1, state, new InetSocketAddress("127.0.0.1", 3131 + index), null, Map.of(), 1, null,
				0, 0, null, null, null, true, false);
	}

	static Candidates up(int... indexes) {
		return with(InstanceState.UP, indexes);
	}

	static Candidates with(InstanceState state, int... indexes) {
		return Candidates.of(new ClusterSnapshot(indexes.length,
				Arrays.stream(indexes).mapToObj((index) -> instance(index, state)).toList()));
	}

}
