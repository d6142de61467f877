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

package io.stickycluster.link;

/**
 * Is told what comes over a control link. Called by the link's own thread, in order; must
 * not block.
 */
public interface LinkListener {

	/**
	 * Told of the link before anything else.
	 * @param link the link
	 */
	default void opened(Link link) {
	}

	/**
	 * Told of each message.
	 * @param message the message
	 */
	void received(LinkMessage message);

	/**
	 * Told of each packet.
	 * @param packet the packet
	 */
	default void received(LinkPacket packet) {
	}

	/**
	 * Told last, once.
	 * @param reason why the link ended
	 */
	void closed(String reason);

}
