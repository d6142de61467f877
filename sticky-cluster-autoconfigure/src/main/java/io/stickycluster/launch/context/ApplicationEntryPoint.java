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

package io.stickycluster.launch.context;

/**
 * How the application is started in this JVM, exactly as its user starts it.
 */
@FunctionalInterface
public interface ApplicationEntryPoint {

	/**
	 * Start the application on the calling thread. Returns when the application's own
	 * {@code main} returns.
	 * @throws Exception whatever the application throws
	 */
	void run() throws Exception;

}
