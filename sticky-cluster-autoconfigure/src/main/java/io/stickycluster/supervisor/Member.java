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
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.supervisor.Effect.Timer;

/**
 * One index as the supervisor sees it: what is wanted, what is, and what each event means
 * for it. Decides only; what is to be done goes to the consumer of effects. Confined to
 * the supervisor's thread.
 */
final class Member {

	/**
	 * Bound on the data plane's promise to close streams within a few seconds.
	 */
	static final Duration STREAMS_TIMEOUT = Duration.ofSeconds(5);

	private final int index;

	private final int port;

	private final SupervisorTimeouts timeouts;

	private final RestartBudget budget;

	private final Launches launches;

	private final LongSupplier epochs;

	private final Consumer<Effect> effects;

	private InstanceState state = InstanceState.STOPPED;

	private Goal goal = Goal.DOWN;

	private long epoch;

	private boolean queued;

	private boolean retrying;

	private @Nullable Farewell farewell;

	private @Nullable String lastFailure;

	private @Nullable String failureToReport;

	Member(int index, int generation, int port, SupervisorTimeouts timeouts, RestartBudget budget, LongSupplier epochs,
			Consumer<Effect> effects) {
		this.index = index;
		this.launches = new Launches(generation);
		this.port = port;
		this.timeouts = timeouts;
		this.budget = budget;
		this.epochs = epochs;
		this.effects = effects;
	}

	int index() {
		return this.index;
	}

	int generation() {
		return this.launches.generation();
	}

	InstanceState state() {
		return this.state;
	}

	boolean is(InstanceState state) {
		return this.state == state;
	}

	boolean isWantedUp() {
		return this.goal == Goal.UP;
	}

	boolean isQueued() {
		return this.queued;
	}

	/**
	 * Return whether nothing of it runs and it may be forgotten.
	 * @return whether it may be removed
	 */
	boolean isGone() {
		return this.goal == Goal.GONE && this.state == InstanceState.STOPPED;
	}

	/**
	 * Return whether a launched generation has not ended yet.
	 * @return whether something runs
	 */
	boolean isRunning() {
		return switch (this.state) {
			case STARTING -> !this.queued;
			case UP, DRAINING, STOPPING -> true;
			case STOPPED, BACKING_OFF, FAILED -> false;
		};
	}

	/**
	 * Return whether it is on its way up without further orders.
	 * @return whether waiting for it makes sense
	 */
	boolean isRecovering() {
		return isWantedUp() && (this.state == InstanceState.STARTING || this.state == InstanceState.STOPPING
				|| this.state == InstanceState.BACKING_OFF);
	}

	int port() {
		ReadyReport report = this.launches.report();
		return (report != null) ? report.address().getPort() : this.port;
	}

	int requestedPort() {
		return this.port;
	}

	long pid() {
		return this.launches.pid();
	}

	@Nullable String lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Want a member up that has no running generation, with a full restart budget.
	 * @param reason why, for the log
	 */
	void start(String reason) {
		this.goal = Goal.UP;
		this.budget.reset();
		this.retrying = false;
		queue(reason);
	}

	/**
	 * Begin the next generation, now that it has a launch slot.
	 */
	void launch() {
		this.queued = false;
		this.launches.begin(this.retrying);
		this.epoch = this.epochs.getAsLong();
		this.effects.accept(new Effect.Launch(this.index, generation()));
		arm(Timer.READY, this.timeouts.ready());
	}

	void launched(int generation, long pid) {
		if (generation == generation() && isRunning()) {
			this.launches.pid(pid);
		}
	}

	void ready(int generation, ReadyReport report, Instant now) {
		if (generation != generation() || this.state != InstanceState.STARTING || this.queued) {
			TransitionLog.ignored(this, "Ready of generation " + generation);
			return;
		}
		this.launches.ready(report, now);
		move(Transition.READY, "ready");
	}

	void exited(int generation, InstanceExit exit, Instant now) {
		if (generation != generation() || !isRunning()) {
			TransitionLog.ignored(this, "Exit of generation " + generation);
			return;
		}
		if (this.state == InstanceState.STOPPING) {
			ended((this.goal == Goal.UP) ? this.failureToReport : null, now);
		}
		else {
			ended(Objects.requireNonNullElse(exit.failure(), "ended by itself"), now);
		}
	}

	/**
	 * Take no new clients until told otherwise.
	 */
	void drain() {
		move(Transition.DRAIN, "drain requested");
	}

	void undrain() {
		move(Transition.UNDRAIN, "undrain requested");
	}

	/**
	 * Want a member not to come up again, and leave a running generation alone for now.
	 * @param reason why, for the log
	 */
	void unwant(String reason) {
		this.goal = (this.goal == Goal.GONE) ? Goal.GONE : Goal.DOWN;
		if (!isRunning() && this.state != InstanceState.STOPPED) {
			this.queued = false;
			move(Transition.END, reason);
		}
	}

