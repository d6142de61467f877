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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceRelease;
import io.stickycluster.launch.Artifact;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.Releases;
import io.stickycluster.launch.Survivor;
import io.stickycluster.launch.deploy.Artifacts;
import io.stickycluster.launch.deploy.DeployMemory;
import io.stickycluster.launch.deploy.InvalidArtifactException;

/**
 * Makes releases ready to be launched, remembers those that have proved to be good, and
 * clears away what nobody needs any more. What takes time is done on a thread of its own;
 * no method but {@link #begin()} blocks.
 */
public final class Deployments implements AutoCloseable {

	private static final int MAX_WAITING = 16;

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private final ClusterSupervisor supervisor;

	private final Artifacts artifacts;

	private final DeployMemory memory;

	private final DeployRules rules;

	private final int history;

	private final ExecutorService executor;

	/**
	 * The artifacts of releases that were asked for and have neither failed nor become
	 * the current one. Confined to the executor, as what is below.
	 */
	private final List<Artifact> pending = new ArrayList<>();

	private String base = "";

	private Releases remembered = Releases.INITIAL;

	/**
	 * Create deployments. {@link #begin()} comes first.
	 * @param supervisor the supervisor
	 * @param artifacts what can be deployed
	 * @param memory what outlives the supervisor
	 * @param rules what may be deployed
	 * @param history how many releases are kept, the current one included
	 */
	public Deployments(ClusterSupervisor supervisor, Artifacts artifacts, DeployMemory memory, DeployRules rules,
			int history) {
		this(supervisor, artifacts, memory, rules, history, new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), Deployments::newThread));
	}

	Deployments(ClusterSupervisor supervisor, Artifacts artifacts, DeployMemory memory, DeployRules rules, int history,
			ExecutorService executor) {
		this.executor = executor;
		this.supervisor = supervisor;
		this.artifacts = artifacts;
		this.memory = memory;
		this.rules = rules;
		this.history = history;
	}

	private static Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "sticky-cluster-deploy");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Find out what to start with: the last release that was good, if it is remembered,
	 * or else the application itself. Blocks while files are copied.
	 * @param survivors instances that run already, whose artifacts are needed too
	 * @return the releases
	 */
	public Releases begin(Collection<Survivor> survivors) {
		Artifact own = own();
		this.base = (own != null) ? own.checksum() : "";
		Releases releases = recall();
		if (releases == null) {
			releases = new Releases(List.of(new Release(own)), this.history);
		}
		this.remembered = releases;
		clearAway(survivors.stream().map((survivor) -> survivor.release().describe()));
		return releases;
	}

	private @Nullable Artifact own() {
		if (!this.rules.artifacts()) {
			return null;
		}
		try {
			return this.artifacts.own();
		}
		catch (IOException | InvalidArtifactException ex) {
			logger.warn("Instances run from the application's own file, which must not be replaced now: " + ex);
			return null;
		}
	}

	private @Nullable Releases recall() {
		try {
			DeployMemory.State state = this.memory.read();
			if (state == null) {
				return null;
			}
			if (!state.base().equals(this.base)) {
				logger.info(
						"The application itself is another one than before and is started, not " + state.good().get(0));
				return null;
			}
			Artifact current = state.good().get(0).artifact();
			if (current != null && !this.artifacts.isIntact(current)) {
				throw new IOException("The copy of " + current + " is missing or damaged");
			}
			logger.info("Starting the last release that was good: " + state.good().get(0));
			List<Release> good = state.good().stream().filter((release) -> isThere(release.artifact())).toList();
			return new Releases(good, this.history);
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("The application itself is started, because the last good release is not known: " + ex);
			return null;
		}
	}

	private boolean isThere(@Nullable Artifact artifact) {
		return artifact == null || this.artifacts.isIntact(artifact);
	}

	/**
	 * Reload the cluster with what is new.
	 * @param request what that is
	 * @return a stage that completes as soon as the operation is accepted, and fails with
	 * an {@link OperationConflictException} or an {@link IllegalCommandException} when it
	 * is not
	 */
	public CompletionStage<ClusterOperation> reload(DeployRequest request) {
		return submit(() -> {
			this.rules.check(request);
			if (request.artifact() != null && !this.artifacts.hasDirectory()) {
				throw new IllegalCommandException(
						"'artifact' needs 'sticky.cluster.deploy.directory', which is not set", List.of());
			}
			Release current = this.supervisor.releases().current();
			return deploy(current, release(current, request));
		});
	}

	/**
	 * Reload the cluster with the last release that was good before the current one.
	 * @return a stage as of {@link #reload}
	 */
	public CompletionStage<ClusterOperation> rollback() {
		return submit(() -> begin(new ClusterCommand.OnCluster(ClusterCommand.ClusterAction.ROLLBACK), null));
	}

	private CompletionStage<ClusterOperation> submit(Supplier<CompletionStage<ClusterOperation>> task) {
		try {
			return CompletableFuture.supplyAsync(task, this.executor).thenCompose(Function.identity());
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture
				.failedStage(new OperationConflictException("Too many deployments wait, or the cluster ends"));
		}
	}

	private Release release(Release current, DeployRequest request) {
		Artifact artifact = current.artifact();
		try {
			if (request.artifact() != null) {
				artifact = this.artifacts.deployed(request.artifact());
			}
			else if (artifact != null) {
				artifact = this.artifacts.renew(artifact);
			}
		}
		catch (InvalidArtifactException ex) {
			throw new IllegalCommandException(String.valueOf(ex.getMessage()), List.of());
		}
		catch (IOException ex) {
			throw new IllegalCommandException("The artifact could not be copied: " + ex, List.of());
		}
		Map<String, String> environment = DeployRequest.apply(current.environment(), request.environment());
		Map<String, String> properties = DeployRequest.apply(current.properties(), request.properties());
		return new Release(artifact, environment, properties);
	}

	private CompletionStage<ClusterOperation> deploy(Release former, Release release) {
		Artifact artifact = release.artifact();
		if (artifact != null) {
			this.pending.add(artifact);
		}
		return begin(new ClusterCommand.Deploy(former, release), artifact);
	}

	private CompletionStage<ClusterOperation> begin(ClusterCommand command, @Nullable Artifact artifact) {
		CompletionStage<ClusterOperation> accepted = this.supervisor.request(command);
		accepted.thenCompose((operation) -> this.supervisor.whenFinished(operation.id()))
			.whenComplete((operation, failure) -> ended(artifact));
		return accepted;
	}

	private void ended(@Nullable Artifact artifact) {
		try {
			this.executor.execute(() -> settle(artifact));
		}
		catch (RejectedExecutionException ex) {
			// The supervisor has ended, or what is left is cleared away another time
			logger.debug("What a deployment has left is not cleared away now", ex);
		}
	}

	private void settle(@Nullable Artifact artifact) {
		if (artifact != null) {
			this.pending.remove(artifact);
		}
		Releases releases = this.supervisor.releases();
		if (!releases.equals(this.remembered)) {
			this.remembered = releases;
			remember(releases);
		}
		ClusterSnapshot snapshot = this.supervisor.get();
		clearAway(Stream.of(snapshot.instances(), snapshot.arriving(), snapshot.leaving())
			.flatMap(List::stream)
			.map(Instance::release));
	}

	private void remember(Releases releases) {
		Artifact current = releases.current().artifact();
		if (current != null && this.artifacts.isOwn(current)) {
			this.base = current.checksum();
		}
		try {
			this.memory.write(new DeployMemory.State(this.base, releases.good()));
		}
		catch (IOException ex) {
			logger.warn("The next start of the supervisor will not know of " + releases.current() + ": " + ex);
		}
	}

	private void clearAway(Stream<@Nullable InstanceRelease> running) {
		Set<String> needed = new HashSet<>();
		this.pending.forEach((artifact) -> needed.add(artifact.shortChecksum()));
		for (Release release : this.remembered.good()) {
			if (release.artifact() != null) {
				needed.add(release.artifact().shortChecksum());
			}
		}
		running.forEach((release) -> {
			if (release != null && release.checksum() != null) {
				needed.add(release.checksum());
			}
		});
		this.artifacts.retain(needed);
	}

	/**
	 * End the thread. What is in progress is not waited for.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
