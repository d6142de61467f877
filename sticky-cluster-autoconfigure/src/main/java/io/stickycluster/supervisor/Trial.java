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
import io.stickycluster.launch.Health;

/**
 * The time in which a new generation has to show that it is well, from its launch on.
 * Confined to the supervisor's thread.
 */
final class Trial {

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	private final Member member;

	private final Duration survive;

	private Instant nextCheck = Instant.MIN;

	private boolean wasUp;

	private boolean due;

	/**
	 * Begin with a generation that is being launched.
	 * @param member its member
	 * @param survive how long it must be up
	 */
	Trial(Member member, Duration survive) {
		this.member = member;
		this.survive = survive;
	}

	/**
	 * Look at the generation.
	 * @param now the time
	 * @return whether it has passed
	 */
	boolean isPassed(Instant now) {
		Instant readySince = this.member.readySince();
		if (!this.member.is(InstanceState.UP) || readySince == null) {
			return false;
		}
		this.wasUp = true;
		if (!now.isBefore(this.nextCheck)) {
			this.nextCheck = now.plus(CHECK_INTERVAL);
			this.member.checkHealth();
		}
		this.due = !now.isBefore(readySince.plus(this.survive));
		Health health = this.member.health();
		return this.due && health != null && health.isGood();
	}

	/**
	 * Say why the generation is no good.
	 * @return the reason, {@code null} while nothing is wrong
	 */
	@Nullable String failure() {
		int index = this.member.index();
		if (this.wasUp && !this.member.is(InstanceState.UP)) {
			return "The new generation of instance %d was up for less than %s: %s".formatted(index,
					TransitionLog.text(this.survive), this.member.whyDown());
		}
		if (this.member.isDownForGood() || this.member.is(InstanceState.BACKING_OFF)) {
			return "The new generation of instance %d did not start: %s".formatted(index, this.member.whyDown());
		}
		Health health = this.member.health();
		return (this.due && health != null && !health.isGood())
				? "The new generation of instance %d is not well: %s".formatted(index, health.problem()) : null;
	}

	String progress() {
		return this.wasUp ? "is up and has to stay so" : "starts";
	}

}
