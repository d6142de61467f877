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

package io.stickycluster.launch.process;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * A process that runs, as {@link WatchedProcess} has to know it.
 */
interface LiveProcess {

	/**
	 * Return the process.
	 * @return its handle, {@code null} when it has just ended
	 */
	@Nullable ProcessHandle handle();

	/**
	 * Return what the process writes. To be called once.
	 * @return its output
	 * @throws IOException if it cannot be read
	 */
	InputStream output() throws IOException;

	/**
	 * Wait for the end of the process.
	 * @return its exit code, {@code null} when that is not to be learned
	 * @throws InterruptedException if the thread was interrupted
	 */
	@Nullable Integer awaitEnd() throws InterruptedException;

	/**
	 * Note that nothing more is written to the output, which then ends.
	 */
	void endOutput();

	/**
	 * Release what is held of the process.
	 * @param left whether it lives on, for the next supervisor
	 * @throws IOException if that fails
	 */
	void release(boolean left) throws IOException;

}
