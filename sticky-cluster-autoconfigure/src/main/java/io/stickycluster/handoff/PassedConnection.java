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

import java.io.IOException;
import java.nio.channels.SocketChannel;

import io.netty.channel.Channel;

/**
 * A connection of a client as it reaches an instance. Whoever gets it makes one thing of
 * it, once.
 */
public interface PassedConnection {

	/**
	 * Make a channel of Netty of it.
	 * @param parent the server channel that it is to belong to
	 * @return the channel, which is not registered
	 */
	Channel toChannel(Channel parent);

	/**
	 * Make a channel of the JDK of it.
	 * @return the channel
	 * @throws IOException if that cannot be
	 */
	SocketChannel toSocketChannel() throws IOException;

	/**
	 * Give it back, before anything was read of it. The supervisor has it still.
	 */
	void giveBack();

}
