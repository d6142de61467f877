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
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.InstanceVitals;

/**
 * Knows which members are due to be recycled. Confined to the supervisor's thread.
 */
final class RecycleDues {

	private final RecyclePolicy policy;

	private final Members members;

	private final Function<Member, @Nullable InstanceVitals> vitals;

	private final InstanceTraffic traffic;

	private final DoubleSupplier random;

	private final Map<Integer, RecycleQuota> quotas = new HashMap<>();

	/**
	 * Generations by index that the schedule has made due.
	 */
	private final Map<Integer, Integer> scheduled = new HashMap<>();

	private @Nullable Instant nextSchedule;

	/**
	 * Begin without knowing anybody.
	 * @param policy when instances are due
	 * @param members the members
	 * @param vitals tells how a member is, {@code null} when that is not known
	 * @param traffic counts the requests of an index
	 * @param random the source of jitter, from 0 (inclusive) to 1 (exclusive)
	 */
	RecycleDues(RecyclePolicy policy, Members members, Function<Member, @Nullable InstanceVitals> vitals,
			InstanceTraffic traffic, DoubleSupplier random) {
		this.policy = policy;
		this.members = members;
		this.vitals = vitals;
		this.traffic = traffic;
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
	 * Look at the members.
	 * @param now the time
	 */
	void update(Instant now) {
		updateQuotas();
		updateSchedule(now);
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
						totalRequests(member), this.random.getAsDouble()));
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
	 * Say why a member is due.
	 * @param member the member
	 * @param now the time
	 * @return the reason, {@code null} when it is not
	 */
	@Nullable String because(Member member, Instant now) {
		if (this.scheduled.containsKey(member.index())) {
			return "is due by schedule";
		}
		RecycleQuota quota = this.quotas.get(member.index());
		return (quota != null) ? quota.exceededBy(this.vitals.apply(member), totalRequests(member), now) : null;
	}

	private long totalRequests(Member member) {
		return this.traffic.counts(member.index()).totalRequests();
	}

}
