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

/**
 * {@link OperationPlan} that says why it was begun, because nobody has asked for it.
 */
final class ReasonedPlan implements OperationPlan {

	private final OperationPlan plan;

	private final String reason;

	ReasonedPlan(OperationPlan plan, String reason) {
		this.plan = plan;
		this.reason = reason;
	}

	@Override
	public Progress advance(Members members, Instant now) {
		Progress progress = this.plan.advance(members, now);
		return new Progress(progress.status(), progress.text() + ", because " + this.reason, progress.failure());
	}

}
