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
import java.util.Collection;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.Autoscaler.Step;

/**
 * Lets the number of members follow the load, never while anything else goes on or one of
 * them is not up. Confined to the supervisor's thread.
 */
final class Autoscaling {

	private final AutoscalePolicy policy;

	private final Members members;

	private final OperationPlanner planner;

	private final Operations operations;

	private final LoadGauge gauge;

	private final Autoscaler autoscaler;

	/**
	 * Create autoscaling.
	 * @param policy when the number of members changes
	 * @param members the members
	 * @param planner plans the steps
	 * @param operations where steps are shown, and what they wait for
	 * @param gauge measures the load
	 */
	Autoscaling(AutoscalePolicy policy, Members members, OperationPlanner planner, Operations operations,
			LoadGauge gauge) {
		this.policy = policy;
		this.members = members;
		this.planner = planner;
		this.operations = operations;
		this.gauge = gauge;
		this.autoscaler = new Autoscaler(policy);
	}

	/**
	 * Add or remove one member, if it is time for it.
	 * @param now the time
	 */
	void check(Instant now) {
		if (!this.policy.isOn()) {
			return;
		}
		Collection<Member> all = this.members.all();
		if (!this.operations.isIdle() || all.isEmpty() || !all.stream().allMatch(Autoscaling::isUp)) {
			this.autoscaler.interrupt();
			return;
		}
		Step step = this.autoscaler.look(this.gauge.measure(all, now));
		if (step != null) {
			OperationPlan plan = this.planner.plan(new ClusterCommand.Scale(step.instances()), now);
			this.operations.begin("autoscale", null, "to %d: %s".formatted(step.instances(), step.reason()),
					new ReasonedPlan(plan, step.reason()));
		}
	}

	private static boolean isUp(Member member) {
		return member.is(InstanceState.UP) && member.isWantedUp();
	}

}
