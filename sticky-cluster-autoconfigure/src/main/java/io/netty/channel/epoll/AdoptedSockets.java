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

package io.netty.channel.epoll;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;

/**
 * Makes channels of sockets that another process has accepted. The public constructor
 * knows no parent, and Reactor Netty's server wants one.
 */
public final class AdoptedSockets {

	private AdoptedSockets() {
	}

	/**
	 * Make a channel of a connected socket.
	 * @param parent the server channel that it is to belong to
	 * @param descriptor the socket's file descriptor, which the channel owns from now on
	 * @return the channel, which is not registered
	 */
	public static SocketChannel adopt(Channel parent, int descriptor) {
		LinuxSocket socket = new LinuxSocket(descriptor);
		return new EpollSocketChannel(parent, socket, socket.remoteAddress());
	}

}