	/**
	 * End the running generation, and then do what the goal says.
	 * @param goal what is wanted afterwards
	 * @param farewell how it is made to end
	 * @param reason why, for the log
	 */
	void end(Goal goal, Farewell farewell, String reason) {
		this.goal = goal;
		this.failureToReport = null;
		if (!isRunning()) {
			settle(reason);
			return;
		}
		this.farewell = farewell;
		if (this.state == InstanceState.STOPPING) {
			arm(Timer.KILL, farewell.grace());
		}
		else if (farewell.drains() && this.state != InstanceState.STARTING) {
			if (this.state == InstanceState.UP) {
				move(Transition.DRAIN, reason);
			}
			this.effects.accept(new Effect.AwaitIdle(this.index, this.epoch));
			arm(Timer.DRAIN, farewell.drainTimeout());
		}
		else {
			stop(farewell, reason);
		}
	}

	/**
	 * Close the streams of a serving member, without any other change.
	 * @param code the WebSocket close code
	 */
	void closeStreams(int code) {
		if (this.state.isServing()) {
			this.effects.accept(new Effect.CloseStreams(this.index, this.epoch, code));
		}
	}

	void idle(long epoch) {
		if (epoch == this.epoch && this.state == InstanceState.DRAINING && this.farewell != null) {
			stop(this.farewell, "drained");
		}
	}

	void streamsClosed(long epoch) {
		if (epoch == this.epoch && this.state == InstanceState.STOPPING) {
			this.effects.accept(new Effect.RequestStop(this.index));
		}
	}

	boolean isAwaitingIdle(long epoch) {
		return epoch == this.epoch && this.state == InstanceState.DRAINING;
	}

	void elapsed(Timer timer, long epoch, Instant now) {
		if (epoch != this.epoch) {
			return;
		}
		switch (timer) {
			case READY -> notReady();
			case RETRY -> retry();
			case DRAIN -> {
				if (this.state == InstanceState.DRAINING && this.farewell != null) {
					stop(this.farewell, "not drained within " + TransitionLog.text(this.farewell.drainTimeout()));
				}
			}
			case STREAMS -> streamsClosed(epoch);
			case KILL -> kill();
			case ABANDON -> abandon();
		}
	}

	Instance toInstance() {
		return this.launches.describe(this.index, this.state, isRunning(), this.lastFailure);
	}

	private void notReady() {
		if (this.state == InstanceState.STARTING && !this.queued) {
			this.failureToReport = "not ready within " + TransitionLog.text(this.timeouts.ready());
			this.lastFailure = this.failureToReport;
			stop(Farewell.within(Farewell.SERVICE_RESTART, this.timeouts.stop()), this.failureToReport);
		}
	}

	private void retry() {
		if (this.state == InstanceState.BACKING_OFF) {
			this.retrying = true;
			queue("restart");
		}
	}

	private void kill() {
		if (this.state == InstanceState.STOPPING && this.farewell != null) {
			this.effects.accept(new Effect.Kill(this.index));
			arm(Timer.ABANDON, this.farewell.killWait());
		}
	}

	/**
	 * Stop waiting for a generation that does not end. It is never launched again by
	 * itself, because each attempt would leave one more behind.
	 */
	private void abandon() {
		if (this.state != InstanceState.STOPPING || this.farewell == null) {
			return;
		}
		String failure = "did not end within " + TransitionLog.text(this.farewell.killWait()) + " after it was killed";
		if (this.failureToReport != null) {
			failure = this.failureToReport + ", " + failure;
		}
		forgetGeneration();
		this.lastFailure = failure;
		move((this.goal == Goal.UP) ? Transition.GIVE_UP : Transition.END, failure);
	}

	private void stop(Farewell farewell, String reason) {
		boolean serving = this.state.isServing();
		this.farewell = farewell;
		if (!move(Transition.STOP, reason)) {
			return;
		}
		this.launches.notReady();
		arm(Timer.KILL, farewell.grace());
		if (serving) {
			this.effects.accept(new Effect.CloseStreams(this.index, this.epoch, farewell.closeCode()));
			arm(Timer.STREAMS, STREAMS_TIMEOUT);
		}
		else {
			this.effects.accept(new Effect.RequestStop(this.index));
		}
	}

	private void ended(@Nullable String failure, Instant now) {
		Instant upSince = this.launches.readySince();
		forgetGeneration();
		if (failure == null) {
			settle("ended");
			return;
		}
		this.lastFailure = failure;
		if (this.goal != Goal.UP) {
			settle(failure);
			return;
		}
		Duration delay = this.budget.tryRestart(now, upSince);
		if (delay == null) {
			move(Transition.GIVE_UP, failure);
		}
		else {
			move(Transition.BACK_OFF, failure);
			arm(Timer.RETRY, delay);
		}
	}

	private void settle(String reason) {
		if (this.goal == Goal.UP) {
			this.retrying = false;
			if (!this.queued) {
				queue(reason);
			}
			return;
		}
		this.queued = false;
		if (this.state != InstanceState.STOPPED) {
			move(Transition.END, reason);
		}
	}

	private void queue(String reason) {
		if (move(Transition.START, reason)) {
			this.queued = true;
		}
	}

	private void forgetGeneration() {
		this.launches.end();
		this.farewell = null;
	}

	private void arm(Timer timer, Duration delay) {
		this.effects.accept(new Effect.Arm(this.index, this.epoch, timer, delay));
	}

	private boolean move(Transition transition, String reason) {
		if (!transition.from().contains(this.state)) {
			TransitionLog.refused(this, transition, reason);
			return false;
		}
		InstanceState from = this.state;
		this.state = transition.to();
		this.epoch = this.epochs.getAsLong();
		TransitionLog.moved(this, from, reason);
		return true;
	}

}
