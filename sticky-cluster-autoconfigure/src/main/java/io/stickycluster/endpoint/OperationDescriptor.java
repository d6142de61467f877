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

package io.stickycluster.endpoint;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.InstanceRelease;
import io.stickycluster.supervisor.ClusterOperation;

/**
 * Description of an operation, as the endpoint shows it.
 *
 * @param id the operation's number
 * @param action what was asked for
 * @param index the instance that it was asked of, {@code null} for the whole cluster
 * @param status {@code RUNNING}, {@code COMPLETED}, {@code FAILED} or {@code CANCELLED}
 * @param startedAt when it was accepted
 * @param endedAt when it ended, {@code null} while it is running
 * @param progress what has been done or is waited for
 * @param failure why it failed, {@code null} when it did not
 * @param release which release it brings, {@code null} when that does not change
 */
public record OperationDescriptor(long id, String action, @Nullable Integer index, String status, Instant startedAt,
		@Nullable Instant endedAt, String progress, @Nullable String failure, @Nullable InstanceRelease release) {

	static OperationDescriptor of(ClusterOperation operation) {
		return new OperationDescriptor(operation.id(), operation.action(), operation.index(), operation.status().name(),
				operation.startedAt(), operation.endedAt(), operation.progress(),
				FailureSummary.of(operation.failure()), operation.release());
	}

}
