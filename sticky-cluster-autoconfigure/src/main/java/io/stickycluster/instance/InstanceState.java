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

package io.stickycluster.instance;

/**
 * State of an instance in its life.
 *
 * <p>
 * The usual way is {@link #STARTING}, {@link #UP}, {@link #DRAINING}, {@link #STOPPING},
 * {@link #STOPPED}. An instance that ends without being asked to passes through
 * {@link #BACKING_OFF} until it is launched again, or stays {@link #FAILED} once its
 * restart budget is spent.
 */
public enum InstanceState {

	/**
	 * Launched, not yet ready.
	 */
	STARTING,

	/**
	 * Ready: its context is ready and its port answers.
	 */
	UP,

	/**
	 * Serves the clients that it has and gets no new ones.
	 */
	DRAINING,

	/**
	 * Told to end, gets no more requests.
	 */
	STOPPING,

	/**
	 * Ended by request and not wanted up.
	 */
	STOPPED,

	/**
	 * Ended without being asked to and waiting for its next launch.
	 */
	BACKING_OFF,

	/**
	 * Given up: only an operator's start or restart leaves this state.
	 */
	FAILED;

	/**
	 * Return whether a client that is already assigned to the instance may send requests
	 * to it.
	 * @return whether known clients are served
	 */
	public boolean isServing() {
		return this == UP || this == DRAINING;
	}

	/**
	 * Return whether a client that is not yet assigned may be given to the instance.
	 * @return whether new clients are accepted
	 */
	public boolean isAccepting() {
		return this == UP;
	}

}
