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
package io.stickycluster.session;

/**
 * Limits of a {@link SessionStore}.
 *
 * @param maxSessions how many sessions it holds
 * @param maxBytes how large they may be together, in bytes
 * @param maxSessionBytes how large one may be, in bytes
 */
public record SessionLimits(int maxSessions, long maxBytes, long maxSessionBytes) {

	public SessionLimits {
		if (maxSessions < 1 || maxSessionBytes < 1 || maxBytes < maxSessionBytes) {
			throw new IllegalArgumentException("No session fits in %d sessions, %d bytes, %d each"
				.formatted(maxSessions, maxBytes, maxSessionBytes));
		}
	}

}
