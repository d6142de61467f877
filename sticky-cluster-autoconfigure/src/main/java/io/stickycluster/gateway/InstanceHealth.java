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
 * How one generation of an instance answers: in use, out of use for a while, or tried by
 * one request. Guarded by its owner.
 */
final class InstanceHealth {

	private static final int MAX_DOUBLINGS = 20;

	private State state = State.IN_USE;

	private int failures;

	private int ejections;

	private long until;

	private long restoredAt;

	/**
	 * Return how often it has failed in a row.
	 * @return the number
	 */
	int failures() {
		return this.failures;
	}

	/**
	 * Return when it may be tried.
	 * @return the time in nanoseconds
	 */
	long until() {
		return this.until;
	}

	/**
	 * Return whether clients are kept away from it.
	 * @return whether it is ejected or only tried
	 */
	boolean isOut() {
		return this.state != State.IN_USE;
	}

	boolean isEjected() {
		return this.state == State.EJECTED;
	}

	boolean isProbed() {
		return this.state == State.PROBED;
	}

	void fail() {
		this.failures++;
	}

	void succeed() {
		this.failures = 0;
	}

	/**
	 * Take it out of use, for twice as long as the last time unless that is long ago.
	 * @param now the time
	 * @param settings how long ejections last
	 * @return for how long
	 */
	Duration eject(long now, EjectionSettings settings) {
		if (this.state == State.IN_USE && now - this.restoredAt >= settings.maxBackoff().toNanos()) {
			this.ejections = 0;
		}
		long factor = 1L << Math.min(this.ejections, MAX_DOUBLINGS);
		Duration backoff = settings.minBackoff().multipliedBy(factor);
		if (backoff.compareTo(settings.maxBackoff()) > 0) {
			backoff = settings.maxBackoff();
		}
		this.ejections++;
		this.state = State.EJECTED;
		this.until = now + backoff.toNanos();
		return backoff;
	}

	boolean tryProbe(long now) {
		if (!isEjected() || now - this.until < 0) {
			return false;
		}
		this.state = State.PROBED;
		return true;
	}

	void unprobe() {
		this.state = State.EJECTED;
	}

	void restore(long now) {
		this.state = State.IN_USE;
		succeed();
		this.restoredAt = now;
	}

	private enum State {

		IN_USE, EJECTED, PROBED

	}

}
