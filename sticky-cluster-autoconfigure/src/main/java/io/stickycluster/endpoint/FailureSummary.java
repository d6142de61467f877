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

import org.jspecify.annotations.Nullable;

/**
 * The part of a failure that anybody may read: its first line. The rest may have values
 * of the configuration and lines of the log in it.
 */
final class FailureSummary {

	private FailureSummary() {
	}

	/**
	 * Cut a failure down.
	 * @param failure the failure, or {@code null} for none
	 * @return its first line that is not blank, {@code null} for none
	 */
	static @Nullable String of(@Nullable String failure) {
		return (failure != null) ? failure.strip().lines().findFirst().orElse("").strip() : null;
	}

}
