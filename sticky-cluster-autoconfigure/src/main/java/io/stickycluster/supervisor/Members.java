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

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

/**
 * The members of a cluster by index. Confined to the supervisor's thread.
 */
final class Members {

	private final SupervisorSettings settings;

	private final DoubleSupplier random;

	private final Consumer<Effect> effects;

	private final NavigableMap<Integer, Member> members = new TreeMap<>();

	/**
	 * The last generation of each index that was removed: an index that comes back goes
	 * on counting, so that late events of an earlier life are recognised.
	 */
	private final Map<Integer, Integer> generations = new HashMap<>();

	private long lastEpoch;

	Members(SupervisorSettings settings, DoubleSupplier random, Consumer<Effect> effects) {
		this.settings = settings;
		this.random = random;
		this.effects = effects;
	}

	SupervisorSettings settings() {
		return this.settings;
	}

	Collection<Member> all() {
		return List.copyOf(this.members.values());
	}

	Collection<Member> descending() {
		return List.copyOf(this.members.descendingMap().values());
	}

	@Nullable Member get(int index) {
		return this.members.get(index);
	}

	/**
	 * Add a member at the lowest free index.
	 * @return the member, not yet wanted up
	 */
	Member add() {
		int index = 0;
		while (this.members.containsKey(index)) {
			index++;
		}
		Member member = new Member(index, this.generations.getOrDefault(index, 0),
				this.settings.ports().applyAsInt(index), this.settings.timeouts(),
				new RestartBudget(this.settings.restarts(), this.random), () -> ++this.lastEpoch, this.effects);
		this.members.put(index, member);
		return member;
	}

	void removeGone() {
		for (Member member : all()) {
			if (member.isGone()) {
				this.generations.put(member.index(), member.generation());
				this.members.remove(member.index());
			}
		}
	}

	/**
	 * Launch those that wait for it, lowest index first, as far as there are slots.
	 */
	void launchQueued() {
		long free = this.settings.startConcurrency() - starting();
		for (Member member : this.members.values()) {
			if (member.isQueued() && free > 0) {
				member.launch();
				free--;
			}
		}
	}

	int wanted() {
		return (int) this.members.values().stream().filter(Member::isWantedUp).count();
	}

	int ready() {
		return (int) this.members.values().stream().filter((member) -> member.is(InstanceState.UP)).count();
	}

	/**
	 * Return the leader.
	 * @return the lowest index that is up, -1 while there is none
	 */
	int leader() {
		return this.members.values()
			.stream()
			.filter((member) -> member.is(InstanceState.UP))
			.mapToInt(Member::index)
			.findFirst()
			.orElse(-1);
	}

	/**
	 * Return how many are ready or on their way, so that waiting for them makes sense.
	 * @return the number of members that are up or recovering
	 */
	int readyOrRecovering() {
		return (int) this.members.values()
			.stream()
			.filter((member) -> member.is(InstanceState.UP) || member.isRecovering())
			.count();
	}

	ClusterSnapshot snapshot() {
		List<Instance> instances = this.members.values().stream().map(Member::toInstance).toList();
		return new ClusterSnapshot(wanted(), instances);
	}

	void elapsed(Effect.Arm timer) {
		Member member = this.members.get(timer.index());
		if (member != null) {
			member.elapsed(timer.timer(), timer.epoch());
		}
	}

	private long starting() {
		return this.members.values()
			.stream()
			.filter((member) -> member.is(InstanceState.STARTING) && member.isRunning())
			.count();
	}

}
