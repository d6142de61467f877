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
import java.util.List;

import io.stickycluster.instance.InstanceState;

/**
 * {@link OperationPlan} that waits until members that were started are up. It fails with
 * the first failure of any of them, and leaves it to the restart budget what comes then.
 */
final class LaunchPlan implements OperationPlan {

	private final List<Member> launched;

	/**
	 * Start members.
	 * @param members members that do not run
	 */
	LaunchPlan(List<Member> members) {
		this.launched = List.copyOf(members);
		this.launched.forEach((member) -> member.start("start requested"));
	}

	@Override
	public Progress advance(Members members, Instant now) {
		int up = 0;
		for (Member member : this.launched) {
			if (member.is(InstanceState.BACKING_OFF) || member.isDownForGood()) {
				return Progress.failed("%d of %d up".formatted(up, this.launched.size()),
						"Instance %d did not start: %s".formatted(member.index(), member.whyDown()));
			}
			if (member.is(InstanceState.UP) || member.is(InstanceState.DRAINING)) {
				up++;
			}
		}
		String text = "%d of %d up".formatted(up, this.launched.size());
		return (up == this.launched.size()) ? Progress.completed(text) : Progress.running(text);
	}

}
