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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.TrafficCounts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceLoads}.
 */
@NullUnmarked
class InstanceLoadsTests {

	private final InstanceLoads loads = new InstanceLoads(GatewayFixture.NO_QUEUE);

	@Test
	void countsAreThoseOfAllGenerationsOfAnIndex() {
		request(up(1)).requestEnds();
		request(up(2));
		this.loads.of(up(2)).tryOpenConnection(5);
		request(GatewayFixture.up(1, 1, 1));
		assertThat(this.loads.counts(0, 7, true)).isEqualTo(new TrafficCounts(1, 1, 0, 7, 2, 0, true));
		assertThat(this.loads.counts(2, 0, false)).isEqualTo(TrafficCounts.NONE);
	}

	@Test
	void trafficIsThatOfOneGeneration() {
		InstanceLoad load = request(up(1));
		request(up(2));
		load.answered(30);
		load.failed();
		assertThat(load.traffic()).isEqualTo(new GenerationTraffic(1, 0, 1, 1, 1, 30));
		assertThat(this.loads.find(0, 1)).isSameAs(load);
		assertThat(this.loads.find(0, 3)).isNull();
	}

	@Test
	void generationIsForgottenWhenItIsGoneAndNothingIsLeft() {
		InstanceLoad load = request(up(1));
		load.tryOpenConnection(1);
		this.loads.retain(cluster(2));
		assertThat(this.loads.size()).isOne();
		load.requestEnds();
		assertThat(this.loads.size()).isOne();
		load.connectionClosed();
		assertThat(this.loads.size()).isZero();
		assertThat(this.loads.counts(0, 0, false).totalRequests()).isOne();
	}

	@Test
	void generationThatStandsAsideIsKept() {
		this.loads.of(up(1));
		this.loads.of(up(2));
		this.loads.of(up(3));
		this.loads.retain(new ClusterSnapshot(1, List.of(up(2)), List.of(up(3)), List.of(up(1))));
		assertThat(this.loads.size()).isEqualTo(3);
		this.loads.retain(cluster(3));
		assertThat(this.loads.size()).isOne();
	}

	@Test
	void generationThatComesBackInTimeIsTheSame() {
		InstanceLoad load = request(up(1));
		this.loads.retain(cluster(2));
		this.loads.retain(cluster(1));
		load.requestEnds();
		assertThat(this.loads.of(up(1))).isSameAs(load);
	}

	@Test
	void requestThatComesToAForgottenGenerationIsCounted() {
		InstanceLoad load = this.loads.of(up(1));
		this.loads.retain(cluster(2));
		assertThat(this.loads.size()).isZero();
		load.requestBegins();
		load.requestEnds();
		assertThat(this.loads.size()).isZero();
		assertThat(this.loads.counts(0, 0, false).totalRequests()).isOne();
	}

	@Test
	void thousandsOfRestartsLeaveNothingBehind() {
		for (int generation = 1; generation <= 5000; generation++) {
			InstanceLoad former = request(up(generation));
			former.tryOpenConnection(1);
			this.loads.of(up(generation + 1));
			this.loads.retain(new ClusterSnapshot(1, List.of(up(generation + 1)), List.of(), List.of(up(generation))));
			this.loads.retain(cluster(generation + 1));
			former.requestEnds();
			former.connectionClosed();
			assertThat(this.loads.size()).isOne();
		}
		assertThat(this.loads.counts(0, 0, false).totalRequests()).isEqualTo(5000);
	}

	@Test
	void nothingIsLostWhenGenerationsEndWhileRequestsDo() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			for (int generation = 1; generation <= 300; generation++) {
				InstanceLoad load = this.loads.of(up(generation));
				List<Callable<Void>> tasks = new ArrayList<>();
				for (int task = 0; task < 3; task++) {
					load.requestBegins();
					tasks.add(() -> {
						load.requestEnds();
						return null;
					});
				}
				int gone = generation;
				tasks.add(() -> {
					this.loads.retain(cluster(gone + 1));
					return null;
				});
				for (Future<Void> done : executor.invokeAll(tasks)) {
					done.get();
				}
				assertThat(this.loads.size()).isZero();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.loads.counts(0, 0, false)).isEqualTo(new TrafficCounts(0, 0, 0, 0, 900, 0, false));
	}

	private InstanceLoad request(Instance instance) {
		InstanceLoad load = this.loads.of(instance);
		load.requestBegins();
		return load;
	}

	private static ClusterSnapshot cluster(int generation) {
		return new ClusterSnapshot(1, List.of(up(generation)));
	}

	private static Instance up(int generation) {
		return GatewayFixture.up(0, generation, 1);
	}

}
