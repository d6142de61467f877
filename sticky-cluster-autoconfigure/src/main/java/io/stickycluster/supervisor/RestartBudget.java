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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;
import io.stickycluster.launch.InstanceExit;

/**
 * How many unplanned restarts an instance has left, and how long it waits for the next.
 *
 * <p>
 * A restart counts whatever the uptime before it was. Besides those within the window,
 * restarts in an unbroken row without a stable run are counted, however long the row
 * takes: an instance that needs a minute to fail would otherwise never spend its budget.
 * A wrong configuration does not mend itself, so it gets fewer tries.
 */
final class RestartBudget {

	private static final int MAX_DOUBLINGS = 30;

	private final RestartPolicy policy;

	private final DoubleSupplier random;

	private final Deque<Instant> restarts = new ArrayDeque<>();

	private int inARow;

	private int configurationInARow;

	/**
	 * Create a full budget.
	 * @param policy the policy
	 * @param random the source of jitter, from 0 (inclusive) to 1 (exclusive)
	 */
	RestartBudget(RestartPolicy policy, DoubleSupplier random) {
		this.policy = policy;
		this.random = random;
	}

	/**
	 * Return whether an exit says that the instance is to stay stopped.
	 * @param exit the exit, which nobody had asked for
	 * @return whether it does
	 */
	boolean isStop(InstanceExit exit) {
		return exit.exitCode() != null && this.policy.stopExitCodes().contains(exit.exitCode());
	}

	/**
	 * Take one restart.
	 * @param kind what sort of failure it was
	 * @param now the time of the failure
	 * @param readySince since when the instance had been up, {@code null} if it was not
	 * @return how long to wait before the restart, {@code null} when the budget is spent
	 */
	@Nullable Duration tryRestart(FailureKind kind, Instant now, @Nullable Instant readySince) {
		if (readySince != null && !readySince.plus(this.policy.stableAfter()).isAfter(now)) {
			this.inARow = 0;
		}
		if (kind != FailureKind.CONFIGURATION || readySince != null) {
			this.configurationInARow = 0;
		}
		Instant windowStart = now.minus(this.policy.window());
		while (!this.restarts.isEmpty() && !this.restarts.peekFirst().isAfter(windowStart)) {
			this.restarts.removeFirst();
		}
		if (Math.max(this.restarts.size(), this.inARow) >= this.policy.maxRestarts()) {
			return null;
		}
		if (kind == FailureKind.CONFIGURATION && this.configurationInARow++ >= this.policy.maxConfigurationRestarts()) {
			return null;
		}
		this.restarts.addLast(now);
		return delay(this.inARow++);
	}

	/**
	 * Fill the budget again.
	 */
	void reset() {
		this.restarts.clear();
		this.inARow = 0;
		this.configurationInARow = 0;
	}

	private Duration delay(int doublings) {
		double factor = (1L << Math.min(doublings, MAX_DOUBLINGS)) * (0.8 + 0.4 * this.random.getAsDouble());
		double nanos = Math.min(this.policy.delay().toNanos() * factor, this.policy.maxDelay().toNanos());
		return Duration.ofNanos((long) nanos);
	}

}
