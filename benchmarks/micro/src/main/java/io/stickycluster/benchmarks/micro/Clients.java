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

package io.stickycluster.benchmarks.micro;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.InstanceSelector;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

/**
 * An affinity table as the gateway has one, and clients.
 */
final class Clients {

	private static final long IPV4 = 0xffff_0a00_0000L;

	private Clients() {
	}

	static AffinityTable table(int maxClients) {
		return new AffinityTable(InstanceSelector.rendezvous(), maxClients, Duration.ofHours(1), System::nanoTime);
	}

	static Candidates instances(int count) {
		return Candidates
			.of(new ClusterSnapshot(count, IntStream.range(0, count).mapToObj(Clients::instance).toList()));
	}

	private static Instance instance(int index) {
		return new Instance(index, 1, InstanceState.UP,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 3131 + index), null, Map.of(), 0, Instant.EPOCH,
				0, 0, null, null, null, true, false);
	}

	/**
	 * Return the key of one of neighbouring IPv4 addresses.
	 * @param client which one
	 * @return the key, a new one each time as for each request
	 */
	static AffinityKey key(int client) {
		return new AffinityKey(0, IPV4 + client);
	}

}
