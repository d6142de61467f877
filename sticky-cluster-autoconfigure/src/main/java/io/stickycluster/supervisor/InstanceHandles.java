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

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.launch.InstanceHandle;

/**
 * The handles of what was launched, and what the instances behind them were last told of
 * the cluster. Confined to the supervisor's thread, but for the reading of vitals.
 */
final class InstanceHandles {

	private static final Log logger = LogFactory.getLog(ClusterSupervisor.class);

	private final Map<Key, InstanceHandle> handles = new ConcurrentHashMap<>();

	private final Map<Key, ClusterIdentity> told = new HashMap<>();

	/**
	 * Remember a generation.
	 * @param handle the handle
	 * @param identity the identity that it was launched with
	 */
	void add(InstanceHandle handle, ClusterIdentity identity) {
		Key key = new Key(identity.index(), identity.generation());
		this.handles.put(key, handle);
		this.told.put(key, identity);
	}

	/**
	 * Remember a generation that another supervisor has launched, and that is to be told
	 * who it is in any case.
	 * @param handle the handle
	 * @param index the index
	 * @param generation the generation
	 */
	void add(InstanceHandle handle, int index, int generation) {
		this.handles.put(new Key(index, generation), handle);
	}

	/**
	 * Let all of them live on without this supervisor.
	 */
	void leave() {
		this.handles.values().forEach((handle) -> {
			try {
				handle.leave();
			}
			catch (RuntimeException ex) {
				logger.warn("An instance could not be left to the next supervisor", ex);
			}
		});
	}

	/**
	 * Forget a generation that has ended.
	 * @param index the index
	 * @param generation the generation
	 */
	void remove(int index, int generation) {
		Key key = new Key(index, generation);
		this.handles.remove(key);
		this.told.remove(key);
	}

	void with(int index, int generation, Consumer<InstanceHandle> action) {
		InstanceHandle handle = this.handles.get(new Key(index, generation));
		if (handle != null) {
			action.accept(handle);
		}
	}

	/**
	 * Return how an instance was when it last told. May be called on any thread.
	 * @param index the index
	 * @param generation the generation
	 * @return the vitals, {@code null} when they are not known
	 */
	@Nullable InstanceVitals vitals(int index, int generation) {
		InstanceHandle handle = this.handles.get(new Key(index, generation));
		try {
			return (handle != null) ? handle.vitals().orElse(null) : null;
		}
		catch (RuntimeException ex) {
			logger.warn("Vitals of instance %d cannot be read".formatted(index), ex);
			return null;
		}
	}

	/**
	 * Return for how long an instance has failed to give a sign of life.
	 * @param index the index
	 * @param generation the generation
	 * @return the time, 0 when nothing is overdue
	 */
	Duration silence(int index, int generation) {
		InstanceHandle handle = this.handles.get(new Key(index, generation));
		try {
			return (handle != null) ? handle.silence() : Duration.ZERO;
		}
		catch (RuntimeException ex) {
			logger.warn("It cannot be told whether instance %d is alive".formatted(index), ex);
			return Duration.ZERO;
		}
	}

	/**
	 * Tell those that run who they are, if that has changed.
	 * @param members the members
	 */
	void updateIdentities(Members members) {
		if (members.wanted() == 0) {
			// The cluster ends: there is nothing left to be one of
			return;
		}
		for (Member member : members.everyone()) {
			Key key = new Key(member.index(), member.generation());
			InstanceHandle handle = this.handles.get(key);
			if (handle == null || !member.isRunning()) {
				continue;
			}
			ClusterIdentity identity = identity(member, members);
			if (!identity.equals(this.told.put(key, identity))) {
				update(handle, identity);
			}
		}
	}

	static ClusterIdentity identity(Member member, Members members) {
		return new ClusterIdentity(member.index(), member.generation(), members.wanted(), members.isLeader(member));
	}

	private static void update(InstanceHandle handle, ClusterIdentity identity) {
		try {
			handle.updateIdentity(identity);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Instance %d could not be told %s".formatted(identity.index(), identity), ex);
		}
	}

	/**
	 * One generation of an index.
	 *
	 * @param index the index
	 * @param generation the generation
	 */
	private record Key(int index, int generation) {

	}

}
