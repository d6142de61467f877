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

import java.nio.channels.SocketChannel;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * {@link NioSocketChannel} whose socket can be given to somebody else.
 */
final class DetachableChannel extends NioSocketChannel {

	DetachableChannel(Channel parent, SocketChannel socket) {
		super(parent, socket);
	}

	/**
	 * Return the socket, which this channel leaves alone from now on.
	 * @return the socket
	 */
	SocketChannel detach() {
		return javaChannel();
	}

}
