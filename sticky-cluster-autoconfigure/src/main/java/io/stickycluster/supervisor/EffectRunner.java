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
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.launch.Health;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.InstanceHandle;
import io.stickycluster.launch.InstanceLauncher;
import io.stickycluster.launch.LaunchRequest;

/**
 * Does in the world outside what was decided, and brings back what happens there.
 * Confined to the supervisor's thread; what comes back from other threads is handed to
 * it.
 */
final class EffectRunner implements Consumer<Effect> {

	private static final Duration IDLE_CHECK_INTERVAL = Duration.ofMillis(100);

	/**
	 * For how long nothing may have come from clients that have sessions, who poll or
	 * send from time to time.
	 */
	private static final Duration QUIET_INTERVAL = Duration.ofSeconds(1);

	private static final GenerationTraffic UNKNOWN_TRAFFIC = new GenerationTraffic(1, 0, 0, 0, 0, 0);

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private final InstanceLauncher launcher;

	private final InstanceTraffic traffic;

	private final HealthCheck healthCheck;

	private final SupervisorLoop loop;

	private final Clock clock;

	private final Consumer<Runnable> events;

	private final BiConsumer<Integer, InstanceExit> exits;

	private final Queue<Effect> pending = new ArrayDeque<>();

	private final InstanceHandles handles;

	/**
	 * Create a runner.
	 * @param launcher launches
	 * @param handles where what was launched is found
	 * @param traffic the data plane
	 * @param healthCheck asks instances how they are
	 * @param loop the supervisor's thread
	 * @param clock tells when something happened
	 * @param events takes what happened, to be run on the supervisor's thread
	 * @param exits told of each exit, with its index, on the supervisor's thread
	 */
	EffectRunner(InstanceLauncher launcher, InstanceHandles handles, InstanceTraffic traffic, HealthCheck healthCheck,
			SupervisorLoop loop, Clock clock, Consumer<Runnable> events, BiConsumer<Integer, InstanceExit> exits) {
		this.launcher = launcher;
		this.handles = handles;
		this.traffic = traffic;
		this.healthCheck = healthCheck;
		this.loop = loop;
		this.clock = clock;
		this.events = events;
		this.exits = exits;
	}

	/**
	 * Remember an effect until {@link #run}.
	 */
	@Override
	public void accept(Effect effect) {
		this.pending.add(effect);
	}

	/**
	 * Run what has been decided, and tell the instances who they are now.
	 * @param members the members
	 */
	void run(Members members) {
		Effect effect = this.pending.poll();
		while (effect != null) {
			Member member = members.find(effect);
			if (member != null) {
				tryRun(effect, member, members);
			}
			effect = this.pending.poll();
		}
		this.handles.updateIdentities(members);
	}

	private void tryRun(Effect effect, Member member, Members members) {
		try {
			run(effect, member, members);
		}
		catch (RuntimeException | Error ex) {
			// The others must not suffer; timers bring this one on
			logger.error("%s failed".formatted(effect), ex);
		}
	}

	private void run(Effect effect, Member member, Members members) {
		if (effect instanceof Effect.Launch launch) {
			launch(launch, member, members);
		}
		else if (effect instanceof Effect.AwaitIdle await) {
			// Not at once: the data plane may be about to use the former snapshot
			this.loop.schedule(() -> awaitIdle(await, member, -1), IDLE_CHECK_INTERVAL);
		}
		else if (effect instanceof Effect.CloseStreams close) {
			closeStreams(close)
				.whenComplete((result, failure) -> this.events.accept(() -> member.streamsClosed(close.epoch())));
		}
		else if (effect instanceof Effect.Arm arm) {
			this.loop.schedule(() -> this.events.accept(() -> members.elapsed(arm)), arm.delay());
		}
		else if (effect instanceof Effect.CheckHealth check) {
			this.healthCheck.check(check.address())
				.exceptionally((ex) -> new Health("could not be asked: " + ex))
				.thenAccept((health) -> this.events.accept(() -> member.healthChecked(check.epoch(), health)));
		}
		else if (effect instanceof Effect.RequestStop) {
			this.handles.with(effect.index(), effect.generation(), InstanceHandle::requestStop);
		}
		else if (effect instanceof Effect.Terminate) {
			this.handles.with(effect.index(), effect.generation(), InstanceHandle::terminate);
		}
		else if (effect instanceof Effect.DumpThreads) {
			this.handles.with(effect.index(), effect.generation(), InstanceHandle::dumpThreads);
		}
		else if (effect instanceof Effect.Kill) {
			this.handles.with(effect.index(), effect.generation(), InstanceHandle::kill);
		}
	}

