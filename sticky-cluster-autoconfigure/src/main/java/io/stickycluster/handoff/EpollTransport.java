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

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;

/**
 * Channels whose sockets can be copied to other processes, of Netty's native transport of
 * Linux. Apart, to be loaded only when that is there.
 */
final class EpollTransport implements AcceptTransport {

	@Override
	public IoHandlerFactory handlers() {
		return EpollIoHandler.newFactory();
	}

	@Override
	public ServerChannel serverChannel() {
		return new EpollServerSocketChannel();
	}

	@Override
	public boolean isCopying() {
		return true;
	}

}
