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

/**
 * What is in progress on the connections that an instance has taken.
 *
 * @param requests requests whose response has not ended
 * @param webSockets open WebSockets
 * @param recent connections without a request that were taken or used a moment ago, so
 * that one may be on its way
 */
public record TakerCounts(int requests, int webSockets, int recent) {

	/**
	 * Nothing.
	 */
	public static final TakerCounts NONE = new TakerCounts(0, 0, 0);

	/**
	 * Return whether the instance may end: for requests in progress it waits by itself.
	 * @return whether there is neither a WebSocket nor a connection in use
	 */
	boolean isEnded() {
		return this.webSockets == 0 && this.recent == 0;
	}

}
