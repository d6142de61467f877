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

/**
 * How an instance is made to end.
 *
 * @param drainTimeout how long its clients are waited for, 0 for not at all
 * @param closeCode the WebSocket close code that streams are ended with
 * @param spread over how long the ends of its streams are spread, so that not all clients
 * come back at once
 * @param grace how long it may take to end after that before it is killed
 * @param killWait how long it may take to end once it is killed
 * @param sessions whether it is also drained of clients that have a session there
 */
record Farewell(Duration drainTimeout, int closeCode, Duration spread, Duration grace, Duration killWait,
		boolean sessions) {

	/**
	 * RFC 6455: the server goes away.
	 */
	static final int GOING_AWAY = 1001;

	/**
	 * IANA registry: the service restarts, clients may come back at once.
	 */
	static final int SERVICE_RESTART = 1012;

	private static final Duration MAX_KILL_WAIT = Duration.ofSeconds(5);

	/**
	 * Bound on the data plane's promise to close streams within a few seconds.
	 */
	private static final Duration MAX_STREAMS_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * The way to end an instance that hangs: it has just the time to write down what its
	 * threads are doing.
	 */
	static final Farewell HUNG = new Farewell(Duration.ZERO, SERVICE_RESTART, Duration.ZERO, Duration.ofSeconds(2),
			MAX_KILL_WAIT, false);

	/**
	 * Return the way to end an instance whose clients are waited for.
	 * @param timeouts the timeouts
	 * @param spread over how long the ends of its streams are spread
	 * @return the way to end
	 */
	static Farewell drained(SupervisorTimeouts timeouts, Duration spread) {
		return new Farewell(timeouts.drain(), SERVICE_RESTART, spread, timeouts.stop(), MAX_KILL_WAIT, false);
	}

	/**
	 * Return the way to end a generation that another one has replaced.
	 * @param timeouts the timeouts
	 * @param spread over how long the ends of its streams are spread
	 * @return the way to end
	 */
	static Farewell replaced(SupervisorTimeouts timeouts, Duration spread) {
		return new Farewell(timeouts.drain(), SERVICE_RESTART, spread, timeouts.stop(), MAX_KILL_WAIT, true);
	}

	/**
	 * Return the way to end an instance without waiting for its clients.
	 * @param closeCode the close code
	 * @param total how long it may take in all, the wait after a kill included
	 * @return the way to end
	 */
	static Farewell within(int closeCode, Duration total) {
		Duration fifth = total.dividedBy(5);
		Duration killWait = (fifth.compareTo(MAX_KILL_WAIT) < 0) ? fifth : MAX_KILL_WAIT;
		return new Farewell(Duration.ZERO, closeCode, Duration.ZERO, total.minus(killWait), killWait, false);
	}

	Farewell withoutSpread() {
		return new Farewell(this.drainTimeout, this.closeCode, Duration.ZERO, this.grace, this.killWait, this.sessions);
	}

	boolean drains() {
		return !this.drainTimeout.isZero();
	}

	/**
	 * Return how long an instance that was asked to stop may take before it is told to
	 * terminate: half of the time, so that either way it has as long to end gracefully.
	 * @return the time from the begin of the stop
	 */
	Duration terminateAfter() {
		return this.spread.plus(halfOfGrace());
	}

	/**
	 * Return how long an instance may take before it is killed.
	 * @return the time from the begin of the stop
	 */
	Duration killAfter() {
		return this.spread.plus(this.grace);
	}

	private Duration halfOfGrace() {
		return this.grace.dividedBy(2);
	}

	/**
	 * Return how long the end of streams is waited for before the instance is asked to
	 * stop all the same.
	 * @return the time, which leaves some before the instance is told to terminate
	 */
	Duration streamsTimeout() {
		Duration half = halfOfGrace().dividedBy(2);
		return this.spread.plus((half.compareTo(MAX_STREAMS_TIMEOUT) < 0) ? half : MAX_STREAMS_TIMEOUT);
	}

}
