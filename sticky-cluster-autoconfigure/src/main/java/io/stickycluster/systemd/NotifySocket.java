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

package io.stickycluster.systemd;

import java.util.concurrent.CompletionStage;

/**
 * Where messages for the service manager go.
 */
interface NotifySocket extends AutoCloseable {

	/**
	 * Send a message. Never blocks.
	 * @param message the lines of the message
	 * @return a stage that completes when the message was sent, or could not be
	 */
	CompletionStage<Void> send(String message);

	/**
	 * Run a task again and again, on a thread that must not be blocked, until this is
	 * closed.
	 * @param task the task
	 * @param intervalMicros the time between two runs
	 */
	void repeat(Runnable task, long intervalMicros);

	/**
	 * Send no more. What is on its way may still arrive. Never blocks.
	 */
	@Override
	void close();

}
