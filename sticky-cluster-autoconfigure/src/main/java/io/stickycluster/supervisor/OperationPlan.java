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

import org.jspecify.annotations.Nullable;

import io.stickycluster.launch.Release;
import io.stickycluster.supervisor.ClusterOperation.Status;

/**
 * How an operation gets from where the members are to where they should be. Looks at the
 * members after each event and orders the next step; holds no thread and waits for
 * nothing.
 */
interface OperationPlan {

	/**
	 * Order what comes next.
	 * @param members the members as they are
	 * @param now the time
	 * @return how far it is
	 */
	Progress advance(Members members, Instant now);

	/**
	 * Go on although the time has not come for it.
	 * @throws IllegalCommandException if it does not wait for anybody
	 */
	default void proceed() {
		throw new IllegalCommandException("This operation waits for nobody", List.of());
	}

	/**
	 * Undo what was done.
	 * @throws IllegalCommandException if that cannot be done
	 */
	default void abort() {
		throw new IllegalCommandException("This operation cannot be aborted", List.of());
	}

	/**
	 * Learn that another operation has overtaken this one.
	 */
	default void cancel() {
	}

	/**
	 * Return what instances are launched of once it is done.
	 * @return the release, {@code null} when that does not change
	 */
	default @Nullable Release newRelease() {
		return null;
	}

	/**
	 * How far a plan is.
	 *
	 * @param status whether it goes on
	 * @param text what was done or is waited for
	 * @param failure why it failed
	 */
	record Progress(Status status, String text, @Nullable String failure) {

		static Progress running(String text) {
			return new Progress(Status.RUNNING, text, null);
		}

		static Progress completed(String text) {
			return new Progress(Status.COMPLETED, text, null);
		}

		static Progress failed(String text, String failure) {
			return new Progress(Status.FAILED, text, failure);
		}

	}

}
