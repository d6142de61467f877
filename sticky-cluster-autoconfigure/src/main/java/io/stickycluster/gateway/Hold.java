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

package io.stickycluster.gateway;

import java.time.Duration;

/**
 * The wait of one request for an instance that is on its way up. Confined to the event
 * loop of its exchange.
 */
final class Hold {

	/**
	 * How long a request is held when no instance is known to come up: until the
	 * supervisor has learned of the end of the one that does not answer.
	 */
	private static final Duration BRIEF = Duration.ofSeconds(1);

	private static final Duration MINIMUM = Duration.ofMillis(1);

	private final HeldRequests held;

	private final Patience patience;

	private final Runnable action;

	private State state = State.NOT_YET;

	private long begun;

	/**
	 * Create a hold that has not begun.
	 * @param held counts it
	 * @param patience waits
	 * @param action what is done when the cluster has changed or the time is over
	 */
	Hold(HeldRequests held, Patience patience, Runnable action) {
		this.held = held;
		this.patience = patience;
		this.action = action;
	}

	/**
	 * Hold the request, or go on holding it.
	 * @param recovering whether an instance is known to come up
	 * @return whether it is held
	 */
	boolean tryBegin(boolean recovering) {
		if (this.state == State.LONG || (this.state == State.BRIEF && !recovering)) {
			return true;
		}
		if (this.state == State.OVER || (this.state == State.NOT_YET && !this.held.tryHold())) {
			return false;
		}
		this.state = recovering ? State.LONG : State.BRIEF;
		Duration left = left();
		this.patience.begin((recovering || left.compareTo(BRIEF) < 0) ? left : BRIEF, this.action, this::onTimeout);
		return true;
	}

	/**
	 * Return how long the request may be held yet: all its holds together may take no
	 * longer than one.
	 * @return the time, which is positive
	 */
	private Duration left() {
		long now = System.nanoTime();
		this.begun = (this.begun != 0) ? this.begun : now;
		Duration left = this.held.settings().timeout().minusNanos(now - this.begun);
		return (left.compareTo(MINIMUM) > 0) ? left : MINIMUM;
	}

	private void onTimeout() {
		this.held.expire();
		end();
		this.state = State.OVER;
		this.action.run();
	}

	/**
	 * Let the request go, if it is held.
	 */
	void end() {
		if (this.state == State.LONG || this.state == State.BRIEF) {
			this.state = State.NOT_YET;
			this.held.letGo();
			this.patience.end();
		}
	}

	private enum State {

		NOT_YET, BRIEF, LONG, OVER

	}

}
