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

/**
 * The change of one index to another generation. Confined to the supervisor's thread.
 */
interface Replacement {

	/**
	 * Return the member that takes new clients once the index has changed.
	 * @return the member
	 */
	Member next();

	/**
	 * Order what comes next.
	 * @param now the time
	 */
	void advance(Instant now);

	/**
	 * Say why the new generation is no good.
	 * @return the reason, {@code null} while nothing is wrong
	 */
	@Nullable String failure();

	/**
	 * Return since when the new generation takes new clients.
	 * @return the time, {@code null} while it does not
	 */
	@Nullable Instant switchedAt();

	/**
	 * Give up the old generation, which is not waited for any longer.
	 */
	void letGo();

	/**
	 * Return whether nothing is in the middle, so that the next index may change.
	 * @return whether others may begin
	 */
	boolean isSettled();

	boolean isDone();

	/**
	 * Go back to the old generation, as far as that can be done.
	 */
	void rollBack();

	/**
	 * Order what comes next on the way back.
	 * @param now the time
	 * @return whether it has ended, however it did
	 */
	boolean advanceRollback(Instant now);

	/**
	 * Say how the way back went.
	 * @return what is not as before, {@code null} when all is
	 */
	@Nullable String rollbackProblem();

	/**
	 * Say how far it is.
	 * @return a few words
	 */
	String progress();

}