	private void launch(Effect.Launch launch, Member member, Members members) {
		int generation = launch.generation();
		ClusterIdentity identity = InstanceHandles.identity(member, members);
		InstanceHandle handle;
		try {
			handle = this.launcher.launch(new LaunchRequest(identity, member.launches().requestedPort(),
					member.launches().portOffset(), member.release()));
		}
		catch (RuntimeException | Error ex) {
			// A thread that cannot be created is an Error
			InstanceExit exit = InstanceExit.failed(FailureKind.ERROR, "could not be launched: " + ex, ex);
			this.events.accept(() -> exited(member, generation, exit));
			return;
		}
		this.handles.add(handle, identity);
		member.launched(generation, handle.pid());
		handle.whenReady().thenAccept((report) -> this.events.accept(() -> {
			member.launched(generation, handle.pid());
			member.ready(generation, report, this.clock.instant());
		}));
		awaitEnd(member, handle);
	}

	/**
	 * Watch a generation that another supervisor has launched.
	 * @param member its member
	 * @param handle the generation
	 */
	void adopt(Member member, InstanceHandle handle) {
		this.handles.add(handle, member.index(), member.generation());
		awaitEnd(member, handle);
	}

	private void awaitEnd(Member member, InstanceHandle handle) {
		int index = member.index();
		int generation = member.generation();
		handle.whenEnding().thenAccept((reason) -> this.events.accept(() -> member.ending(generation, reason)));
		handle.whenExited()
			.exceptionally((ex) -> InstanceExit.failed(FailureKind.ERROR, "could not be watched: " + ex, ex))
			.thenAccept((exit) -> this.events.accept(() -> {
				this.handles.remove(index, generation);
				exited(member, generation, exit);
			}));
	}

	private void exited(Member member, int generation, InstanceExit exit) {
		this.exits.accept(member.index(), exit);
		member.exited(generation, exit, this.clock.instant());
	}

	private void awaitIdle(Effect.AwaitIdle await, Member member, long requestsBefore) {
		if (!member.isAwaitingIdle(await.epoch())) {
			return;
		}
		GenerationTraffic traffic = traffic(await);
		if (traffic.isIdle() && (!await.sessions() || (traffic.requests() == requestsBefore && hasNoSessions(await)))) {
			this.events.accept(() -> member.idle(await.epoch()));
		}
		else {
			Duration delay = await.sessions() ? QUIET_INTERVAL : IDLE_CHECK_INTERVAL;
			this.loop.schedule(() -> awaitIdle(await, member, traffic.requests()), delay);
		}
	}

	private GenerationTraffic traffic(Effect.AwaitIdle await) {
		try {
			return this.traffic.traffic(await.index(), await.generation());
		}
		catch (RuntimeException ex) {
			logger.warn("Traffic of instance %d cannot be counted".formatted(await.index()), ex);
			return UNKNOWN_TRAFFIC;
		}
	}

	private boolean hasNoSessions(Effect.AwaitIdle await) {
		InstanceVitals vitals = this.handles.vitals(await.index(), await.generation());
		return vitals == null || vitals.openSessions() <= 0;
	}

	private CompletionStage<Void> closeStreams(Effect.CloseStreams close) {
		try {
			return this.traffic.closeStreams(close.index(), close.generation(), close.code(), close.spread());
		}
		catch (RuntimeException ex) {
			logger.warn("Streams of instance %d cannot be closed".formatted(close.index()), ex);
			return CompletableFuture.completedStage(null);
		}
	}

}
