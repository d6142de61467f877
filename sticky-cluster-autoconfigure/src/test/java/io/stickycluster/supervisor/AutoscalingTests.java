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
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.AutoscalePolicy.Targets;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Autoscaling}, in a cluster.
 */
@ExtendWith(OutputCaptureExtension.class)
class AutoscalingTests {

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private static final Duration UP = Duration.ofSeconds(30);

	private static final Duration DOWN = Duration.ofMinutes(2);

	@Test
	void tooManyStreamsAddAnInstance(CapturedOutput output) {
		TestCluster cluster = scaling(new Targets(0, 0, 10));
		cluster.launcher.streams(0, 40);
		cluster.advance(UP.minusSeconds(1));
		assertThat(cluster.states()).hasSize(3);
		cluster.advance(Duration.ofSeconds(3));
		assertThat(cluster.states()).hasSize(4).containsOnly(InstanceState.UP);
		assertThat(cluster.supervisor.operations().get(0)).satisfies((operation) -> {
			assertThat(operation.action()).isEqualTo("autoscale");
			assertThat(operation.index()).isNull();
			assertThat(operation.status()).isEqualTo(Status.COMPLETED);
			assertThat(operation.progress())
				.isEqualTo("1 of 1 up, because an instance has 13.3 sessions, more than 10.0");
		});
		assertThat(output)
			.contains("Operation 1: autoscale of the cluster, to 4: an instance has 13.3 sessions, more than 10.0");
	}

	@Test
	void tooFewRequestsRemoveTheHighestIndexOnceItIsDrained() {
		TestCluster cluster = scaling(new Targets(0, 10, 0));
		cluster.launcher.streams(2, 1);
		cluster.advance(DOWN.plusSeconds(1));
		assertThat(cluster.state(2)).isEqualTo(InstanceState.DRAINING);
		cluster.launcher.streams(2, 0);
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.states()).containsExactly(InstanceState.UP, InstanceState.UP);
		cluster.advance(DOWN.multipliedBy(3));
		assertThat(cluster.states()).as("the minimum").hasSize(2);
	}

	@Test
	void processorTimeComesFromTheInstances() {
		TestCluster cluster = scaling(new Targets(0.5, 0, 0));
		for (int second = 0; second < UP.toSeconds() + 5; second++) {
			for (int index = 0; index < 3; index++) {
				cluster.launcher.handle(index).cpuTime(cluster.loop.instant(), Duration.ofMillis(800L * second));
			}
			cluster.advance(Duration.ofSeconds(1));
		}
		assertThat(cluster.supervisor.operations().get(0).progress())
			.contains("an instance has 0.80 processors busy, more than 0.50");
	}

	@Test
	void nothingIsScaledWhileSomethingIsNotUp() {
		TestCluster cluster = scaling(new Targets(0, 0, 10));
		cluster.launcher.streams(0, 40);
		cluster.request(1, InstanceAction.DRAIN);
		cluster.advance(Duration.ofMinutes(10));
		assertThat(cluster.states()).hasSize(3);
		cluster.request(1, InstanceAction.STOP);
		cluster.advance(Duration.ofMinutes(10));
		assertThat(cluster.states()).hasSize(3);
		cluster.request(1, InstanceAction.START);
		cluster.advance(UP.plusSeconds(2));
		assertThat(cluster.states()).hasSize(4);
	}

	@Test
	void stoppedClusterStaysStopped() {
		TestCluster cluster = scaling(new Targets(0, 0, 10));
		cluster.request(new OnCluster(ClusterAction.STOP));
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.states()).hasSize(3).containsOnly(InstanceState.STOPPED);
	}

	@Test
	void operatorScalesAsBefore() {
		TestCluster cluster = scaling(new Targets(0, 0, 10));
		cluster.advance(DOWN.minusSeconds(5));
		CompletableFuture<ClusterOperation> scale = cluster.request(new Scale(5));
		assertThat(cluster.operation(scale).status()).isEqualTo(Status.COMPLETED);
		cluster.advance(DOWN.minusSeconds(1));
		assertThat(cluster.states()).hasSize(5);
		cluster.advance(Duration.ofSeconds(3));
		assertThat(cluster.states()).hasSize(4);
	}

	@Test
	void instanceThatDoesNotStartEndsTheScaling() {
		TestCluster cluster = scaling(new Targets(0, 0, 10));
		cluster.launcher.streams(0, 40);
		cluster.launcher.onLaunch((handle) -> handle.exit("boom"));
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.state(3)).isEqualTo(InstanceState.FAILED);
		assertThat(cluster.supervisor.operations()).singleElement().satisfies((operation) -> {
			assertThat(operation.status()).isEqualTo(Status.FAILED);
			assertThat(operation.failure()).contains("boom");
		});
	}

	@Test
	void nothingIsScaledUnlessAskedFor() {
		TestCluster cluster = TestCluster.up();
		cluster.launcher.streams(0, 1_000_000);
		cluster.advance(Duration.ofHours(1));
		assertThat(cluster.supervisor.operations()).isEmpty();
	}

	private static TestCluster scaling(Targets targets) {
		AutoscalePolicy policy = new AutoscalePolicy(2, 5, targets, 0.8, WINDOW, UP, DOWN);
		return TestCluster.up((settings) -> new SupervisorSettings(3, 6, 1, 8, settings.ports(), settings.restarts(),
				settings.timeouts(), settings.recycle(), settings.reload(), policy));
	}

}
