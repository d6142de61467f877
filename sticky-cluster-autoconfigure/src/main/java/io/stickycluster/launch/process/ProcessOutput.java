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

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where the output of an instance's process goes.
 */
interface ProcessOutput {

	/**
	 * Read a stream to its end on a thread of its own.
	 * @param output the stream
	 * @param threadName the thread's name
	 * @return completes at the end of the stream
	 */
	CompletionStage<Void> follow(InputStream output, String threadName);

	/**
	 * Return the last lines read.
	 * @param lines the largest number of lines
	 * @return the lines, the oldest first
	 */
	List<String> last(int lines);

}
