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

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceRelease;
import io.stickycluster.supervisor.OperationPlan.Progress;

/**
 * What became of a {@link ClusterCommand} so far.
 *
 * @param id the operation's number, unique within its supervisor
 * @param action what was asked for
 * @param index the instance that it was asked of, {@code null} for the whole cluster
 * @param status how it stands
 * @param startedAt when it was accepted
 * @param endedAt when it ended, {@code null} while it is running
 * @param progress what has been done or is waited for, in words for an operator
 * @param failure why it failed or was overtaken, {@code null} when it did not
 * @param release which release it brings, {@code null} when that does not change
 */
public record ClusterOperation(long id, String action, @Nullable Integer index, Status status, Instant startedAt,
		@Nullable Instant endedAt, String progress, @Nullable String failure, @Nullable InstanceRelease release) {

	/**
	 * Return this operation as it stands now.
	 */
	ClusterOperation with(Progress progress, @Nullable Instant endedAt) {
		return new ClusterOperation(this.id, this.action, this.index, progress.status(), this.startedAt, endedAt,
				progress.text(), progress.failure(), this.release);
	}

	/**
	 * Return whether nothing more will become of it.
	 * @return whether it has ended
	 */
	public boolean isFinished() {
		return this.status != Status.RUNNING;
	}

	@Override
	public String toString() {
		String target = (this.index != null) ? " of instance " + this.index : "";
		return "%s%s (operation %d, %s)".formatted(this.action, target, this.id, this.progress);
	}

	/**
	 * How an operation stands.
	 */
	public enum Status {

		/**
		 * In progress.
		 */
		RUNNING,

		/**
		 * Done.
		 */
		COMPLETED,

		/**
		 * Ended without its aim, and left the rest as it was.
		 */
		FAILED,

		/**
		 * Overtaken by a stop of the whole cluster.
		 */
		CANCELLED

	}

}
