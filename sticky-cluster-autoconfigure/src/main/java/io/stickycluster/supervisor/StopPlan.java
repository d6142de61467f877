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
import java.util.Collection;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * {@link OperationPlan} that stops members one after the other within a time. None of
 * them is launched again from the moment on that the plan is made; each gets an even
 * share of the time that is left.
 */
final class StopPlan implements OperationPlan {

	private final Deque<Member> waiting;

	private final int total;

	private final int closeCode;

	private final Instant deadline;

	private final String reason;

	private @Nullable Member current;

	/**
	 * Begin to stop members.
	 * @param targets who is to stop, in this order
	 * @param closeCode the code that streams are closed with
	 * @param deadline when all must have ended
	 * @param reason why, for the log
	 */
	StopPlan(Collection<Member> targets, int closeCode, Instant deadline, String reason) {
		this.waiting = new ArrayDeque<>(targets);
		this.total = targets.size();
		this.closeCode = closeCode;
		this.deadline = deadline;
		this.reason = reason;
		targets.forEach((member) -> member.unwant(reason));
		if (this.total > 1) {
			// All clients are told before the first instance goes
			targets.forEach((member) -> member.closeStreams(closeCode));
		}
	}

	@Override
	public Progress advance(Members members, Instant now) {
		while (this.current == null || !this.current.isRunning()) {
			this.current = this.waiting.pollFirst();
			if (this.current == null) {
				return Progress.completed("%d of %d stopped".formatted(this.total, this.total));
			}
			if (this.current.isRunning()) {
				this.current.end(Goal.DOWN, Farewell.within(this.closeCode, share(now)), this.reason);
			}
		}
		int done = this.total - this.waiting.size() - 1;
		return Progress
			.running("%d of %d stopped, instance %d in progress".formatted(done, this.total, this.current.index()));
	}

	private Duration share(Instant now) {
		Duration left = Duration.between(now, this.deadline);
		return left.isNegative() ? Duration.ZERO : left.dividedBy(this.waiting.size() + 1);
	}

}
