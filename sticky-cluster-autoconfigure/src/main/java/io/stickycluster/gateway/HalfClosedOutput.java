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

package io.stickycluster.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/**
 * Lets everything be written to a client that has ended its direction. Netty 4.2.15's
 * epoll transport takes a channel that waits for nothing out of the kernel's list and
 * then cannot wait for it to become writable any more; so the channel is registered anew
 * before each flush. Confined to its event loop.
 */
final class HalfClosedOutput extends ChannelOutboundHandlerAdapter {

	private static final String EPOLL = "io.netty.channel.epoll.EpollSocketChannel";

	private boolean registering;

	private boolean flushAgain;

	/**
	 * Return whether a channel needs this.
	 * @param channel the channel
	 * @return whether it is one of the epoll transport
	 */
	static boolean isNeededBy(Channel channel) {
		return channel.getClass().getName().equals(EPOLL);
	}

	@Override
	public void flush(ChannelHandlerContext ctx) {
		if (this.registering) {
			this.flushAgain = true;
			return;
		}
		this.registering = true;
		ctx.channel().config().setAutoRead(false);
		ctx.deregister().addListener((deregistered) -> {
			if (ctx.channel().isOpen()) {
				ChannelFuture registration = ctx.channel().eventLoop().register(ctx.channel());
				registration.addListener((registered) -> registered(ctx, registered.isSuccess()));
			}
		});
	}

	private void registered(ChannelHandlerContext ctx, boolean success) {
		this.registering = false;
		if (!success) {
			ctx.channel().unsafe().closeForcibly();
			return;
		}
		ctx.flush();
		if (this.flushAgain) {
			this.flushAgain = false;
			ctx.flush();
		}
	}

}
