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
 * An instance at the other end of a link, as a feature in the supervisor sees it.
 */
public interface LinkPeer {

	/**
	 * Return which instance it is.
	 * @return its index
	 */
	int index();

	/**
	 * Send a packet to the instance, once it has sent one of this channel: before, it may
	 * be of a version that knows none. Returns at once.
	 * @param packet the packet
	 * @return whether it will be sent, {@code false} when it was dropped because too much
	 * waits or the link is closed
	 */
	boolean trySend(LinkPacket packet);

}
