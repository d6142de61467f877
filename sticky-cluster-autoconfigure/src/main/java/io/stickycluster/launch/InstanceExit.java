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

package io.stickycluster.launch;

import org.jspecify.annotations.Nullable;

import io.stickycluster.instance.FailureKind;

/**
 * How an instance ended.
 *
 * @param requested whether the end was asked for by {@link InstanceHandle#requestStop()},
 * {@link InstanceHandle#terminate()} or {@link InstanceHandle#kill()}
 * @param kind what sort of failure ended it, or {@code null} when nothing went wrong
 * @param failure what went wrong, in words for an operator, or {@code null} when nothing
 * did
 * @param cause the exception behind it, or {@code null} when there is none or it lives in
 * another process
 * @param exitCode the exit code of its process, 128 plus the signal's number if a signal
 * ended it, or {@code null} when it had no process of its own
 */
public record InstanceExit(boolean requested, @Nullable FailureKind kind, @Nullable String failure,
		@Nullable Throwable cause, @Nullable Integer exitCode) {

	public InstanceExit {
		if ((kind == null) != (failure == null)) {
			throw new IllegalArgumentException("'kind' (%s) and 'failure' (%s) go together".formatted(kind, failure));
		}
	}

	/**
	 * Return the exit of an instance that ended as it was asked to.
	 * @param exitCode the exit code of its process, or {@code null} if it had none
	 * @return the exit
	 */
	public static InstanceExit requested(@Nullable Integer exitCode) {
		return new InstanceExit(true, null, null, null, exitCode);
	}

	/**
	 * Return the exit of an instance without a process of its own that nobody had asked
	 * to end.
	 * @param kind what sort of failure ended it
	 * @param failure what went wrong
	 * @param cause the exception behind it, or {@code null}
	 * @return the exit
	 */
	public static InstanceExit failed(FailureKind kind, String failure, @Nullable Throwable cause) {
		return new InstanceExit(false, kind, failure, cause, null);
	}

}
