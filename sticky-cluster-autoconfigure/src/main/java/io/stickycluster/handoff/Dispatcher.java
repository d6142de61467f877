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

package io.stickycluster.handoff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;

/**
 * Decides which instance gets a connection, and gives it to another one when that does
 * not take it. One that nobody can take yet waits. Confined to an event loop, but for
 * what says otherwise.
 */
final class Dispatcher {

	/**
	 * How long the last that an instance has said may take until it is here.
	 */
	static final long LAST_WORDS_MILLIS = 1000;

	private final HandoffSettings settings;

	private final Supplier<ClusterSnapshot> snapshots;

	private final AffinityTable table;

	private final EventLoop loop;

	private final Map<Generation, Destination> destinations = new ConcurrentHashMap<>();

	/**
	 * What the destinations that are gone have carried, by the instance's index.
	 */
	private final Map<Integer, LongAdder> former = new ConcurrentHashMap<>();

	/**
	 * Those that no destination is known for.
	 */
	private final Set<Arrival> homeless = new LinkedHashSet<>();

	private final HandoffCounts counts = new HandoffCounts();

	private ClusterSnapshot snapshot = ClusterSnapshot.EMPTY;

	private Candidates candidates = Candidates.of(ClusterSnapshot.EMPTY);

	private boolean closed;

	Dispatcher(HandoffSettings settings, Supplier<ClusterSnapshot> snapshots, AffinityTable table, EventLoop loop) {
		this.settings = settings;
		this.snapshots = snapshots;
		this.table = table;
		this.loop = loop;
	}

	EventLoop loop() {
		return this.loop;
	}

	HandoffCounts counts() {
		return this.counts;
	}

	/**
	 * Give a connection to its client's instance.
	 * @param arrival the connection
	 */
	void dispatch(Arrival arrival) {
		if (this.closed) {
			arrival.refuse();
			return;
		}
		Candidates candidates = candidates();
		KnownClient client = this.table.enter(arrival.key(), candidates);
		arrival.enter(client);
		Instance instance = this.table.place(client, candidates, false);
		Destination destination = (instance != null) ? this.destinations.get(Generation.of(instance)) : null;
		if (destination == null || destination.isClosed()) {
			arrival.leave(this.table);
			awaitChange(arrival, instance != null || isRecovering());
		}
		else if (destination.hasRoom()) {
			destination.pass(arrival);
		}
		else if (tryWait(arrival)) {
			destination.enqueue(arrival);
		}
		else {
			refuse(arrival);
		}
	}

	private Candidates candidates() {
		ClusterSnapshot now = this.snapshots.get();
		if (now != this.snapshot) {
			this.snapshot = now;
			this.candidates = Candidates.of(now).filter(Instance::isRoutable);
		}
		return this.candidates;
	}

	private boolean isRecovering() {
		return !this.snapshot.arriving().isEmpty()
				|| this.snapshot.instances().stream().anyMatch(Instance::isRecovering);
	}

	private void awaitChange(Arrival arrival, boolean hope) {
		if (hope && tryWait(arrival)) {
			this.homeless.add(arrival);
		}
		else {
			refuse(arrival);
		}
	}

	private boolean tryWait(Arrival arrival) {
		if (arrival.isLate() || this.settings.waitTimeout().isZero()) {
			return false;
		}
		if (this.counts.waiting() >= this.settings.maxWaiting()) {
			this.counts.rejected();
			return false;
		}
		this.counts.waits(1);
		if (!arrival.hasTimeout()) {
			arrival.timeout(this.loop.schedule(() -> expire(arrival), this.settings.waitTimeout().toNanos(),
					TimeUnit.NANOSECONDS));
		}
		return true;
	}

	private void expire(Arrival arrival) {
		arrival.late();
		boolean waited = this.homeless.remove(arrival);
		for (Destination destination : this.destinations.values()) {
			waited |= destination.dequeue(arrival);
		}
		if (waited) {
			this.counts.waits(-1);
			this.counts.expired();
			refuse(arrival);
		}
	}

	private void refuse(Arrival arrival) {
		arrival.leave(this.table);
		arrival.refuse();
	}

	/**
	 * Learn that an instance takes connections.
	 * @param owner the generation of the instance
	 * @param receiver the way to it
	 */
	void opened(Generation owner, Receiver receiver) {
		Destination former = this.destinations.put(owner, new Destination(owner, receiver));
		if (former != null) {
			end(former);
		}
		tryWaiting();
	}

