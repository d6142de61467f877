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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.Release;

/**
 * {@link Replacement} by a generation that is launched on the same port after the old one
 * has ended.
 */
final class InPlaceReplacement implements Replacement {

	private final Member member;

	private final Release former;

	private final int formerGeneration;

	private final Trial trial;

	private final Farewell drained;

	private @Nullable Instant switchedAt;

	private boolean goingBack;

	/**
	 * End the old generation and launch the new one.
	 * @param members the members
	 * @param policy how instances are replaced
	 * @param member the member that is replaced
	 * @param release what the new generation is launched of
	 * @param reason why, for the log
	 */
	InPlaceReplacement(Members members, ReloadPolicy policy, Member member, Release release, String reason) {
		this.member = member;
		this.former = member.release();
		this.formerGeneration = member.generation();
		this.trial = new Trial(member, policy.survive());
		this.drained = members.settings().drained();
		member.release(release);
		if (member.isRunning()) {
			member.end(Goal.UP, Farewell.replaced(members.settings().timeouts(), policy.closeSpread()), reason);
		}
		else {
			member.start(reason);
		}
	}

	private boolean isLaunched() {
		return this.member.generation() > this.formerGeneration && !this.member.is(InstanceState.STOPPING);
	}

	@Override
	public Member next() {
		return this.member;
	}

	@Override
	public void advance(Instant now) {
		if (this.switchedAt == null && isLaunched() && this.trial.isPassed(now)) {
			this.switchedAt = now;
		}
	}

	@Override
	public @Nullable String failure() {
		if (this.switchedAt != null) {
			return this.member.state().isServing() ? null : "The new generation of instance %d did not stay up: %s"
				.formatted(this.member.index(), this.member.whyDown());
		}
		return (isLaunched() || this.member.isDownForGood()) ? this.trial.failure() : null;
	}

	@Override
	public @Nullable Instant switchedAt() {
		return this.switchedAt;
	}

	@Override
	public void letGo() {
		// There is no old generation any more
	}

	@Override
	public boolean isSettled() {
		return this.switchedAt != null;
	}

	@Override
	public boolean isDone() {
		return this.switchedAt != null;
	}

	@Override
	public void rollBack() {
		if (this.member.release().equals(this.former)) {
			return;
		}
		this.goingBack = true;
		this.member.release(this.former);
		if (this.member.isRunning()) {
			this.member.end(Goal.UP, this.drained, "reload failed");
		}
		else {
			this.member.start("reload failed");
		}
	}

	@Override
	public boolean advanceRollback(Instant now) {
		return !this.goingBack || this.member.is(InstanceState.UP) || this.member.is(InstanceState.BACKING_OFF)
				|| this.member.isDownForGood();
	}

	@Override
	public @Nullable String rollbackProblem() {
		if (!this.goingBack) {
			return "instance %d stays at generation %d".formatted(this.member.index(), this.member.generation());
		}
		return this.member.is(InstanceState.UP) ? null
				: "instance %d did not come back: %s".formatted(this.member.index(), this.member.whyDown());
	}

	@Override
	public String progress() {
		String name = "instance %d ".formatted(this.member.index());
		if (this.switchedAt != null) {
			return name + "has come back";
		}
		return name + (isLaunched() ? this.trial.progress() : "ends");
	}

}
