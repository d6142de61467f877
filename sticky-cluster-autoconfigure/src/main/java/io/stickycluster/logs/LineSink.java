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

package io.stickycluster.logs;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link LineWorker} writes lines to. Called on the worker's thread only; may
 * block.
 */
interface LineSink {

	/**
	 * Write lines.
	 * @param lines the lines in the order they were written, may be empty
	 * @param droppedBefore how many lines before them were lost
	 */
	void write(List<LogLine> lines, long droppedBefore);

	/**
	 * Return after which time without lines {@link #quiet()} is to be called.
	 * @return the time, {@code null} when there is nothing to wait for
	 */
	default @Nullable Duration quietAfter() {
		return null;
	}

	/**
	 * Write what was held back to see what follows.
	 */
	default void quiet() {
	}

}
