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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.Effect.Timer;

/**
 * State of a member. It moves as the table of {@link Transition}s says and begins a new
 * epoch with each move, so that answers to what an earlier state asked for are
 * recognised. Confined to the supervisor's thread.
 */
final class MemberState {

	private final Launches launches;

	private final LongSupplier epochs;

	private final Consumer<Effect> effects;

	private InstanceState current = InstanceState.STOPPED;

	private long epoch;

	private @Nullable String detail;

	MemberState(Launches launches, LongSupplier epochs, Consumer<Effect> effects) {
		this.launches = launches;
		this.epochs = epochs;
		this.effects = effects;
	}

	InstanceState current() {
		return this.current;
	}

	boolean is(InstanceState state) {
		return this.current == state;
	}

	/**
	 * Return what the state alone does not tell.
	 * @return how far a stop is or why clients are turned away, {@code null} for nothing
	 */
	@Nullable String detail() {
		return this.detail;
	}

	long epoch() {
		return this.epoch;
	}

	boolean isEpoch(long epoch) {
		return this.epoch == epoch;
	}

	void beginEpoch() {
		this.epoch = this.epochs.getAsLong();
	}

	/**
	 * Move to another state, unless that is not allowed.
	 * @param transition what happened
	 * @param reason why, for the log
	 * @return whether it was allowed
	 */
	boolean tryMove(Transition transition, String reason) {
		if (!transition.from().contains(this.current)) {
			TransitionLog.refused(this.launches, this.current, transition, reason);
			return false;
		}
		InstanceState from = this.current;
		this.current = transition.to();
		this.detail = switch (this.current) {
			case DRAINING, STOPPED -> Failure.summary(reason);
			default -> null;
		};
		beginEpoch();
		TransitionLog.moved(this.launches, from, this.current, reason);
		return true;
	}

	/**
	 * Note a step within the state.
	 * @param detail what was done
	 * @param grave whether that should not have been necessary
	 */
	void step(String detail, boolean grave) {
		this.detail = detail;
		TransitionLog.step(this.launches, this.current, detail, grave);
	}

	void arm(Timer timer, Duration delay) {
		effect(new Effect.Arm(this.launches.index(), this.launches.generation(), this.epoch, timer, delay));
	}

	void effect(Effect effect) {
		this.effects.accept(effect);
	}

}
