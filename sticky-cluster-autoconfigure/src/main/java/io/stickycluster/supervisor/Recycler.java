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
import java.util.Comparator;
import java.util.List;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.instance.InstanceTraffic;

/**
 * Replaces instances that are due, one at a time in the whole cluster and never while
 * anything else goes on. Confined to the supervisor's thread.
 */
final class Recycler {

	private final Members members;

	private final Operations operations;

	private final RecycleDues dues;

	private final InstanceTraffic traffic;

	private final Setback setback;

	private int last = -1;

	/**
	 * The generation beside which another one was to come up.
	 */
	private int replaced;

	/**
	 * Create a recycler.
	 * @param members the members
	 * @param operations where replacements are shown, and what they wait for
	 * @param dues knows who is due
	 * @param traffic the data plane
	 */
	Recycler(Members members, Operations operations, RecycleDues dues, InstanceTraffic traffic) {
		this.members = members;
		this.operations = operations;
		this.dues = dues;
		this.traffic = traffic;
		this.setback = new Setback(members.settings().restarts().stableAfter());
	}

	/**
	 * Begin with the schedule.
	 * @param now the time
	 */
	void begin(Instant now) {
		this.dues.begin(now);
	}

	/**
	 * Replace one instance, if one is due and may go now.
	 * @param now the time
	 */
	void check(Instant now) {
		this.dues.update(now);
		if (!this.operations.isIdle() || !isLastOneBack(now) || !mayGo()) {
			return;
		}
		for (Member member : inTurn()) {
			String reason = isSettled(member, now) ? this.dues.because(member, now) : null;
			if (reason != null) {
				this.last = member.index();
				this.operations.begin("recycle", member.index(), "which " + reason,
						plan(member, "recycled because it " + reason));
				return;
			}
		}
	}

	private OperationPlan plan(Member member, String reason) {
		if (!surges()) {
			return new RestartPlan(List.of(member), 0, reason);
		}
		this.replaced = member.generation();
		return new ReloadPlan(this.members, this.members.settings().reload().unwatched(), List.of(member),
				member.release(), reason, this.traffic, () -> {
				});
	}

	private boolean surges() {
		return this.members.settings().reload().strategy() == ReloadPolicy.Strategy.SURGE;
	}

	/**
	 * Return whether the one that was recycled last did not fail to come back: the next
	 * would most likely fail, too. One that is replaced beside the old generation has
	 * failed when that still stands there, and is left alone for a while.
	 * @param now the time
	 * @return whether others may be recycled
	 */
	private boolean isLastOneBack(Instant now) {
		Member recycled = this.members.get(this.last);
		if (this.replaced != 0) {
			this.setback.ended(recycled == null || recycled.generation() != this.replaced, now);
			this.replaced = 0;
		}
		return this.setback.isOver(now) && (recycled == null || !recycled.isWantedUp() || recycled.state().isServing());
	}

	/**
	 * Return whether there is room for a change, and clients find an instance meanwhile.
	 * @return whether one may go
	 */
	private boolean mayGo() {
		return this.members.all().stream().noneMatch(Member::isRecovering)
				&& (surges() || this.members.wanted() == 1 || this.members.ready() > 1);
	}

	/**
	 * Return whether an instance is up for long enough: one that is due as soon as it is
	 * up must not be restarted all the time.
	 * @param member the member
	 * @param now the time
	 * @return whether it may be recycled
	 */
	private boolean isSettled(Member member, Instant now) {
		Instant readySince = member.readySince();
		return member.is(InstanceState.UP) && member.isWantedUp() && readySince != null
				&& !readySince.plus(this.members.settings().restarts().stableAfter()).isAfter(now);
	}

	/**
	 * Return the members, those after the last one first: one that is due again and again
	 * must not keep the others from their turn.
	 * @return the members
	 */
	private List<Member> inTurn() {
		return this.members.all()
			.stream()
			.sorted(Comparator.comparing((Member member) -> member.index() <= this.last).thenComparing(Member::index))
			.toList();
	}

}
