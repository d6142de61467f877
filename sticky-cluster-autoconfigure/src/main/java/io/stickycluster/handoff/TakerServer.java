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

package io.stickycluster.handoff;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What the servers of an instance that take connections are told.
 *
 * @param attachment lets the supervisor hand connections to a taker; what it returns ends
 * that when run
 * @param otherProcess whether the supervisor is in another process
 * @param tls whether the connections are encrypted
 * @param http2 whether they may be of HTTP/2
 */
public record TakerServer(Function<ConnectionTaker, Runnable> attachment, boolean otherProcess, boolean tls,
		boolean http2) {

	/**
	 * Keeps what a taker is attached by.
	 */
	static final class Attached {

		private @Nullable Runnable detach;

		synchronized void attach(TakerServer settings, ConnectionTaker taker) {
			this.detach = settings.attachment().apply(taker);
		}

		synchronized void detach() {
			if (this.detach != null) {
				this.detach.run();
				this.detach = null;
			}
		}

	}

}
