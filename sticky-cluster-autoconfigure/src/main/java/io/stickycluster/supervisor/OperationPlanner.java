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
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.OperationPlan.Progress;

/**
 * Turns a command into a plan, or says why it makes no sense.
 */
final class OperationPlanner {

	private static final Set<InstanceState> AT_REST = Collections
		.unmodifiableSet(EnumSet.of(InstanceState.STOPPED, InstanceState.BACKING_OFF, InstanceState.FAILED));

	private static final Set<InstanceState> STOPPABLE = Collections
		.unmodifiableSet(EnumSet.complementOf(EnumSet.of(InstanceState.STOPPED, InstanceState.STOPPING)));

	private static final Set<InstanceState> RESTARTABLE = Collections
		.unmodifiableSet(EnumSet.complementOf(EnumSet.of(InstanceState.STOPPING)));

	private final Members members;

	OperationPlanner(Members members) {
		this.members = members;
	}

	/**
	 * Plan a command, and order its first step.
	 * @param command the command
	 * @param now the time
	 * @return the plan
	 * @throws IllegalCommandException if the command makes no sense now
	 */
	OperationPlan plan(ClusterCommand command, Instant now) {
		if (command instanceof ClusterCommand.Scale scale) {
			return scale(scale.instances());
		}
		if (command instanceof ClusterCommand.ScaleBy scale) {
			return scale(Math.addExact(this.members.wanted(), scale.difference()));
		}
		if (command instanceof ClusterCommand.OnCluster cluster) {
			return switch (cluster.what()) {
				case RESTART -> new RestartPlan(this.members.all(), this.members.ready());
				case STOP -> stopAll(now, "stop requested");
			};
		}
		if (command instanceof ClusterCommand.OnInstance instance) {
			return onInstance(instance.target(), instance.what(), now);
		}
		throw new IllegalStateException("Unknown command " + command);
	}

	/**
	 * Plan the stop of all members, highest index first.
	 * @param now the time
	 * @param reason why, for the log
	 * @return the plan
	 */
	OperationPlan stopAll(Instant now, String reason) {
		Instant deadline = now.plus(this.members.settings().timeouts().shutdown());
		return new StopPlan(this.members.descending(), Farewell.GOING_AWAY, deadline, reason);
	}

	private OperationPlan scale(int target) {
		int max = this.members.settings().maxInstances();
		if (target < 1 || target > max) {
			throw new IllegalCommandException(
					"'instances' must be between 1 and %d but would be %d".formatted(max, target));
		}
		int wanted = this.members.wanted();
		return (target < wanted) ? scaleDown(wanted - target) : scaleUp(target - wanted);
	}

	private OperationPlan scaleUp(int missing) {
		List<Member> starting = new ArrayList<>(this.members.all()
			.stream()
			.filter((member) -> member.is(InstanceState.STOPPED))
			.limit(missing)
			.toList());
		while (starting.size() < missing) {
			starting.add(this.members.add());
		}
		return new LaunchPlan(starting);
	}

	private OperationPlan scaleDown(int surplus) {
		List<Member> leaving = this.members.descending().stream().filter(Member::isWantedUp).limit(surplus).toList();
		return new RemovePlan(leaving, Farewell.drained(this.members.settings().timeouts()));
	}

	private OperationPlan onInstance(int index, InstanceAction what, Instant now) {
		Member member = this.members.get(index);
		if (member == null) {
			throw new IllegalCommandException("There is no instance %d, only %s".formatted(index,
					this.members.all().stream().map(Member::index).toList()));
		}
		return switch (what) {
			case RESTART -> {
				require(member, what, RESTARTABLE);
				yield new RestartPlan(List.of(member), 0);
			}
			case START -> {
				require(member, what, AT_REST);
				yield new LaunchPlan(List.of(member));
			}
			case STOP -> {
				require(member, what, STOPPABLE);
				Instant deadline = now.plus(this.members.settings().timeouts().stop());
				yield new StopPlan(List.of(member), Farewell.SERVICE_RESTART, deadline, "stop requested");
			}
			case DRAIN -> {
				require(member, what, EnumSet.of(InstanceState.UP));
				member.drain();
				yield (current, at) -> Progress.completed("instance %d gets no new clients".formatted(index));
			}
			case UNDRAIN -> {
				require(member, what, EnumSet.of(InstanceState.DRAINING));
				member.undrain();
				yield (current, at) -> Progress.completed("instance %d gets new clients".formatted(index));
			}
		};
	}

	private static void require(Member member, InstanceAction what, Set<InstanceState> allowed) {
		if (!allowed.contains(member.state())) {
			throw new IllegalCommandException("'%s' is allowed in states %s only, but instance %d is %s"
				.formatted(what.name().toLowerCase(Locale.ROOT), allowed, member.index(), member.state()));
		}
	}

}
