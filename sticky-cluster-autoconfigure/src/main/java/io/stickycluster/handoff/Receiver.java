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

import io.netty.channel.Channel;

/**
 * The way to the {@link ConnectionTaker} of one generation of an instance. Used on the
 * event loop of the {@link Dispatcher} unless it says otherwise.
 */
interface Receiver {

	/**
	 * Pass a connection on. What becomes of it is told later.
	 * @param id what the connection is called
	 * @param connection the connection, which is not registered
	 */
	void pass(int id, Channel connection);

	/**
	 * Return what was in progress when it was told last. Thread-safe.
	 * @return the counts
	 */
	TakerCounts counts();

	/**
	 * End what is open, see {@link ConnectionTaker#end}.
	 * @param webSocketCloseCode the status code of close frames
	 * @param spread over how long the ends are spread
	 */
	void end(int webSocketCloseCode, Duration spread);

}
