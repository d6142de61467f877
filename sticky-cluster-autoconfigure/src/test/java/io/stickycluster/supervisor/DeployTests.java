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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceRelease;
import io.stickycluster.launch.LaunchRequest;
import io.stickycluster.launch.deploy.Artifacts;
import io.stickycluster.launch.deploy.DeployMemory;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterOperation.Status;
import io.stickycluster.supervisor.ReloadPolicy.CanaryLimits;
import io.stickycluster.supervisor.ReloadPolicy.Strategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Deployments} and of {@link ReloadPlan}s that change the release, in a
 * supervisor.
 */
class DeployTests {

	private static final String OWN = "own.jar 1.0";

	@TempDir
	private Path temp;

	private Path directory;

	private final Memory memory = new Memory();

	private TestCluster cluster;

	private Deployments deployments;

	@BeforeEach
	void create() throws IOException {
		this.directory = Files.createDirectory(this.temp.resolve("deploy"));
		jar(this.temp.resolve("own.jar"), "1.0");
		jar(this.directory.resolve("app-2.jar"), "2.0");
		jar(this.directory.resolve("app-3.jar"), "3.0");
		start(Strategy.SURGE, 5);
	}

	private void start(Strategy strategy, int history) {
		ReloadPolicy policy = new ReloadPolicy(strategy, 1, Duration.ofSeconds(5), Duration.ZERO, CanaryLimits.DEFAULT,
				Duration.ZERO, Duration.ofSeconds(3));
		this.cluster = new TestCluster((settings) -> TestCluster.reloading(policy));
		this.cluster.launcher.onLaunch(FakeHandle::becomeReady);
		Artifacts artifacts = new Artifacts(this.directory, this.temp.resolve("own.jar"), this.temp.resolve("store"),
				(copy) -> {
				});
		this.deployments = new Deployments(this.cluster.supervisor, artifacts, this.memory, DeployRules.PROCESS,
				history, new DirectExecutor());
		this.cluster.supervisor.start(this.deployments.begin(List.of()));
		this.cluster.loop.run();
		assertThat(this.cluster.snapshot().ready()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(Strategy.class)
	void deployBringsTheNewReleaseAndNewInstancesAreOfIt(Strategy strategy) {
		start(strategy, 5);
		assertThat(running()).containsOnly(OWN);
		CompletableFuture<ClusterOperation> accepted = deploy("app-2.jar");
		finish(accepted, Status.COMPLETED);
		assertThat(running()).containsExactly("app-2.jar 2.0", "app-2.jar 2.0", "app-2.jar 2.0");
		this.cluster.request(new ClusterCommand.Scale(4));
		this.cluster.exit(1, "boom");
		this.cluster.advance(Duration.ofSeconds(5));
		assertThat(running()).hasSize(4).containsOnly("app-2.jar 2.0");
		assertThat(releases()).hasSize(4).containsOnly("app-2.jar");
		ClusterOperation deployment = this.cluster.supervisor.deployments().get(0);
		assertThat(deployment.id()).isEqualTo(accepted.join().id());
		assertThat(deployment.release()).extracting(InstanceRelease::version).isEqualTo("2.0");
		assertThat(deployment.status()).isEqualTo(Status.COMPLETED);
	}

	@ParameterizedTest
	@EnumSource(Strategy.class)
	void failedDeployLeavesTheOldReleaseAndNewInstancesAreOfIt(Strategy strategy) {
		start(strategy, 5);
		failAtTheLast();
		CompletableFuture<ClusterOperation> accepted = deploy("app-2.jar");
		finish(accepted, Status.FAILED);
		assertThat(this.cluster.operation(accepted).failure()).contains("instance 2 did not start", "no such driver");
		assertThat(this.cluster.operation(accepted).progress()).isEqualTo("the old generations serve");
		assertThat(running()).containsExactly(OWN, OWN, OWN);
		assertThat(this.cluster.snapshot().arriving()).isEmpty();
		assertThat(this.cluster.snapshot().leaving()).isEmpty();
		this.cluster.request(new ClusterCommand.Scale(4));
		assertThat(running()).hasSize(4).containsOnly(OWN);
		assertThat(this.cluster.supervisor.deployments()).extracting(ClusterOperation::status)
			.containsExactly(Status.FAILED);
		assertThat(copies()).hasSize(1);
		assertThat(this.cluster.request(new OnCluster(ClusterAction.ROLLBACK))).isCompletedExceptionally();
	}

	private void failAtTheLast() {
		this.cluster.launcher.onLaunch((handle) -> {
			if (handle.index() == 2 && name(handle).startsWith("app-2")) {
				handle.exit("no such driver");
			}
			else {
				handle.becomeReady();
			}
		});
	}

	@Test
	void stoppedDeployLeavesNothingOfTheNewRelease() {
		deploy("app-2.jar");
		this.cluster.advance(Duration.ofSeconds(8));
		this.cluster.request(new OnCluster(ClusterAction.STOP));
		this.cluster.advance(Duration.ofSeconds(60));
		assertThat(this.cluster.launcher.running()).isEmpty();
		this.cluster.request(0, ClusterCommand.InstanceAction.START);
		this.cluster.request(2, ClusterCommand.InstanceAction.START);
		assertThat(running()).hasSize(2).containsOnly(OWN);
	}

	@Test
	void rollbackGoesBackStepByStepAndNeverForward() {
		finish(deploy("app-2.jar"), Status.COMPLETED);
		finish(deploy("app-3.jar"), Status.COMPLETED);
		finish(rollback(), Status.COMPLETED);
		assertThat(running()).containsOnly("app-2.jar 2.0");
		finish(rollback(), Status.COMPLETED);
		assertThat(running()).containsOnly(OWN);
		assertThat(rollback()).isCompletedExceptionally();
		assertThat(this.cluster.supervisor.deployments()).extracting(ClusterOperation::action)
			.containsExactly("rollback", "rollback", "reload", "reload");
		assertThat(copies()).hasSize(1);
	}

	@Test
	void failedRollbackCanBeTriedAgain() {
		finish(deploy("app-2.jar"), Status.COMPLETED);
		this.cluster.launcher.onLaunch((handle) -> handle.exit("no database"));
		finish(rollback(), Status.FAILED);
		assertThat(running()).containsOnly("app-2.jar 2.0");
		this.cluster.launcher.onLaunch(FakeHandle::becomeReady);
		finish(rollback(), Status.COMPLETED);
		assertThat(running()).containsOnly(OWN);
	}

	@Test
	void historyIsBoundedAndSoAreTheCopies() throws IOException {
		start(Strategy.SURGE, 2);
		finish(deploy("app-2.jar"), Status.COMPLETED);
		finish(deploy("app-3.jar"), Status.COMPLETED);
		assertThat(copies()).hasSize(2);
		finish(rollback(), Status.COMPLETED);
		assertThat(rollback()).isCompletedExceptionally();
		assertThat(copies()).hasSize(1);
		assertThat(this.cluster.supervisor.deployments()).hasSize(2);
	}

	@Test
	void fileThatIsReplacedInPlaceIsTakenByTheNextReloadOnly() throws IOException {
		jar(this.temp.resolve("own.jar"), "1.1");
		this.cluster.exit(1, "boom");
		this.cluster.advance(Duration.ofSeconds(5));
		assertThat(running()).hasSize(3).containsOnly(OWN);
		finish(deploy(null), Status.COMPLETED);
		assertThat(running()).containsOnly("own.jar 1.1");
		finish(deploy(null), Status.COMPLETED);
		assertThat(this.cluster.supervisor.deployments()).hasSize(1);
		finish(rollback(), Status.COMPLETED);
		assertThat(running()).containsOnly(OWN);
	}

	@Test
	void settingsAreAddedAndTakenAway() {
		finish(run(this.deployments.reload(new DeployRequest(null, Map.of("A", "1", "B", "2"), Map.of("p", "x")))),
				Status.COMPLETED);
		assertThat(request().release().environment()).containsOnly(Map.entry("A", "1"), Map.entry("B", "2"));
		assertThat(request().release().properties()).containsOnly(Map.entry("p", "x"));
		Map<String, String> changes = new HashMap<>();
		changes.put("A", null);
		changes.put("B", "3");
		finish(run(this.deployments.reload(new DeployRequest("app-2.jar", changes, Map.of()))), Status.COMPLETED);
		assertThat(request().release().environment()).containsOnly(Map.entry("B", "3"));
		assertThat(request().release().properties()).containsOnly(Map.entry("p", "x"));
		assertThat(this.cluster.instance(0).release()).isEqualTo(new InstanceRelease("2.0", "app-2.jar",
				request().release().artifact().shortChecksum(), List.of("B"), List.of("p")));
		finish(rollback(), Status.COMPLETED);
		assertThat(request().release().environment()).containsOnly(Map.entry("A", "1"), Map.entry("B", "2"));
	}

	@ParameterizedTest
	@CsvSource({ "A=B, x", "JAVA_TOOL_OPTIONS, x", "LD_PRELOAD, x", "'', x" })
	void variablesThatAreNotForTheApplicationAreRefused(String name, String value) {
		assertThat(run(this.deployments.reload(new DeployRequest(null, Map.of(name, value), Map.of()))))
			.isCompletedExceptionally();
	}

	@Test
	void refusedDeployChangesNothing() throws IOException {
		assertThat(deploy("none.jar")).isCompletedExceptionally();
		assertThat(deploy("../own.jar")).isCompletedExceptionally();
		CompletableFuture<ClusterOperation> first = deploy("app-2.jar");
		assertThat(deploy("app-2.jar")).isCompletedExceptionally();
		assertThat(deploy("app-3.jar")).isCompletedExceptionally();
		assertThat(copies()).hasSize(2);
		finish(first, Status.COMPLETED);
		assertThat(running()).containsOnly("app-2.jar 2.0");
	}

	@Test
	void releaseThatWasMadeReadyForAnotherOneIsRefused() {
		ClusterCommand late = new ClusterCommand.Deploy(this.cluster.supervisor.releases().current(),
				this.cluster.supervisor.releases().current());
		finish(deploy("app-2.jar"), Status.COMPLETED);
		assertThat(this.cluster.request(late)).isCompletedExceptionally();
	}

	@Test
	void nextSupervisorStartsTheLastGoodRelease() {
		finish(deploy("app-2.jar"), Status.COMPLETED);
		failAtTheLast();
		start(Strategy.SURGE, 5);
		assertThat(running()).containsOnly("app-2.jar 2.0");
		finish(rollback(), Status.COMPLETED);
		assertThat(running()).containsOnly(OWN);
	}

	@Test
	void nextSupervisorDoesNotStartWhatHasFailed() {
		finish(deploy("app-3.jar"), Status.COMPLETED);
		failAtTheLast();
		finish(deploy("app-2.jar"), Status.FAILED);
		start(Strategy.SURGE, 5);
		assertThat(running()).containsOnly("app-3.jar 3.0");
	}

	@Test
	void nextSupervisorStartsAnotherApplicationThatWasPutThere() throws IOException {
		finish(deploy("app-2.jar"), Status.COMPLETED);
		jar(this.temp.resolve("own.jar"), "4.0");
		start(Strategy.SURGE, 5);
		assertThat(running()).containsOnly("own.jar 4.0");
	}

	@Test
	void nextSupervisorStartsTheApplicationWhenTheCopyIsMissing() throws IOException {
		finish(deploy("app-2.jar"), Status.COMPLETED);
		Files.delete(this.cluster.supervisor.releases().current().artifact().file());
		start(Strategy.SURGE, 5);
		assertThat(running()).containsOnly(OWN);
		this.memory.broken = true;
		start(Strategy.SURGE, 5);
		assertThat(running()).containsOnly(OWN);
	}

	private CompletableFuture<ClusterOperation> deploy(String artifact) {
		return run(this.deployments.reload(new DeployRequest(artifact, Map.of(), Map.of())));
	}

	private CompletableFuture<ClusterOperation> rollback() {
		return run(this.deployments.rollback());
	}

	private CompletableFuture<ClusterOperation> run(CompletionStage<ClusterOperation> stage) {
		this.cluster.loop.run();
		return stage.toCompletableFuture();
	}

	/**
	 * Let time pass until an operation has ended, at most ten minutes.
	 */
	private void finish(CompletableFuture<ClusterOperation> accepted, Status status) {
		for (int i = 0; i < 600 && !this.cluster.operation(accepted).isFinished(); i++) {
			this.cluster.advance(Duration.ofSeconds(1));
		}
		assertThat(this.cluster.operation(accepted).status()).isEqualTo(status);
	}

	private LaunchRequest request() {
		return this.cluster.launcher.handle(0).request();
	}

	private List<String> running() {
		return this.cluster.launcher.running().stream().map(DeployTests::name).toList();
	}

	private static String name(FakeHandle handle) {
		return handle.request().release().artifact().name() + " " + handle.request().release().artifact().version();
	}

	private List<String> releases() {
		return this.cluster.snapshot()
			.instances()
			.stream()
			.map(Instance::release)
			.map(InstanceRelease::artifact)
			.toList();
	}

	private List<Path> copies() {
		try (Stream<Path> entries = Files.list(this.temp.resolve("store"))) {
			return entries.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void jar(Path file, String version) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "com.example.App");
		manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
		new JarOutputStream(Files.newOutputStream(file), manifest).close();
	}

	private static final class Memory implements DeployMemory {

		private State state;

		private boolean broken;

		@Override
		public State read() throws IOException {
			if (this.broken) {
				throw new IOException("broken");
			}
			return this.state;
		}

		@Override
		public void write(State state) {
			this.state = state;
		}

	}

	private static final class DirectExecutor extends AbstractExecutorService {

		@Override
		public void execute(Runnable command) {
			command.run();
		}

		@Override
		public void shutdown() {
			// It has no thread
		}

		@Override
		public List<Runnable> shutdownNow() {
			return List.of();
		}

		@Override
		public boolean isShutdown() {
			return false;
		}

		@Override
		public boolean isTerminated() {
			return false;
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			return true;
		}

	}

}
