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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.Health;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.launch.ReadyReport;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.Survivor;
import io.stickycluster.supervisor.Effect.Timer;

/**
 * One index as the supervisor sees it: what is wanted, what is, and what each event means
 * for it. Decides only; what is to be done goes to the consumer of effects. Confined to
 * the supervisor's thread.
 */
final class Member {

	private final SupervisorTimeouts timeouts;

	private final Launches launches;

	private final MemberState state;

	private final Ending ending;

	private final Comeback comeback;

	private Release release;

	/**
	 * What the latest generation was launched of.
	 */
	private Release launchedRelease;

	private @Nullable Health health;

	/**
	 * Create a member that is not wanted up.
	 * @param launches its index, ports and generations
	 * @param release what it is launched of
	 * @param timeouts how long it may take
	 * @param budget how often it may come back by itself
	 * @param epochs numbers the epochs of all members
	 * @param effects takes what is to be done
	 */
	Member(Launches launches, Release release, SupervisorTimeouts timeouts, RestartBudget budget, LongSupplier epochs,
			Consumer<Effect> effects) {
		this.timeouts = timeouts;
		this.launches = launches;
		this.release = release;
		this.launchedRelease = release;
		this.state = new MemberState(this.launches, epochs, effects);
		this.ending = new Ending(this.state, this.launches);
		this.comeback = new Comeback(this.state, budget);
	}

	Launches launches() {
		return this.launches;
	}

	/**
	 * Return what its next generation is launched of.
	 * @return the release
	 */
	Release release() {
		return this.release;
	}

	void release(Release release) {
		this.release = release;
	}

	int index() {
		return this.launches.index();
	}

	int generation() {
		return this.launches.generation();
	}

	InstanceState state() {
		return this.state.current();
	}

	boolean is(InstanceState state) {
		return this.state.is(state);
	}

	boolean isWantedUp() {
		return this.comeback.goal() == Goal.UP;
	}

	boolean isQueued() {
		return this.comeback.isQueued();
	}

	/**
	 * Return whether nothing of it runs and it may be forgotten.
	 * @return whether it may be removed
	 */
	boolean isGone() {
		return this.comeback.goal() == Goal.GONE && is(InstanceState.STOPPED);
	}

	/**
	 * Return whether a launched generation has not ended yet.
	 * @return whether something runs
	 */
	boolean isRunning() {
		return switch (state()) {
			case STARTING -> !isQueued();
			case UP, DRAINING, STOPPING -> true;
			case STOPPED, BACKING_OFF, FAILED -> false;
		};
	}

	/**
	 * Return whether it is on its way up without further orders.
	 * @return whether waiting for it makes sense
	 */
	boolean isRecovering() {
		return isWantedUp()
				&& (is(InstanceState.STARTING) || is(InstanceState.STOPPING) || is(InstanceState.BACKING_OFF));
	}

	/**
	 * Return whether it stays down until somebody wants it up again.
	 * @return whether waiting for it makes no sense
	 */
	boolean isDownForGood() {
		return is(InstanceState.FAILED) || (is(InstanceState.STOPPED) && !isWantedUp());
	}

	@Nullable Instant readySince() {
		return this.launches.readySince();
	}

	@Nullable Failure lastFailure() {
		return this.comeback.lastFailure();
	}

	/**
	 * Say in one line why it is not up.
	 * @return the reason
	 */
	String whyDown() {
		String detail = this.state.detail();
		if (is(InstanceState.STOPPED) && detail != null) {
			return detail;
		}
		Failure failure = lastFailure();
		return (failure != null) ? failure.summary() : "it is " + state();
	}

	/**
	 * Want a member up that has no running generation, with a full restart budget.
	 * @param reason why, for the log
	 */
	void start(String reason) {
		this.comeback.start(reason);
	}

