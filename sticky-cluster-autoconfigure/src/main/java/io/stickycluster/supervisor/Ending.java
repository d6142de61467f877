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

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.Effect.Timer;

/**
 * How the running generation of a member is brought to its end: drained, its streams
 * closed, asked to stop, told to terminate, killed, given up; each step only when the one
 * before did not do. Confined to the supervisor's thread.
 */
final class Ending {

	private final MemberState state;

	private final Launches launches;

	private @Nullable Farewell farewell;

	private @Nullable Failure failure;

	private Step step = Step.NONE;

	Ending(MemberState state, Launches launches) {
		this.state = state;
		this.launches = launches;
	}

	/**
	 * Return why the generation is made to end, when that is its own failure.
	 * @return the failure, {@code null} when an operator wanted it
	 */
	@Nullable Failure failure() {
		return this.failure;
	}

	/**
	 * Do not end a generation that only drains yet.
	 */
	void cancel() {
		if (this.state.current().isServing()) {
			reset();
		}
	}

	/**
	 * Forget a generation that has ended.
	 */
	void reset() {
		this.farewell = null;
		this.failure = null;
		this.step = Step.NONE;
	}

	/**
	 * End the generation by request. One that is ending already has the time of the new
	 * farewell at most.
	 * @param farewell how
	 * @param reason why, for the log
	 */
	void begin(Farewell farewell, String reason) {
		this.farewell = farewell;
		this.failure = null;
		if (this.state.is(InstanceState.STOPPING)) {
			armLadder(farewell);
		}
		else if (farewell.drains() && this.state.current().isServing()) {
			if (this.state.is(InstanceState.UP)) {
				this.state.tryMove(Transition.DRAIN, reason);
			}
			this.state.effect(new Effect.AwaitIdle(this.launches.index(), this.launches.generation(),
					this.state.epoch(), farewell.sessions()));
			this.state.arm(Timer.DRAIN, farewell.drainTimeout());
		}
		else {
			stop(farewell, reason);
		}
	}

	/**
	 * End the generation because of its own failure.
	 * @param failure the failure
	 * @param farewell how
	 */
	void fail(Failure failure, Farewell farewell) {
		this.failure = failure;
		stop(farewell, failure.text());
	}

	/**
	 * End a generation that hangs: it is asked for its threads' stacks, and for nothing
	 * that it would have to heed.
	 * @param failure the failure
	 */
	void hung(Failure failure) {
		this.failure = failure;
		this.farewell = Farewell.HUNG;
		if (this.state.tryMove(Transition.STOP, failure.text())) {
			this.launches.notReady();
			advance(Step.DUMPED);
			this.state.effect(new Effect.DumpThreads(this.launches.index(), this.launches.generation()));
			closeStreams(Farewell.HUNG);
			this.state.arm(Timer.KILL, Farewell.HUNG.grace());
		}
	}

	void drained(String how) {
		if (this.state.is(InstanceState.DRAINING) && this.farewell != null) {
			stop(this.farewell, how);
		}
	}

	void drainElapsed() {
		if (this.farewell != null) {
			drained("not drained within " + TransitionLog.text(this.farewell.drainTimeout()));
		}
	}

	void requestStop() {
		if (advance(Step.ASKED)) {
			this.state.effect(new Effect.RequestStop(this.launches.index(), this.launches.generation()));
			if (this.farewell != null && !this.farewell.spread().isZero()) {
				// Its streams have ended, perhaps long before the spread is over
				armLadder(this.farewell.withoutSpread());
			}
		}
	}

	void terminate() {
		if (advance(Step.TERMINATED)) {
			this.state.effect(new Effect.Terminate(this.launches.index(), this.launches.generation()));
		}
	}

	void kill() {
		if (this.farewell != null && advance(Step.KILLED)) {
			this.state.effect(new Effect.Kill(this.launches.index(), this.launches.generation()));
			this.state.arm(Timer.ABANDON, this.farewell.killWait());
		}
	}

	/**
	 * Say why a generation is no longer waited for that does not even end when killed.
	 * @return the failure, {@code null} when none is waited for
	 */
	@Nullable Failure abandon() {
		if (!this.state.is(InstanceState.STOPPING) || this.farewell == null) {
			return null;
		}
		String text = "did not end within " + TransitionLog.text(this.farewell.killWait()) + " after it was killed";
		Failure first = this.failure;
		return (first != null) ? new Failure(first.kind(), first.text() + ", " + text)
				: new Failure(FailureKind.UNRESPONSIVE, text);
	}

	private void stop(Farewell farewell, String reason) {
		boolean serving = this.state.current().isServing();
		this.farewell = farewell;
		if (!this.state.tryMove(Transition.STOP, reason)) {
			return;
		}
		this.launches.notReady();
		if (serving) {
			advance(Step.CLOSING_STREAMS);
			closeStreams(farewell);
			this.state.arm(Timer.STREAMS, farewell.streamsTimeout());
		}
		else {
			requestStop();
		}
		armLadder(farewell);
	}

	private void closeStreams(Farewell farewell) {
		this.state.effect(new Effect.CloseStreams(this.launches.index(), this.launches.generation(), this.state.epoch(),
				farewell.closeCode(), farewell.spread()));
	}

	private void armLadder(Farewell farewell) {
		this.state.arm(Timer.TERMINATE, farewell.terminateAfter());
		this.state.arm(Timer.KILL, farewell.killAfter());
	}

	/**
	 * Take a step, unless it or a harder one has been taken.
	 * @param step the step
	 * @return whether it is to be taken
	 */
	private boolean advance(Step step) {
		if (!this.state.is(InstanceState.STOPPING) || step.compareTo(this.step) <= 0) {
			return false;
		}
		this.step = step;
		this.state.step(this.launches.hasOwnProcess() ? step.inProcess : step.inContext,
				step.compareTo(Step.TERMINATED) >= 0);
		return true;
	}

	/**
	 * What was done to end a generation, from the softest to the hardest.
	 */
	private enum Step {

		NONE("", ""),

		CLOSING_STREAMS("closing streams", "closing streams"),

		ASKED("asked to stop", "asked to stop"),

		TERMINATED("SIGTERM sent", "asked again to stop"),

		DUMPED("thread dump requested", "thread dump requested"),

		KILLED("killed", "interrupted");

		private final String inProcess;

		private final String inContext;

		Step(String inProcess, String inContext) {
			this.inProcess = inProcess;
			this.inContext = inContext;
		}

	}

}
