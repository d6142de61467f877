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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;

/**
 * Supervisor with everything around it under a test's control.
 */
final class TestCluster {

	static final RestartPolicy RESTARTS = new RestartPolicy(3, Duration.ofMinutes(5), Duration.ofSeconds(1),
			Duration.ofSeconds(8), Duration.ofSeconds(30), 2, Set.of(3));

	static final SupervisorTimeouts TIMEOUTS = new SupervisorTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(20),
			Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofSeconds(30));

	static final ReloadPolicy RELOAD = ReloadPolicy.DEFAULT;

	static final SupervisorSettings SETTINGS = new SupervisorSettings(3, 6, 1, 8, new InstancePorts(3131, 100),
			RESTARTS, TIMEOUTS, RecyclePolicy.NEVER, RELOAD);

	final ManualLoop loop = new ManualLoop();

	final FakeLauncher launcher = new FakeLauncher();

	final ClusterSupervisor supervisor;

	TestCluster() {
		this(UnaryOperator.identity());
	}

	TestCluster(UnaryOperator<SupervisorSettings> settings) {
		// A random number of 0.5 means no jitter
		this.supervisor = new ClusterSupervisor(settings.apply(SETTINGS), this.launcher, this.launcher, this.launcher,
				this.loop, this.loop, () -> 0.5);
	}

	static SupervisorSettings recycling(RecyclePolicy recycle, ReloadPolicy.Strategy strategy) {
		ReloadPolicy reload = new ReloadPolicy(strategy, 1, RELOAD.survive(), RELOAD.canaryPause(), RELOAD.canary(),
				RELOAD.keepOld(), RELOAD.closeSpread());
		return new SupervisorSettings(3, 6, 1, 8, SETTINGS.ports(), RESTARTS, TIMEOUTS, recycle, reload);
	}

	static SupervisorSettings settings(int instances, int minReady, int startConcurrency) {
		return new SupervisorSettings(instances, 6, minReady, startConcurrency, SETTINGS.ports(), RESTARTS, TIMEOUTS,
				RecyclePolicy.NEVER, RELOAD);
	}

	static SupervisorSettings reloading(ReloadPolicy reload) {
		return new SupervisorSettings(3, 6, 1, 8, SETTINGS.ports(), RESTARTS, TIMEOUTS, RecyclePolicy.NEVER, reload);
	}

	/**
	 * Return a cluster all of whose instances are up.
	 */
	static TestCluster up() {
		return up(UnaryOperator.identity());
	}

	static TestCluster up(UnaryOperator<SupervisorSettings> settings) {
		TestCluster cluster = new TestCluster(settings);
		cluster.launcher.onLaunch(FakeHandle::becomeReady);
		cluster.start();
		return cluster;
	}

	CompletableFuture<Void> start() {
		return run(this.supervisor.start());
	}

	CompletableFuture<Void> stop() {
		return run(this.supervisor.stop());
	}

	CompletableFuture<ClusterOperation> request(ClusterCommand command) {
		return run(this.supervisor.request(command));
	}

	CompletableFuture<ClusterOperation> request(int index, InstanceAction action) {
		return request(new ClusterCommand.OnInstance(index, action));
	}

	ClusterOperation operation(CompletableFuture<ClusterOperation> accepted) {
		return this.supervisor.operations()
			.stream()
			.filter((operation) -> operation.id() == accepted.join().id())
			.findFirst()
			.orElseThrow();
	}

	void ready(int index) {
		this.launcher.handle(index).becomeReady();
		this.loop.run();
	}

	void exit(int index, @Nullable String failure) {
		this.launcher.handle(index).exit(failure);
		this.loop.run();
	}

	void exit(int index, InstanceExit exit) {
		this.launcher.handle(index).exit(exit);
		this.loop.run();
	}

	void advance(Duration duration) {
		this.loop.advance(duration);
	}

	ClusterSnapshot snapshot() {
		return this.supervisor.get();
	}

	Instance instance(int index) {
		return snapshot().instance(index).orElseThrow();
	}

	InstanceState state(int index) {
		return instance(index).state();
	}

	List<InstanceState> states() {
		return snapshot().instances().stream().map(Instance::state).toList();
	}

	<T> CompletableFuture<T> run(CompletionStage<T> stage) {
		this.loop.run();
		return stage.toCompletableFuture();
	}

}
