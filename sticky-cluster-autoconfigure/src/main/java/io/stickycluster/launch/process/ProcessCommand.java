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

import io.stickycluster.launch.LaunchRequest;

/**
 * How the process of an instance is started.
 */
@FunctionalInterface
public interface ProcessCommand {

	/**
	 * Prepare the start of an instance's process. Called on a thread that may block.
	 * @param request which instance, and where
	 * @return what to start
	 * @throws IOException if a file that the process needs cannot be written
	 */
	PreparedProcess prepare(LaunchRequest request) throws IOException;

}
