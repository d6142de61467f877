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

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceState;

/**
 * {@link OperationPlan} that restarts one member after the other, each drained first, and
 * the next only when the former is up. It ends with the first one that does not come back
 * and leaves the rest running.
 */
final class RestartPlan implements OperationPlan {

	private final Deque<Member> waiting;

	private final int total;

	private final int readyBefore;

	private final String reason;

	private @Nullable Member current;

	private int generationBefore;

	/**
	 * Plan a restart.
	 * @param targets who is to be restarted, in this order
	 * @param readyBefore how many must be up before one that is up is taken down
	 * @param reason why, for the log
	 */
	RestartPlan(Collection<Member> targets, int readyBefore, String reason) {
		this.waiting = new ArrayDeque<>(targets);
		this.total = targets.size();
		this.readyBefore = readyBefore;
		this.reason = reason;
	}

	@Override
	public Progress advance(Members members, Instant now) {
		while (true) {
			Member member = this.current;
			if (member != null) {
				if (!isBack(member)) {
					return hasFailed(member) ? Progress.failed(text(), failure(member))
							: Progress.running(text() + ", instance " + member.index() + " in progress");
				}
				this.current = null;
			}
			Member next = this.waiting.peekFirst();
			if (next == null) {
				return Progress.completed(text());
			}
			if (next.is(InstanceState.UP) && members.ready() < this.readyBefore) {
				return awaitOthers(members);
			}
			this.waiting.removeFirst();
			begin(next, members.settings().drained());
		}
	}

	private Progress awaitOthers(Members members) {
		if (members.readyOrRecovering() < this.readyBefore) {
			return Progress.failed(text(), "Another instance was lost: only %d of %d instances are ready"
				.formatted(members.ready(), this.readyBefore));
		}
		return Progress.running(text() + ", waiting for others to come back");
	}

	private void begin(Member member, Farewell farewell) {
		this.current = member;
		this.generationBefore = member.generation();
		if (member.isRunning()) {
			member.end(Goal.UP, farewell, this.reason);
		}
		else if (!member.isQueued()) {
			member.start(this.reason);
		}
	}

	private boolean isBack(Member member) {
		return member.generation() > this.generationBefore && member.is(InstanceState.UP);
	}

	private boolean hasFailed(Member member) {
		// An old generation that dies while it drains is relaunched as well
		return member.isDownForGood()
				|| (member.generation() > this.generationBefore && member.is(InstanceState.BACKING_OFF));
	}

	private String failure(Member member) {
		return "Instance %d did not come back: %s".formatted(member.index(), member.whyDown());
	}

	private String text() {
		int done = this.total - this.waiting.size() - ((this.current != null) ? 1 : 0);
		return "%d of %d restarted".formatted(done, this.total);
	}

}
