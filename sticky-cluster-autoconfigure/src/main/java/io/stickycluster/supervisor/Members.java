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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.launch.Release;
import io.stickycluster.launch.Releases;
import io.stickycluster.launch.Survivor;

/**
 * The members of a cluster: one for each index, and while an index changes from one
 * generation to another, a second one beside it. Confined to the supervisor's thread.
 */
final class Members {

	private final SupervisorSettings settings;

	private final DoubleSupplier random;

	private final Consumer<Effect> effects;

	/**
	 * Those that take new clients, by index.
	 */
	private final NavigableMap<Integer, Member> members = new TreeMap<>();

	/**
	 * Those that come up beside another of their index.
	 */
	private final List<Member> arriving = new ArrayList<>();

	/**
	 * Those whose place another has taken.
	 */
	private final List<Member> leaving = new ArrayList<>();

	private final Map<Integer, Generations> generations = new HashMap<>();

	private Releases releases = Releases.INITIAL;

	private long lastEpoch;

	Members(SupervisorSettings settings, DoubleSupplier random, Consumer<Effect> effects) {
		this.settings = settings;
		this.random = random;
		this.effects = effects;
	}

	SupervisorSettings settings() {
		return this.settings;
	}

	/**
	 * Return the members that stand for their indexes.
	 * @return the members by ascending index
	 */
	Collection<Member> all() {
		return List.copyOf(this.members.values());
	}

	Collection<Member> descending() {
		return List.copyOf(this.members.descendingMap().values());
	}

	/**
	 * Return all members, those aside too, highest index first.
	 * @return the members
	 */
	Collection<Member> everyone() {
		return Stream.of(this.arriving, this.leaving, this.members.values())
			.flatMap(Collection::stream)
			.sorted(Comparator.comparingInt(Member::index).reversed())
			.toList();
	}

	@Nullable Member get(int index) {
		return this.members.get(index);
	}

	/**
	 * Find the member that an effect belongs to.
	 * @param effect the effect
	 * @return the member, {@code null} when it is not there any more
	 */
	@Nullable Member find(Effect effect) {
		return everyone().stream()
			.filter((member) -> member.index() == effect.index() && member.generation() == effect.generation())
			.findFirst()
			.orElse(null);
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
		Member member = create(new Launches(index, this.settings.ports(), generations(index)), this.releases.current());
		this.members.put(index, member);
		return member;
	}

	private Member create(Launches launches, Release release) {
		return new Member(launches, release, this.settings.timeouts(),
				new RestartBudget(this.settings.restarts(), this.random), () -> ++this.lastEpoch, this.effects);
	}

	/**
	 * Create the member of an instance that has outlived the former supervisor.
	 * @param survivor the instance
	 * @param planned how often its index was launched again by request
	 * @param unplanned how often it was launched again because it had ended by itself
	 * @return the member, which stands nowhere yet
	 */
	Member create(Survivor survivor, int planned, int unplanned) {
		Launches launches = Launches.of(survivor, this.settings.ports(), generations(survivor.index()), planned,
				unplanned);
		return create(launches, this.releases.current());
	}

	void addStanding(Member member) {
		this.members.put(member.index(), member);
	}

	void addLeaving(Member member) {
		this.leaving.add(member);
	}

	Generations generations(int index) {
		return this.generations.computeIfAbsent(index, (added) -> new Generations());
	}

	/**
	 * Return what members that are added are launched of, and what was before.
	 * @return the releases
	 */
	Releases releases() {
		return this.releases;
	}

	/**
	 * Set what members are launched of from now on, those that do not run included.
	 * @param releases the releases
	 */
	void releases(Releases releases) {
		this.releases = releases;
		this.members.values().forEach((member) -> member.release(releases.current()));
	}

	/**
	 * Launch another generation beside a member.
	 * @param former the member
	 * @param release what the other one is launched of
	 * @param reason why, for the log
	 * @return the other one
	 */
	Member addBeside(Member former, Release release, String reason) {
		Member next = create(former.launches().successor(), release);
		this.arriving.add(next);
		next.launchBeside(reason);
		return next;
	}

	/**
	 * Put a member that is aside into the place of its index, and the one that was there
	 * aside.
	 * @param next the member that takes the place
	 * @param reason why, for the log
	 */
	void swap(Member next, String reason) {
		this.arriving.remove(next);
		this.leaving.remove(next);
		Member former = this.members.put(next.index(), next);
		if (former == null) {
			throw new IllegalStateException("Nobody stood for index " + next.index());
		}
		this.leaving.add(former);
		next.takePlace();
		former.leave(reason);
	}

	boolean isAside(Member member) {
		return this.arriving.contains(member) || this.leaving.contains(member);
	}

	boolean isLeaving(Member member) {
		return this.leaving.contains(member);
	}

	void removeGone() {
		this.members.values().removeIf(Member::isGone);
		this.arriving.removeIf(Member::isGone);
		this.leaving.removeIf(Member::isGone);
	}

	/**
	 * Launch those that wait for it, lowest index first, as far as there are slots.
	 */
	void launchQueued() {
		long free = this.settings.startConcurrency() - starting();
		List<Member> queued = Stream.concat(this.members.values().stream(), this.arriving.stream())
			.filter(Member::isQueued)
			.toList();
		for (Member member : queued) {
			if (free > 0) {
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
	 * Return whether a member is the leader: the lowest index that is up.
	 * @param member the member
	 * @return whether it is
	 */
	boolean isLeader(Member member) {
		return this.members.values()
			.stream()
			.filter((other) -> other.is(InstanceState.UP))
			.findFirst()
			.filter((leader) -> leader == member)
			.isPresent();
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
		return new ClusterSnapshot(wanted(), instances(this.members.values()), instances(this.arriving),
				instances(this.leaving));
	}

	private static List<Instance> instances(Collection<Member> members) {
		return members.stream().map(Member::toInstance).toList();
	}

	void elapsed(Effect.Arm timer) {
		// The same epoch is no other member's
		everyone().forEach((member) -> member.elapsed(timer.timer(), timer.epoch()));
	}

	private long starting() {
		return Stream.concat(this.members.values().stream(), this.arriving.stream())
			.filter((member) -> member.is(InstanceState.STARTING) && member.isRunning())
			.count();
	}

}
