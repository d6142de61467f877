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

package io.stickycluster.gateway;

import java.util.concurrent.CompletionStage;

import io.netty.channel.EventLoop;

/**
 * Something open-ended between a client and an instance: an upgraded connection or an
 * event stream. Thread-safe.
 */
interface OpenStream {

	/**
	 * Return the event loop that the stream lives on.
	 * @return the event loop
	 */
	EventLoop eventLoop();

	/**
	 * End the stream in an orderly way, or by force after a while.
	 * @param webSocketCloseCode the status code of a WebSocket's close frame
	 */
	void close(int webSocketCloseCode);

	/**
	 * Return when the stream ends, for whatever reason.
	 * @return a stage that completes when the stream has ended
	 */
	CompletionStage<Void> whenClosed();

}
