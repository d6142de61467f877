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

package io.stickycluster.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.TrafficCounts;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstantLauncher;
import io.stickycluster.launch.deploy.Artifacts;
import io.stickycluster.launch.deploy.DeployMemory;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.DeployRules;
import io.stickycluster.supervisor.Deployments;
import io.stickycluster.supervisor.InstancePorts;
import io.stickycluster.supervisor.RecyclePolicy;
import io.stickycluster.supervisor.ReloadPolicy;
import io.stickycluster.supervisor.RestartPolicy;
import io.stickycluster.supervisor.SupervisorSettings;
import io.stickycluster.supervisor.SupervisorTimeouts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndpoint}, besides what is tested over HTTP.
 */
class ClusterEndpointTests {

	private static final SupervisorSettings SETTINGS = new SupervisorSettings(2, 4, 1, 4, new InstancePorts(3131, 100),
			RestartPolicy.DEFAULT, SupervisorTimeouts.DEFAULT, RecyclePolicy.NEVER, ReloadPolicy.DEFAULT);

	private final BusyTraffic traffic = new BusyTraffic();

	private final ClusterSupervisor supervisor = new ClusterSupervisor(SETTINGS, new InstantLauncher(), this.traffic,
			HealthCheck.NONE, Clock.systemUTC());

	private final Deployments deployments = new Deployments(this.supervisor, Artifacts.none(), DeployMemory.NONE,
			DeployRules.CONTEXT, 5);

	@BeforeEach
	void start() {
		assertThat(this.supervisor.start()).succeedsWithin(10, TimeUnit.SECONDS);
	}

	@AfterEach
	void close() {
		this.supervisor.close();
	}

	@Test
	void waitingIsBounded() {
		ClusterEndpoint endpoint = new ClusterEndpoint(this.supervisor, this.deployments, this.traffic, "context",
				Duration.ofMillis(1));
		assertThat(endpoint.manage("restart", null, "true", null, null, null).map(OperationDescriptor::status).block())
			.isEqualTo("RUNNING");
	}

	@Test
	void answersAreNotWrittenOnTheThreadOfTheSupervisor() {
		ClusterEndpoint endpoint = new ClusterEndpoint(this.supervisor, this.deployments, this.traffic, "context",
				Duration.ofSeconds(10));
		String thread = endpoint.manageInstance("0", "drain", "true")
			.map((operation) -> Thread.currentThread().getName())
			.block();
		assertThat(thread).startsWith("parallel-");
	}

	/**
	 * Traffic that never ends.
	 */
	private static final class BusyTraffic implements InstanceTraffic {

		@Override
		public TrafficCounts counts(int index) {
			return new TrafficCounts(1, 1, 1, 1, 1, 1, true);
		}

		@Override
		public GenerationTraffic traffic(int index, int generation) {
			TrafficCounts counts = counts(index);
			return new GenerationTraffic(counts.activeRequests(), counts.openStreams(), counts.totalRequests(), 0, 0,
					0);
		}

		@Override
		public CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread) {
			return CompletableFuture.completedStage(null);
		}

	}

}