	/**
	 * Take over a generation that was launched by the former supervisor, and want it up.
	 * @param survivor the generation
	 * @param readySince since when it is ready
	 * @param now the time
	 */
	void adopt(Survivor survivor, Instant readySince, Instant now) {
		// The same build may lie in another place
		this.launchedRelease = survivor.release().isLike(this.release) ? this.release : survivor.release();
		this.launches.adopted(survivor.report(), readySince, now);
		this.comeback.goal(Goal.UP);
		this.state.tryMove(Transition.ADOPT, "taken over from the former supervisor");
	}

	/**
	 * Return whether what runs is of another release than what would be launched now.
	 * @return whether it is outdated
	 */
	boolean isOutdated() {
		return isRunning() && !this.launchedRelease.equals(this.release);
	}

	/**
	 * Launch one generation beside another member of the same index. It is not launched
	 * again when it ends.
	 * @param reason why, for the log
	 */
	void launchBeside(String reason) {
		this.comeback.once(reason);
	}

	/**
	 * Take the place of another generation: from now on this one is wanted up.
	 */
	void takePlace() {
		this.ending.cancel();
		this.comeback.goal(Goal.UP);
		undrainIfDraining();
	}

	/**
	 * Leave the place to another generation: it serves its own clients if it has any, and
	 * is not launched again when it ends.
	 * @param reason why, for the log
	 */
	void leave(String reason) {
		this.comeback.goal(Goal.GONE);
		if (!isRunning()) {
			this.comeback.settle(reason);
		}
		else if (is(InstanceState.UP)) {
			this.state.tryMove(Transition.DRAIN, reason);
		}
		else if (is(InstanceState.STARTING)) {
			this.ending.begin(Farewell.within(Farewell.SERVICE_RESTART, this.timeouts.stop()), reason);
		}
	}

	private void undrainIfDraining() {
		if (is(InstanceState.DRAINING)) {
			this.state.tryMove(Transition.UNDRAIN, "back in its place");
		}
	}

	/**
	 * Ask how it is, for {@link #health()}.
	 */
	void checkHealth() {
		InetSocketAddress address = this.launches.address();
		if (state().isServing() && address != null) {
			this.state.effect(new Effect.CheckHealth(index(), generation(), this.state.epoch(), address));
		}
	}

	void healthChecked(long epoch, Health health) {
		if (this.state.isEpoch(epoch)) {
			this.health = health;
		}
	}

	/**
	 * Return how it was when it was last asked.
	 * @return its health, {@code null} while it has not answered since it is up
	 */
	@Nullable Health health() {
		return this.health;
	}

	/**
	 * Begin the next generation, now that it has a launch slot.
	 */
	void launch() {
		this.launches.begin(this.comeback.launch());
		this.launchedRelease = this.release;
		this.health = null;
		this.state.beginEpoch();
		this.state.effect(new Effect.Launch(index(), generation()));
		this.state.arm(Timer.READY, this.timeouts.ready());
	}

	void launched(int generation, long pid) {
		if (generation == generation() && isRunning()) {
			this.launches.pid(pid);
		}
	}

	void ready(int generation, ReadyReport report, Instant now) {
		if (generation != generation() || !is(InstanceState.STARTING) || isQueued()) {
			TransitionLog.ignored(this, "Ready of generation " + generation);
			return;
		}
		this.launches.ready(report, now);
		this.state.tryMove(Transition.READY, "ready");
	}

	void exited(int generation, InstanceExit exit, Instant now) {
		if (generation != generation() || !isRunning()) {
			TransitionLog.ignored(this, "Exit of generation " + generation);
			return;
		}
		if (is(InstanceState.STOPPING)) {
			ended(this.ending.failure(), now);
		}
		else if (this.comeback.isStop(exit)) {
			forgetGeneration();
			this.comeback.goalDown();
			this.comeback.settle("exit code %d, which says to leave it stopped".formatted(exit.exitCode()));
		}
		else {
			ended(Failure.of(exit), now);
		}
	}

