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

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A web server of an instance that takes connections which the supervisor has accepted.
 * Thread-safe; no method blocks.
 */
public interface ConnectionTaker {

	/**
	 * Take a connection, or give it back.
	 * @param connection the connection
	 * @param listener is told what becomes of it, on any thread
	 */
	void take(PassedConnection connection, Listener listener);

	/**
	 * Return what is in progress.
	 * @return the counts
	 */
	TakerCounts counts();

	/**
	 * End what is open: WebSockets with a close frame, connections that are idle, and all
	 * others with the response that is in progress.
	 * @param webSocketCloseCode the status code of the close frame
	 * @param spread over how long the ends of WebSockets are spread at random, 0 for at
	 * once
	 */
	void end(int webSocketCloseCode, Duration spread);

	/**
	 * Is told what becomes of a connection: that it was taken and, later, closed; or that
	 * it was given back.
	 */
	interface Listener {

		/**
		 * The instance has it, and has read nothing yet. Nor must it before the
		 * supervisor is sure to learn that, even if the instance ends at once: otherwise
		 * it would give the connection to another instance, which would wait for what was
		 * read here.
		 * @return completes when the connection may be read, on any thread
		 */
		CompletionStage<Void> taken();

		/**
		 * The instance does not take it.
		 */
		void givenBack();

		/**
		 * It has ended.
		 */
		void closed();

	}

}
