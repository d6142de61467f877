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

import java.time.Duration;

/**
 * The thread on which a supervisor decides. Tasks run one after the other, in the order
 * in which they came; none of them blocks.
 */
interface SupervisorLoop {

	/**
	 * Run a task soon. Never runs it within the call.
	 * @param task the task
	 * @return whether it was accepted, {@code false} once the loop is closed
	 */
	boolean execute(Runnable task);

	/**
	 * Run a task later, unless the loop is closed by then.
	 * @param task the task
	 * @param delay the delay
	 */
	void schedule(Runnable task, Duration delay);

	/**
	 * Accept no more tasks, drop those that are scheduled for later, and end the thread
	 * after the others. Never waits.
	 */
	void close();

}
