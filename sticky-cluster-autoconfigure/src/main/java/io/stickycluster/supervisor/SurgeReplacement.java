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

import io.stickycluster.launch.Release;

/**
 * {@link Replacement} by a generation that comes up beside the old one and takes over
 * only when it has shown that it is well.
 */
final class SurgeReplacement implements Replacement {

	private final Members members;

	private final ReloadPolicy policy;

	private final Member former;

	private final Member next;

	private final Trial trial;

	private @Nullable Instant switchedAt;

	private boolean released;

	private boolean ending;

	private @Nullable SurgeReplacement wayBack;

	private @Nullable String wayBackProblem;

	/**
	 * Launch the new generation.
	 * @param members the members
	 * @param policy how instances are replaced
	 * @param former the member that is replaced
	 * @param release what the new generation is launched of
	 * @param reason why, for the log
	 */
	SurgeReplacement(Members members, ReloadPolicy policy, Member former, Release release, String reason) {
		this.members = members;
		this.policy = policy;
		this.former = former;
		this.next = members.addBeside(former, release, reason);
		this.trial = new Trial(this.next, policy.survive());
	}

	@Override
	public Member next() {
		return this.next;
	}

	@Override
	public void advance(Instant now) {
		if (this.switchedAt == null) {
			if (this.trial.isPassed(now)) {
				this.members.swap(this.next, "replaced by generation " + this.next.generation());
				this.switchedAt = now;
			}
		}
		else if (this.released && !this.ending && !now.isBefore(this.switchedAt.plus(this.policy.keepOld()))) {
			this.ending = true;
			end(this.former);
		}
	}

	/**
	 * End a member that another one has replaced.
	 * @param member the member
	 */
	private void end(Member member) {
		Farewell farewell = Farewell.replaced(this.members.settings().timeouts(), this.policy.closeSpread());
		member.end(Goal.GONE, farewell, "replaced");
	}

	@Override
	public @Nullable String failure() {
		if (this.switchedAt == null) {
			return this.trial.failure();
		}
		return this.next.state().isServing() ? null : "The new generation of instance %d did not stay up: %s"
			.formatted(this.next.index(), this.next.whyDown());
	}

	@Override
	public @Nullable Instant switchedAt() {
		return this.switchedAt;
	}

	@Override
	public void letGo() {
		this.released = true;
	}

	@Override
	public boolean isSettled() {
		boolean kept = !this.ending && !this.policy.keepOld().isZero();
		return this.released && (kept || isDone());
	}

	@Override
	public boolean isDone() {
		return this.ending && (!this.members.isLeaving(this.former) || this.former.isGone());
	}

	@Override
	public void rollBack() {
		if (this.switchedAt == null) {
			this.next.end(Goal.GONE,
					Farewell.within(Farewell.SERVICE_RESTART, this.members.settings().timeouts().stop()),
					"reload failed");
		}
		else if (this.members.isLeaving(this.former) && this.former.state().isServing()) {
			this.members.swap(this.former, "reload failed");
			end(this.next);
		}
		else if (!this.next.release().equals(this.former.release())) {
			this.wayBack = new SurgeReplacement(this.members, this.policy, this.next, this.former.release(),
					"reload failed");
			this.wayBack.letGo();
		}
	}

	@Override
	public boolean advanceRollback(Instant now) {
		SurgeReplacement back = this.wayBack;
		if (back == null) {
			return !this.members.isAside(this.next) || this.next.isGone();
		}
		if (this.wayBackProblem == null) {
			this.wayBackProblem = back.failure();
			if (this.wayBackProblem != null) {
				back.rollBack();
			}
		}
		if (this.wayBackProblem != null) {
			return back.advanceRollback(now);
		}
		back.advance(now);
		return back.isDone();
	}

	@Override
	public @Nullable String rollbackProblem() {
		if (this.wayBack != null) {
			return this.wayBackProblem;
		}
		boolean stays = this.members.get(this.next.index()) == this.next;
		return stays ? "instance %d stays at generation %d".formatted(this.next.index(), this.next.generation()) : null;
	}

	@Override
	public String progress() {
		String name = "the new generation of instance %d ".formatted(this.next.index());
		if (this.switchedAt == null) {
			return name + this.trial.progress();
		}
		return name + (this.ending ? "has taken over, the old one drains" : "has taken over");
	}

}
