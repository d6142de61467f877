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

package io.stickycluster.autoconfigure;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.app.ServletApplication;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.supervisor.ClusterOperation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is done with instances that run, in a whole cluster.
 */
class WatchedInstancesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private RunningCluster cluster;

	@AfterEach
	void close() {
		this.cluster.close();
	}

	@Test
	void instanceThatDoesNotAnswerItsLivenessPathIsReplaced() {
		start("--sticky.cluster.liveness-path=/not-there", "--sticky.cluster.liveness-interval=100ms",
				"--sticky.cluster.liveness-timeout=1s");
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(this.cluster.snapshot().instances())
				.allMatch((instance) -> instance.lastFailureKind() == FailureKind.UNRESPONSIVE));
	}

	@Test
	void instanceThatAnswersItsLivenessPathStays() {
		start("--sticky.cluster.liveness-path=/who", "--sticky.cluster.liveness-interval=100ms",
				"--sticky.cluster.liveness-timeout=10s", "--sticky.cluster.recycle.max-requests=1",
				"--sticky.cluster.stable-after=0");
		this.cluster.client("127.0.8.1").get("/who");
		awaitRecycled(1);
		assertThat(this.cluster.snapshot().instances()).allMatch((instance) -> instance.lastFailure() == null);
	}

	@Test
	void scheduleRecyclesAllOneAfterTheOther() {
		start("--sticky.cluster.recycle.cron=* * * * * *", "--sticky.cluster.stable-after=0");
		awaitRecycled(2);
		assertThat(this.cluster.snapshot().instances()).allMatch((instance) -> instance.unplannedRestarts() == 0);
	}

	private void start(String... arguments) {
		String[] all = new String[arguments.length + 1];
		all[0] = "--sticky.cluster.instances=2";
		System.arraycopy(arguments, 0, all, 1, arguments.length);
		this.cluster = RunningCluster.of(ServletApplication.class, all);
		this.cluster.awaitReady(2);
	}

	private void awaitRecycled(int indexes) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.cluster.supervisor()
				.operations()
				.stream()
				.filter((operation) -> operation.status() == ClusterOperation.Status.COMPLETED)
				.filter((operation) -> operation.action().equals("recycle"))
				.map(ClusterOperation::index)
				.distinct()
				.count() >= indexes);
	}

}
