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

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import io.stickycluster.instance.InstanceState;

/**
 * The one table of which event moves an instance from which states to where. What does
 * not stand here is refused.
 */
enum Transition {

	/**
	 * A launch is wanted, as soon as a slot is free.
	 */
	START(InstanceState.STARTING, InstanceState.STOPPED, InstanceState.STOPPING, InstanceState.BACKING_OFF,
			InstanceState.FAILED),

	/**
	 * The instance reported that it is ready.
	 */
	READY(InstanceState.UP, InstanceState.STARTING),

	/**
	 * The instance has outlived the former supervisor, and is ready.
	 */
	ADOPT(InstanceState.UP, InstanceState.STOPPED),

	/**
	 * The instance gets no new clients.
	 */
	DRAIN(InstanceState.DRAINING, InstanceState.UP),

	/**
	 * The instance gets new clients again.
	 */
	UNDRAIN(InstanceState.UP, InstanceState.DRAINING),

	/**
	 * The instance is told to end.
	 */
	STOP(InstanceState.STOPPING, InstanceState.STARTING, InstanceState.UP, InstanceState.DRAINING),

	/**
	 * The instance has ended, or never ran, and is not wanted up.
	 */
	END(InstanceState.STOPPED, InstanceState.STARTING, InstanceState.UP, InstanceState.DRAINING, InstanceState.STOPPING,
			InstanceState.BACKING_OFF, InstanceState.FAILED),

	/**
	 * The instance failed and has restarts left.
	 */
	BACK_OFF(InstanceState.BACKING_OFF, InstanceState.STARTING, InstanceState.UP, InstanceState.DRAINING,
			InstanceState.STOPPING),

	/**
	 * The instance failed and has no restarts left.
	 */
	GIVE_UP(InstanceState.FAILED, InstanceState.STARTING, InstanceState.UP, InstanceState.DRAINING,
			InstanceState.STOPPING);

	private final InstanceState to;

	private final Set<InstanceState> from;

	Transition(InstanceState to, InstanceState... from) {
		this.to = to;
		this.from = Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(from)));
	}

	InstanceState to() {
		return this.to;
	}

	Set<InstanceState> from() {
		return this.from;
	}

}
