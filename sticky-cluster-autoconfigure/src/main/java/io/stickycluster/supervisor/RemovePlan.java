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

/**
 * {@link OperationPlan} that drains members, ends them and forgets them.
 */
final class RemovePlan implements OperationPlan {

	private final List<Member> leaving;

	/**
	 * Begin to drain members.
	 * @param members who is to leave
	 * @param farewell how
	 */
	RemovePlan(List<Member> members, Farewell farewell) {
		this.leaving = List.copyOf(members);
		this.leaving.forEach((member) -> member.end(Goal.GONE, farewell, "scale down"));
	}

	@Override
	public Progress advance(Members members, Instant now) {
		long gone = this.leaving.stream().filter(Member::isGone).count();
		String text = "%d of %d removed".formatted(gone, this.leaving.size());
		return (gone == this.leaving.size()) ? Progress.completed(text) : Progress.running(text);
	}

}
