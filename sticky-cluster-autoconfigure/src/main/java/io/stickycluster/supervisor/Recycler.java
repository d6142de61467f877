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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntToLongFunction;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.instance.InstanceVitals;

/**
 * Restarts instances that are due, each drained first, one at a time in the whole cluster
 * and never while anything else goes on. Confined to the supervisor's thread.
 */
final class Recycler {

	private final RecyclePolicy policy;

	private final Members members;

	private final Operations operations;

	private final Function<Member, @Nullable InstanceVitals> vitals;

	private final IntToLongFunction totalRequests;

	private final DoubleSupplier random;

	private final Map<Integer, RecycleQuota> quotas = new HashMap<>();

	/**
	 * Generations by index that the schedule has made due.
	 */
	private final Map<Integer, Integer> scheduled = new HashMap<>();

	private @Nullable Instant nextSchedule;

	private int last = -1;

	/**
	 * Create a recycler.
	 * @param policy when instances are due
	 * @param members the members
	 * @param operations where restarts are shown, and what they wait for
	 * @param vitals tells how a member is, {@code null} when that is not known
	 * @param totalRequests counts the requests of an index
	 * @param random the source of jitter, from 0 (inclusive) to 1 (exclusive)
	 */
	Recycler(RecyclePolicy policy, Members members, Operations operations,
			Function<Member, @Nullable InstanceVitals> vitals, IntToLongFunction totalRequests, DoubleSupplier random) {
		this.policy = policy;
		this.members = members;
		this.operations = operations;
		this.vitals = vitals;
		this.totalRequests = totalRequests;
		this.random = random;
	}

	/**
	 * Begin with the schedule.
	 * @param now the time
	 */
	void begin(Instant now) {
		this.nextSchedule = this.policy.schedule().apply(now);
	}

	/**
	 * Restart one instance, if one is due and may go now.
	 * @param now the time
	 */
	void check(Instant now) {
		updateQuotas();
		updateSchedule(now);
		if (!mayTakeOneDown()) {
			return;
		}
		for (Member member : inTurn()) {
			String reason = isSettled(member, now) ? dueBecause(member, now) : null;
			if (reason != null) {
				this.last = member.index();
				this.scheduled.remove(member.index());
				this.operations.begin("recycle", member.index(), "which " + reason,
						new RestartPlan(List.of(member), 0, "recycled because it " + reason));
				return;
			}
		}
	}

	private void updateQuotas() {
		for (Member member : this.members.all()) {
			Instant readySince = member.readySince();
			if (readySince == null) {
				this.quotas.remove(member.index());
				continue;
			}
			RecycleQuota quota = this.quotas.get(member.index());
			if (quota == null || quota.generation() != member.generation()) {
				this.quotas.put(member.index(), RecycleQuota.of(this.policy, member.generation(), readySince,
						this.totalRequests.applyAsLong(member.index()), this.random.getAsDouble()));
			}
		}
		this.quotas.keySet().removeIf((index) -> this.members.get(index) == null);
	}

	private void updateSchedule(Instant now) {
		if (this.nextSchedule != null && !this.nextSchedule.isAfter(now)) {
			this.members.all().forEach((member) -> this.scheduled.put(member.index(), member.generation()));
			this.nextSchedule = this.policy.schedule().apply(now);
		}
		this.scheduled.entrySet().removeIf((entry) -> {
			Member member = this.members.get(entry.getKey());
			return member == null || member.generation() != entry.getValue() || !member.isRunning();
		});
	}

	/**
	 * Return whether clients would find another instance. One that was recycled and did
	 * not come back is waited for, because the next would most likely not do so either.
	 * @return whether an instance may be taken down
	 */
	private boolean mayTakeOneDown() {
		Member recycled = this.members.get(this.last);
		boolean back = recycled == null || !recycled.isWantedUp() || recycled.state().isServing();
		return back && this.operations.isIdle() && this.members.all().stream().noneMatch(Member::isRecovering)
				&& (this.members.wanted() == 1 || this.members.ready() > 1);
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

	private @Nullable String dueBecause(Member member, Instant now) {
		if (this.scheduled.containsKey(member.index())) {
			return "is due by schedule";
		}
		RecycleQuota quota = this.quotas.get(member.index());
		return (quota != null)
				? quota.exceededBy(this.vitals.apply(member), this.totalRequests.applyAsLong(member.index()), now)
				: null;
	}

}
