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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceState;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.Releases;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.OperationPlan.Progress;

/**
 * Turns a command into a plan, or says why it makes no sense.
 */
final class OperationPlanner {

	private static final String RESTART_REQUESTED = "restart requested";

	private static final Map<InstanceAction, Set<InstanceState>> ALLOWED = allowed();

	private final Members members;

	private final InstanceTraffic traffic;

	private volatile @Nullable Runnable handOver;

	private static Map<InstanceAction, Set<InstanceState>> allowed() {
		Map<InstanceAction, Set<InstanceState>> allowed = new EnumMap<>(InstanceAction.class);
		allowed.put(InstanceAction.RESTART, EnumSet.complementOf(EnumSet.of(InstanceState.STOPPING)));
		allowed.put(InstanceAction.RELOAD, EnumSet.of(InstanceState.UP, InstanceState.DRAINING, InstanceState.STARTING,
				InstanceState.BACKING_OFF, InstanceState.FAILED));
		allowed.put(InstanceAction.STOP,
				EnumSet.complementOf(EnumSet.of(InstanceState.STOPPED, InstanceState.STOPPING)));
		allowed.put(InstanceAction.START,
				EnumSet.of(InstanceState.STOPPED, InstanceState.BACKING_OFF, InstanceState.FAILED));
		allowed.put(InstanceAction.DRAIN, EnumSet.of(InstanceState.UP));
		allowed.put(InstanceAction.UNDRAIN, EnumSet.of(InstanceState.DRAINING));
		return allowed;
	}

	OperationPlanner(Members members, InstanceTraffic traffic) {
		this.members = members;
		this.traffic = traffic;
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
				case RESTART -> new RestartPlan(this.members.all(), this.members.ready(), RESTART_REQUESTED);
				case RELOAD -> reload(this.members.releases());
				case ROLLBACK -> rollback();
				case STOP -> stopAll(now, "stop requested");
				case HAND_OVER -> handOver();
			};
		}
		if (command instanceof ClusterCommand.Deploy deploy) {
			if (!deploy.former().equals(this.members.releases().current())) {
				throw new OperationConflictException("Another release has become the current one meanwhile");
			}
			return reload(this.members.releases().forwardTo(deploy.release()));
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
		return new StopPlan(this.members.everyone(), Farewell.GOING_AWAY, deadline, reason);
	}

	/**
	 * Plan that members are forgotten that are more than wanted.
	 * @param surplus the members
	 * @return the plan
	 */
	OperationPlan remove(List<Member> surplus) {
		return new RemovePlan(surplus, this.members.settings().drained());
	}

	/**
	 * Plan that members are replaced by such of the current release.
	 * @param outdated the members
	 * @return the plan
	 */
	OperationPlan renew(List<Member> outdated) {
		return reload(outdated, this.members.releases().current(), () -> {
		});
	}

	private OperationPlan reload(Releases next) {
		List<Member> targets = this.members.all().stream().filter(Member::isWantedUp).toList();
		return reload(targets, next.current(), () -> this.members.releases(next));
	}

	private OperationPlan handOver() {
		Runnable handOver = this.handOver;
		if (handOver == null) {
			throw new IllegalCommandException("'hand-over' needs 'sticky.cluster.survive-supervisor', which is not set",
					List.of());
		}
		handOver.run();
		return (members, now) -> Progress.running("the supervisor ends, its instances wait for the next one");
	}

	/**
	 * Set what begins the end of the supervisor without its instances.
	 * @param handOver begins it, and returns at once
	 */
	void handOver(Runnable handOver) {
		this.handOver = handOver;
	}

	private OperationPlan rollback() {
		if (this.members.releases().previous() == null) {
			throw new OperationConflictException("There is no release to go back to");
		}
		return reload(this.members.releases().back());
	}

	private OperationPlan reload(List<Member> targets, Release release, Runnable onCompleted) {
		return new ReloadPlan(this.members, this.members.settings().reload(), targets, release, "reload", this.traffic,
				onCompleted);
	}

	private OperationPlan scale(int target) {
		int max = this.members.settings().maxInstances();
		if (target < 1 || target > max) {
			throw new IllegalCommandException(
					"'instances' must be between 1 and %d but would be %d".formatted(max, target),
					List.of("1 to " + max));
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
		return new RemovePlan(leaving, this.members.settings().drained());
	}

	private OperationPlan onInstance(int index, InstanceAction what, Instant now) {
		Member member = this.members.get(index);
		if (member == null) {
			List<String> known = this.members.all().stream().map(Member::index).map(String::valueOf).toList();
			throw new IllegalCommandException("There is no instance %d, only %s".formatted(index, known), known);
		}
		require(member, what);
		return switch (what) {
			case RESTART -> new RestartPlan(List.of(member), 0, RESTART_REQUESTED);
			case RELOAD -> reload(List.of(member), member.release(), () -> {
			});
			case START -> new LaunchPlan(List.of(member));
			case STOP -> {
				Instant deadline = now.plus(this.members.settings().timeouts().stop());
				yield new StopPlan(List.of(member), Farewell.SERVICE_RESTART, deadline, "stop requested");
			}
			case DRAIN -> {
				member.drain();
				yield (current, at) -> Progress.completed("instance %d gets no new clients".formatted(index));
			}
			case UNDRAIN -> {
				member.undrain();
				yield (current, at) -> Progress.completed("instance %d gets new clients".formatted(index));
			}
		};
	}

	private static void require(Member member, InstanceAction what) {
		Set<InstanceState> states = ALLOWED.getOrDefault(what, Set.of());
		if (!states.contains(member.state())) {
			throw new IllegalCommandException("'%s' is allowed in states %s only, but instance %d is %s"
				.formatted(name(what), states, member.index(), member.state()), actionsIn(member.state()));
		}
	}

	private static List<String> actionsIn(InstanceState state) {
		return ALLOWED.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().contains(state))
			.map((entry) -> name(entry.getKey()))
			.toList();
	}

	private static String name(InstanceAction action) {
		return action.name().toLowerCase(Locale.ROOT);
	}

}
