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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.InstanceSelector;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoutingTable}.
 */
@NullUnmarked
class RoutingTableTests {

	private final InstanceLoads loads = new InstanceLoads(GatewayFixture.NO_QUEUE);

	private final Instance former = GatewayFixture.instance(0, InstanceState.DRAINING, 1001, Map.of("live", 4001));

	private final Instance next = GatewayFixture.up(0, 2, 1002);

	private final Instance arriving = GatewayFixture.up(1, 2, 1003);

	private final Instance other = GatewayFixture.up(1, 1, 1004);

	private final ClusterSnapshot snapshot = new ClusterSnapshot(2, List.of(this.next, this.other),
			List.of(this.arriving), List.of(this.former));

	@Test
	void eachGenerationHasItsOwnEndpointsAndLoad() {
		RoutingTable table = table(this.snapshot);
		for (Instance instance : List.of(this.former, this.next, this.arriving, this.other)) {
			InstanceEndpoint endpoint = table.endpoint(instance, null);
			assertThat(endpoint.index()).isEqualTo(instance.index());
			assertThat(endpoint.generation()).isEqualTo(instance.generation());
			assertThat(endpoint.address()).isEqualTo(instance.address());
			assertThat(table.load(instance).owner()).isEqualTo(InstanceGeneration.of(instance));
		}
		PortRoute route = new PortRoute("/live", "live");
		assertThat(table.endpoint(this.former, route).address().getPort()).isEqualTo(4001);
		assertThat(table.endpoint(this.next, route)).isNull();
	}

	@Test
	void loadIsTheSameInLaterTables() {
		InstanceLoad load = table(this.snapshot).load(this.former);
		assertThat(table(new ClusterSnapshot(1, List.of(this.former))).load(this.former)).isSameAs(load);
	}

	@Test
	void leavingGenerationsServe() {
		RoutingTable table = table(this.snapshot);
		assertThat(table.isOf(this.former)).isTrue();
		assertThat(table.isOf(this.next)).isTrue();
		assertThat(table.isOf(GatewayFixture.up(0, 3, 1))).isFalse();
		assertThat(table(new ClusterSnapshot(1, List.of(this.next), List.of(),
				List.of(GatewayFixture.down(0, 1, InstanceState.STOPPING, false))))
			.isOf(this.former)).isFalse();
	}

	@Test
	void ejectedLeavingGenerationIsNotUsedAndItsClientsGoToTheNextOfItsIndex() {
		AffinityTable affinity = new AffinityTable(InstanceSelector.rendezvous(), 10, Duration.ofMinutes(1),
				System::nanoTime);
		KnownClient client = affinity.enter(new AffinityKey(0, 1), Candidates.of(this.snapshot));
		affinity.place(client, Candidates.of(new ClusterSnapshot(1, List.of(GatewayFixture.up(0, 1, 1001)))), false);
		RoutingTable table = new RoutingTable(this.snapshot, Set.of(new InstanceGeneration(0, 1)), List.of(),
				this.loads);
		assertThat(table.candidates(null).isLeaving(client)).isFalse();
		assertThat(table.candidates(new InstanceGeneration(0, 1)).isLeaving(client)).isTrue();
		assertThat(table.candidates(new InstanceGeneration(0, 2)).isLeaving(client)).isFalse();
		assertThat(affinity.place(client, table.candidates(null), true)).isEqualTo(this.next);
	}

	@Test
	void ejectionOfOneGenerationIsNotThatOfAnother() {
		RoutingTable table = new RoutingTable(this.snapshot, Set.of(new InstanceGeneration(0, 2)), List.of(),
				this.loads);
		assertThat(table.candidates(null).isAccepting()).isTrue();
		AffinityTable affinity = new AffinityTable(InstanceSelector.rendezvous(), 10, Duration.ofMinutes(1),
				System::nanoTime);
		for (int i = 0; i < 10; i++) {
			KnownClient client = affinity.enter(new AffinityKey(0, i), table.candidates(null));
			assertThat(affinity.place(client, table.candidates(null), false)).isEqualTo(this.other);
		}
	}

	@Test
	void indexIsRecoveringWhenNobodyServesItAndOneArrives() {
		Instance failed = GatewayFixture.down(0, 1, InstanceState.FAILED, true);
		assertThat(table(new ClusterSnapshot(1, List.of(failed))).isRecovering()).isFalse();
		RoutingTable table = table(new ClusterSnapshot(1, List.of(failed),
				List.of(GatewayFixture.down(0, 2, InstanceState.STARTING, true)), List.of()));
		assertThat(table.isRecovering(0)).isTrue();
		assertThat(table(this.snapshot).isRecovering()).as("serves beside it").isFalse();
	}

	private RoutingTable table(ClusterSnapshot snapshot) {
		return new RoutingTable(snapshot, Set.of(), List.of(new PortRoute("/live", "live")), this.loads);
	}

}
