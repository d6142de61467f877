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

import java.util.function.Consumer;

/**
 * The way of an instance's features to their counterparts in the supervisor.
 */
public interface PacketLink {

	/**
	 * Send a packet to the supervisor. Returns at once.
	 * @param packet the packet
	 * @return whether it will be sent, {@code false} when it was dropped because too much
	 * waits or the link is closed
	 */
	boolean trySend(LinkPacket packet);

	/**
	 * Set who gets the packets of a channel. The supervisor sends none before it has got
	 * one.
	 * @param channel the channel
	 * @param receiver is given each packet's body, in order, by the thread that reads the
	 * link; must not block
	 * @return ends that when run
	 */
	Runnable receive(LinkChannel channel, Consumer<byte[]> receiver);

	/**
	 * Set what is to be done when another supervisor has taken the instance over: what
	 * the former one was told it does not know.
	 * @param listener called by a thread that may send, but must not block
	 * @return ends that when run
	 */
	Runnable onReopened(Runnable listener);

}