	/**
	 * Learn that an instance has ended, or its way to it.
	 * @param receiver the way
	 */
	void gone(Receiver receiver) {
		Destination destination = find(receiver);
		if (destination != null) {
			this.destinations.remove(destination.owner(), destination);
			end(destination);
		}
	}

	private void end(Destination destination) {
		this.former.computeIfAbsent(destination.owner().index(), (added) -> new LongAdder()).add(destination.total());
		destination.endAll().forEach(this::ended);
		back(destination, true);
	}

	private void back(Destination destination, boolean alsoUnderWay) {
		int queued = destination.queueLength();
		Collection<Arrival> back = destination.takeBack(alsoUnderWay);
		this.counts.waits(-queued);
		back.forEach(this::again);
	}

	private void again(Arrival arrival) {
		arrival.leave(this.table);
		this.counts.repeated();
		dispatch(arrival);
	}

	private void ended(Arrival arrival) {
		arrival.leave(this.table);
		arrival.ended();
	}

	void taken(Receiver receiver, int id) {
		Destination destination = find(receiver);
		if (destination == null) {
			return;
		}
		destination.taken(id);
		Arrival next = (!destination.isClosed()) ? destination.poll() : null;
		if (next != null) {
			this.counts.waits(-1);
			destination.pass(next);
		}
	}

	void givenBack(Receiver receiver, int id) {
		Destination destination = find(receiver);
		Arrival arrival = (destination != null) ? destination.givenBack(id) : null;
		if (destination != null && arrival != null) {
			again(arrival);
			back(destination, false);
		}
	}

	void ended(Receiver receiver, int id) {
		Destination destination = find(receiver);
		Arrival arrival = (destination != null) ? destination.ended(id) : null;
		if (arrival != null) {
			ended(arrival);
		}
	}

	private @Nullable Destination find(Receiver receiver) {
		for (Destination destination : this.destinations.values()) {
			if (destination.receiver() == receiver) {
				return destination;
			}
		}
		return null;
	}

	/**
	 * Look at the cluster anew.
	 */
	void clusterChanged() {
		candidates();
		for (Destination destination : this.destinations.values()) {
			if (hasEnded(destination.owner())) {
				forget(destination);
			}
			else if (!isServing(destination.owner())) {
				back(destination, false);
			}
		}
		tryWaiting();
	}

	/**
	 * Expect no more of an instance that has ended. It may have said that it has taken
	 * connections, which is read first; a way that hangs may never say that it has ended.
	 * @param destination the instance
	 */
	private void forget(Destination destination) {
		back(destination, false);
		if (destination.tryForget()) {
			this.loop.schedule(() -> gone(destination.receiver()), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void tryWaiting() {
		List<Arrival> waiting = new ArrayList<>(this.homeless);
		this.homeless.clear();
		this.counts.waits(-waiting.size());
		waiting.forEach(this::dispatch);
	}

	private boolean hasEnded(Generation owner) {
		return this.snapshot.generation(owner.index(), owner.generation()).map((instance) -> switch (instance.state()) {
			case STOPPED, BACKING_OFF, FAILED -> true;
			case STARTING, UP, DRAINING, STOPPING -> false;
		}).orElse(true);
	}

	private boolean isServing(Generation owner) {
		return this.snapshot.generation(owner.index(), owner.generation()).filter(Instance::isRoutable).isPresent();
	}

	/**
	 * Refuse all that wait, and all that come.
	 */
	void close() {
		this.closed = true;
		this.destinations.values().forEach((destination) -> back(destination, false));
		this.homeless.forEach(this::refuse);
		this.counts.waits(-this.homeless.size());
		this.homeless.clear();
	}

	/**
	 * Return one generation. Thread-safe.
	 * @param owner the generation
	 * @return the destination, {@code null} when there is none
	 */
	@Nullable Destination destination(Generation owner) {
		return this.destinations.get(owner);
	}

	/**
	 * Return the generations of an index. Thread-safe.
	 * @param index the index
	 * @return the destinations
	 */
	List<Destination> destinations(int index) {
		return this.destinations.values().stream().filter((found) -> found.owner().index() == index).toList();
	}

	/**
	 * Return how many connections an index has taken. Thread-safe.
	 * @param index the index
	 * @return the number, over all its generations
	 */
	long total(int index) {
		LongAdder before = this.former.get(index);
		return ((before != null) ? before.sum() : 0) + destinations(index).stream().mapToLong(Destination::total).sum();
	}

}
