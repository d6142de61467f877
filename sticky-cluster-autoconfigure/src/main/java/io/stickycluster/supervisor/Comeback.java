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

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.InstanceExit;
import io.stickycluster.supervisor.Effect.Timer;

/**
 * Decides what follows once nothing of an index runs: its next generation, now or after a
 * delay, or none. Confined to the supervisor's thread.
 */
final class Comeback {

	private final MemberState state;

	private final RestartBudget budget;

	private Goal goal = Goal.DOWN;

	private boolean queued;

	private boolean retrying;

	private @Nullable Failure lastFailure;

	Comeback(MemberState state, RestartBudget budget) {
		this.state = state;
		this.budget = budget;
	}

	Goal goal() {
		return this.goal;
	}

	/**
	 * Want something else once the running generation has ended.
	 * @param goal what is wanted
	 */
	void goal(Goal goal) {
		if (goal == Goal.DOWN) {
			goalDown();
		}
		else {
			this.goal = goal;
		}
	}

	/**
	 * Want no further generation, without bringing back what is to be forgotten.
	 */
	void goalDown() {
		this.goal = (this.goal == Goal.GONE) ? Goal.GONE : Goal.DOWN;
	}

	/**
	 * Return whether the next generation waits for a launch slot.
	 * @return whether it is to be launched
	 */
	boolean isQueued() {
		return this.queued;
	}

	/**
	 * Return whether a generation that ended so is not to be followed by another.
	 * @param exit how it ended
	 * @return whether it asked to be left stopped
	 */
	boolean isStop(InstanceExit exit) {
		return this.budget.isStop(exit);
	}

	@Nullable Failure lastFailure() {
		return this.lastFailure;
	}

	void failed(Failure failure) {
		this.lastFailure = failure;
	}

	/**
	 * Want the index up, with a full restart budget.
	 * @param reason why, for the log
	 */
	void start(String reason) {
		this.goal = Goal.UP;
		this.budget.reset();
		this.retrying = false;
		queue(reason);
	}

	/**
	 * Want one generation and no other after it.
	 * @param reason why, for the log
	 */
	void once(String reason) {
		this.goal = Goal.DOWN;
		this.retrying = false;
		queue(reason);
	}

	/**
	 * Take the next generation out of the queue.
	 * @return whether it is launched because the former has ended by itself
	 */
	boolean launch() {
		this.queued = false;
		return this.retrying;
	}

	/**
	 * Give up what was to follow, if it has not begun.
	 * @param reason why, for the log
	 */
	void cancel(String reason) {
		if (!this.state.is(InstanceState.STOPPED)) {
			this.queued = false;
			this.state.tryMove(Transition.END, reason);
		}
	}

	/**
	 * Do what the goal says, after no failure.
	 * @param reason why, for the log
	 */
	void settle(String reason) {
		if (this.goal != Goal.UP) {
			cancel(reason);
			return;
		}
		this.retrying = false;
		if (!this.queued) {
			queue(reason);
		}
	}

	/**
	 * Do what the goal and the restart budget say, after a failure.
	 * @param failure the failure
	 * @param now when it was
	 * @param upSince since when the generation had been up, {@code null} if it was not
	 */
	void afterFailure(Failure failure, Instant now, @Nullable Instant upSince) {
		this.lastFailure = failure;
		if (this.goal != Goal.UP) {
			settle(failure.text());
			return;
		}
		Duration delay = this.budget.tryRestart(failure.kind(), now, upSince);
		if (delay == null) {
			this.state.tryMove(Transition.GIVE_UP, failure.text());
		}
		else {
			this.state.tryMove(Transition.BACK_OFF, failure.text());
			this.state.arm(Timer.RETRY, delay);
		}
	}

	/**
	 * Go on after a delay.
	 */
	void retry() {
		if (this.state.is(InstanceState.BACKING_OFF)) {
			this.retrying = true;
			queue("restart");
		}
	}

	/**
	 * Give an index up whose generation does not end. It is never launched again by
	 * itself, because each attempt would leave one more behind.
	 * @param failure why
	 */
	void giveUp(Failure failure) {
		this.lastFailure = failure;
		this.state.tryMove((this.goal == Goal.UP) ? Transition.GIVE_UP : Transition.END, failure.text());
	}

	private void queue(String reason) {
		if (this.state.tryMove(Transition.START, reason)) {
			this.queued = true;
		}
	}

}