	/**
	 * Note that the running generation has begun to end, which nobody had asked for.
	 * @param generation the generation
	 * @param reason why, as it has told
	 */
	void ending(int generation, String reason) {
		if (generation == generation() && state().isServing()) {
			this.launches.ending();
			this.state.step(Failure.summary(reason), true);
		}
	}

	/**
	 * Replace a generation that should give signs of life and does not.
	 * @param silence for how long
	 */
	void unresponsive(Duration silence) {
		if (state().isServing()) {
			Failure failure = new Failure(FailureKind.UNRESPONSIVE,
					"gave no sign of life for " + TransitionLog.text(Duration.ofSeconds(silence.toSeconds())));
			this.comeback.failed(failure);
			this.ending.hung(failure);
		}
	}

	/**
	 * Take no new clients until told otherwise.
	 */
	void drain() {
		this.state.tryMove(Transition.DRAIN, "drain requested");
	}

	void undrain() {
		this.state.tryMove(Transition.UNDRAIN, "undrain requested");
	}

	/**
	 * Want a member not to come up again, and leave a running generation alone for now.
	 * @param reason why, for the log
	 */
	void unwant(String reason) {
		this.comeback.goalDown();
		if (!isRunning()) {
			this.comeback.cancel(reason);
		}
	}

	/**
	 * End the running generation, and then do what the goal says.
	 * @param goal what is wanted afterwards
	 * @param farewell how it is made to end
	 * @param reason why, for the log
	 */
	void end(Goal goal, Farewell farewell, String reason) {
		this.comeback.goal(goal);
		if (isRunning()) {
			this.ending.begin(farewell, reason);
		}
		else {
			this.comeback.settle(reason);
		}
	}

	/**
	 * Close the streams of a serving member, without any other change.
	 * @param code the WebSocket close code
	 */
	void closeStreams(int code) {
		if (state().isServing()) {
			this.state.effect(new Effect.CloseStreams(index(), generation(), this.state.epoch(), code, Duration.ZERO));
		}
	}

	void idle(long epoch) {
		if (this.state.isEpoch(epoch)) {
			this.ending.drained("drained");
		}
	}

	void streamsClosed(long epoch) {
		if (this.state.isEpoch(epoch)) {
			this.ending.requestStop();
		}
	}

	boolean isAwaitingIdle(long epoch) {
		return this.state.isEpoch(epoch) && is(InstanceState.DRAINING);
	}

	void elapsed(Timer timer, long epoch) {
		if (!this.state.isEpoch(epoch)) {
			return;
		}
		switch (timer) {
			case READY -> notReady();
			case RETRY -> this.comeback.retry();
			case DRAIN -> this.ending.drainElapsed();
			case STREAMS -> this.ending.requestStop();
			case TERMINATE -> this.ending.terminate();
			case KILL -> this.ending.kill();
			case ABANDON -> abandon();
		}
	}

	Instance toInstance() {
		return this.launches.describe(state(), this.state.detail(), isRunning(), isWantedUp(), lastFailure(),
				this.launchedRelease.equals(Release.INITIAL) ? null : this.launchedRelease.describe());
	}

	private void notReady() {
		if (is(InstanceState.STARTING) && !isQueued()) {
			Failure failure = new Failure(FailureKind.NOT_READY,
					"not ready within " + TransitionLog.text(this.timeouts.ready()));
			this.comeback.failed(failure);
			this.ending.fail(failure, Farewell.within(Farewell.SERVICE_RESTART, this.timeouts.stop()));
		}
	}

	private void abandon() {
		Failure failure = this.ending.abandon();
		if (failure != null) {
			forgetGeneration();
			this.comeback.giveUp(failure);
		}
	}

	private void ended(@Nullable Failure failure, Instant now) {
		Instant upSince = this.launches.readySince();
		forgetGeneration();
		if (failure != null) {
			this.comeback.afterFailure(failure, now, upSince);
		}
		else {
			this.comeback.settle("ended");
		}
	}

	private void forgetGeneration() {
		this.launches.end();
		this.ending.reset();
	}

}
