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

package io.stickycluster.systemd;

import java.net.SocketAddress;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Lets a server accept connections from when it thinks that it binds the socket, which is
 * bound already, until it is told to stop.
 */
final class ListenerGate extends ChannelOutboundHandlerAdapter {

	private volatile boolean open;

	@Override
	public void bind(ChannelHandlerContext ctx, SocketAddress localAddress, ChannelPromise promise) {
		this.open = true;
		promise.setSuccess();
		ctx.channel().config().setAutoRead(true);
	}

	@Override
	public void read(ChannelHandlerContext ctx) {
		if (this.open) {
			ctx.read();
		}
	}

	void close() {
		this.open = false;
	}

}
