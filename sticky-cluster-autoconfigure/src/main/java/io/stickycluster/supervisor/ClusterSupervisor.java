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

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.Releases;
import io.stickycluster.supervisor.ClusterOperation.Status;

/**
 * Keeps the instances of a cluster up and does with them what an operator asks for.
 *
 * <p>
 * One thread owns all state: whatever happens is handed to it, it decides, publishes a
 * new {@link ClusterSnapshot} and only then acts. All methods may be called on any
 * thread, and none but {@link #close()} blocks. Stages complete and listeners are called
 * on the supervisor's thread, where nobody may block.
 */
public final class ClusterSupervisor implements Supplier<ClusterSnapshot>, AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private static final int MAX_PENDING_COMMANDS = 100;

	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);

	private final SupervisorSettings settings;

	private final SupervisorLoop loop;

	private final Clock clock;

	private final EffectRunner effects;

	private final Members members;

	private final OperationPlanner planner;

	private final Operations operations;

	private final StartTracker start;

	private final InstanceHandles handles = new InstanceHandles();

	private final InstanceWatch watch;

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	private final PublishedCluster published = new PublishedCluster();

	private final Semaphore pendingCommands = new Semaphore(MAX_PENDING_COMMANDS);

	private boolean startRequested;

	private @Nullable OperationPlan shutdown;

	private volatile boolean leaveOnClose;

	/**
	 * Create a supervisor. It does nothing before {@link #start()}.
	 * @param settings what to keep up
	 * @param launcher brings instances to life
	 * @param traffic the data plane
	 * @param healthCheck asks new generations how they are before they take over
	 * @param clock the clock
	 */
	public ClusterSupervisor(SupervisorSettings settings, InstanceLauncher launcher, InstanceTraffic traffic,
			HealthCheck healthCheck, Clock clock) {
		this(settings, launcher, traffic, healthCheck, clock, new SupervisorThread(),
				() -> ThreadLocalRandom.current().nextDouble());
	}

	ClusterSupervisor(SupervisorSettings settings, InstanceLauncher launcher, InstanceTraffic traffic,
			HealthCheck healthCheck, Clock clock, SupervisorLoop loop, DoubleSupplier random) {
		this.settings = settings;
		this.loop = loop;
		this.clock = clock;
		this.start = new StartTracker(settings.minReady());
		this.effects = new EffectRunner(launcher, this.handles, traffic, healthCheck, loop, clock, this::post,
				this.start::exited);
		this.members = new Members(settings, random, this.effects);
		this.planner = new OperationPlanner(this.members, traffic);
		this.operations = new Operations(this.planner, clock);
		Function<Member, @Nullable InstanceVitals> vitals = (member) -> this.handles.vitals(member.index(),
				member.generation());
		RecycleDues dues = new RecycleDues(settings.recycle(), this.members, vitals, traffic, random);
		Recycler recycler = new Recycler(this.members, this.operations, dues, traffic);
		LoadGauge gauge = new LoadGauge(vitals, traffic, () -> ProcessHandle.current().info().totalCpuDuration());
		Autoscaling autoscaling = new Autoscaling(settings.autoscale(), this.members, this.planner, this.operations,
				gauge);
		this.watch = new InstanceWatch(this.members, this.handles, recycler, autoscaling, loop, this::post, clock);
	}

	/**
	 * Return what the supervisor keeps up.
	 * @return the settings that it was created with
	 */
	public SupervisorSettings settings() {
		return this.settings;
	}

	/**
	 * Launch the instances. When the start fails, the supervisor goes on trying within
	 * the restart budgets until it is stopped.
	 * @return a stage that completes when the first {@code minReady} instances are up,
	 * and fails with a {@link ClusterStartException} as soon as that has become hopeless:
	 * when each instance has failed once and none is up, or when too few are left
	 */
	public CompletionStage<Void> start() {
		return start(Releases.INITIAL);
	}

	/**
	 * {@link #start()}, with instances of a release.
	 * @param releases what to launch, and what can be gone back to
	 * @return a stage as of {@link #start()}
	 */
	public CompletionStage<Void> start(Releases releases) {
		return start(releases, Inheritance.NONE);
	}

	/**
	 * {@link #start()}, with what a former supervisor has left behind. Those of its
	 * instances that are more than wanted are drained and ended, those of another release
	 * reloaded.
	 * @param releases what to launch, and what can be gone back to
	 * @param inheritance what is taken over
	 * @return a stage as of {@link #start()}
	 */
	public CompletionStage<Void> start(Releases releases, Inheritance inheritance) {
		return submit(() -> {
			if (this.startRequested || this.shutdown != null) {
				throw new IllegalStateException("A supervisor can be started once only");
			}
			this.startRequested = true;
			this.members.releases(releases);
			inheritance.adopt(this.members, this.effects, this.clock.instant());
			int wanted = inheritance.roster().wanted(this.settings);
			for (int index = 0; index < wanted; index++) {
				if (this.members.get(index) == null) {
					this.members.add().start("start of the cluster");
				}
			}
			conform(wanted);
			this.watch.begin();
			return this.start.whenStarted();
		}).thenCompose(Function.identity());
	}

	/**
	 * Let what was taken over become what is wanted.
	 * @param wanted how many instances are wanted
	 */
	private void conform(int wanted) {
		List<Member> surplus = this.members.all().stream().filter((member) -> member.index() >= wanted).toList();
		if (!surplus.isEmpty()) {
			this.operations.begin("scale", null, "%d instances are wanted".formatted(wanted),
					this.planner.remove(surplus));
		}
		List<Member> outdated = this.members.all()
			.stream()
			.filter((member) -> member.index() < wanted && member.isOutdated())
			.toList();
		if (!outdated.isEmpty()) {
			this.operations.begin("reload", null, "what was taken over is of another release",
					this.planner.renew(outdated));
		}
	}

	/**
	 * Return the cluster as it is.
	 * @return the snapshot, the same one until something changes
	 */
	@Override
	public ClusterSnapshot get() {
		return this.published.snapshot();
	}

	/**
	 * Be told of each new snapshot, before the supervisor acts on what it decided.
	 * @param listener the listener, called on the supervisor's thread
	 */
	public void addListener(Consumer<ClusterSnapshot> listener) {
		this.published.addListener(listener);
	}

	/**
	 * Be told no more.
	 * @param listener the listener
	 */
	public void removeListener(Consumer<ClusterSnapshot> listener) {
		this.published.removeListener(listener);
	}

	/**
	 * Return how an instance was when it last told.
	 * @param index the instance's index
	 * @param generation its generation
	 * @return the vitals, empty when they are not known: there is no such instance, it
	 * has not told any, or its isolation knows none
	 */
	public Optional<InstanceVitals> vitals(int index, int generation) {
		return Optional.ofNullable(this.handles.vitals(index, generation));
	}

	/**
	 * Ask for a sign of life.
	 * @return a stage that completes when the supervisor's thread has come to it, and
	 * fails with an {@link OperationConflictException} when the cluster has been stopped
	 */
	public CompletionStage<Void> ping() {
		return submit(() -> null);
	}

	/**
	 * Ask for something.
	 * @param command what is asked for
	 * @return a stage that completes as soon as the command is accepted, and fails with
	 * an {@link OperationConflictException} or an {@link IllegalCommandException} when it
	 * is not
	 */
	public CompletionStage<ClusterOperation> request(ClusterCommand command) {
		if (!this.pendingCommands.tryAcquire()) {
			return CompletableFuture
				.failedStage(new OperationConflictException("Too many commands wait to be looked at"));
		}
		CompletionStage<ClusterOperation> accepted = submit(() -> {
			if (!this.startRequested || this.shutdown != null) {
				throw new OperationConflictException("The cluster is not running");
			}
			return this.operations.accept(command);
		});
		return accepted.thenApply(this.published::latest)
			.whenComplete((operation, failure) -> this.pendingCommands.release());
	}

	/**
	 * Wait for the end of an operation.
	 * @param id the operation's number
	 * @return a stage that completes with the operation once it has ended, however it
	 * did, and fails with an {@link IllegalCommandException} when it is not known (any
	 * more)
	 */
	public CompletionStage<ClusterOperation> whenFinished(long id) {
		return submit(() -> {
			CompletableFuture<ClusterOperation> finished = this.operations.whenFinished(id);
			if (finished == null) {
				throw new IllegalCommandException("There is no operation " + id, List.of());
			}
			return finished;
		}).thenCompose(Function.identity());
	}

	/**
	 * Return the operations in progress and the last ones.
	 * @return the operations, newest first
	 */
	public List<ClusterOperation> operations() {
		return this.published.operations();
	}

	/**
	 * Return the last operations that brought another release, or were meant to.
	 * @return as many operations as releases are kept, newest first
	 */
	public List<ClusterOperation> deployments() {
		return this.published.deployments();
	}

	/**
	 * Return the releases that have proved to be good.
	 * @return what instances are launched of, and what can be gone back to
	 */
	public Releases releases() {
		return this.published.releases();
	}

	/**
	 * End all instances, the highest index first, within the shutdown timeout. Overtakes
	 * whatever is in progress. Idempotent.
	 * @return a stage that completes when nothing is left, and the supervisor's thread is
	 * about to end
	 */
	public CompletionStage<Void> stop() {
		post(() -> {
			if (this.shutdown == null) {
				this.operations.cancelAll("Overtaken by the shutdown of the cluster");
				this.start.cancel();
				this.shutdown = this.planner.stopAll(this.clock.instant(), "shutdown of the cluster");
			}
		});
		return this.stopped.minimalCompletionStage();
	}

	/**
	 * End without the instances, which live on for the next supervisor if they can.
	 * Idempotent.
	 * @return a stage that completes when the supervisor's thread is about to end
	 */
	public CompletionStage<Void> leave() {
		post(() -> {
			if (this.shutdown == null && !this.stopped.isDone()) {
				logger.info("The supervisor ends, and leaves its instances to the next one");
				this.start.cancel();
				this.handles.leave();
				this.loop.close();
				this.stopped.complete(null);
			}
		});
		return this.stopped.minimalCompletionStage();
	}

	/**
	 * Set whether {@link #close()} {@linkplain #leave() leaves} the instances to the next
	 * supervisor instead of ending them.
	 * @param leave whether it does
	 */
	public void leaveOnClose(boolean leave) {
		this.leaveOnClose = leave;
	}

	/**
	 * Let operators ask for the end of the supervisor without its instances.
	 * {@link #close()} then leaves them.
	 * @param exit begins the end of the supervisor's process, and returns at once
	 */
	public void allowHandOver(Runnable exit) {
		this.planner.handOver(() -> {
			leaveOnClose(true);
			exit.run();
		});
	}

	/**
	 * {@link #stop()}, and wait for it, a little longer than the shutdown timeout at
	 * most.
	 */
	@Override
	public void close() {
		Duration timeout = this.settings.timeouts().shutdown().plus(CLOSE_MARGIN);
		try {
			CompletionStage<Void> end = this.leaveOnClose ? leave() : stop();
			end.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("The cluster has not ended within " + TransitionLog.text(timeout), ex);
		}
	}

	private <T> CompletionStage<T> submit(Supplier<T> decision) {
		CompletableFuture<T> result = new CompletableFuture<>();
		boolean accepted = this.loop.execute(() -> {
			try {
				T value = decision.get();
				settle();
				result.complete(value);
			}
			catch (RuntimeException | Error ex) {
				result.completeExceptionally(ex);
			}
		});
		if (!accepted) {
			result.completeExceptionally(new OperationConflictException("The cluster has been stopped"));
		}
		return result.minimalCompletionStage();
	}

	private void post(Runnable event) {
		this.loop.execute(() -> {
			try {
				event.run();
				settle();
			}
			catch (RuntimeException | Error ex) {
				// A supervisor must outlive its own mistakes
				logger.error("An event could not be handled", ex);
			}
		});
	}

	/**
	 * Draw the conclusions from what has just changed.
	 */
	private void settle() {
		if (this.stopped.isDone()) {
			return;
		}
		// What is gone may be what an operation waits for, which may then let go of more
		this.members.removeGone();
		this.operations.advance(this.members);
		boolean down = this.shutdown != null
				&& this.shutdown.advance(this.members, this.clock.instant()).status() != Status.RUNNING;
		this.members.removeGone();
		this.members.launchQueued();
		this.published.update(this.members, this.operations);
		this.effects.run(this.members);
		// Again, for the processes that have been launched
		this.published.update(this.members, this.operations);
		this.start.check(this.members);
		this.operations.announceEnded();
		if (down) {
			this.loop.close();
			this.stopped.complete(null);
		}
	}

}
