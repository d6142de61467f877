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
 * A feature in the supervisor that instances talk to over their links. Called by the
 * threads that read the links, those of several instances at the same time; must not
 * block.
 */
public interface PacketHandler {

	/**
	 * Return the channel of the feature.
	 * @return the channel
	 */
	LinkChannel channel();

	/**
	 * Told of each packet, in the order in which the instance has sent them.
	 * @param from the instance
	 * @param body what it has sent, which must not be changed
	 */
	void received(LinkPeer from, byte[] body);

	/**
	 * Told that an instance is gone.
	 * @param peer the instance
	 */
	void left(LinkPeer peer);

}
