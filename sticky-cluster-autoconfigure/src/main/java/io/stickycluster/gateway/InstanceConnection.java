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
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.MalformedMessageException;
import io.stickycluster.http1.ServerConnectionCodec;

/**
 * A connection to an instance: with an exchange, or idle in its pool. Confined to its
 * event loop.
 */
final class InstanceConnection extends ChannelInboundHandlerAdapter {

	private final InstanceEndpoint endpoint;

	private final InstanceConnections pool;

	private final Channel channel;

	private @Nullable Exchange exchange;

	private long idleSince;

	InstanceConnection(Channel channel, InstanceEndpoint endpoint, InstanceConnections pool) {
		this.channel = channel;
		this.endpoint = endpoint;
		this.pool = pool;
	}

	Channel channel() {
		return this.channel;
	}

	InstanceEndpoint endpoint() {
		return this.endpoint;
	}

	long idleSince() {
		return this.idleSince;
	}

	void begin(Exchange exchange) {
		this.exchange = exchange;
	}

	/**
	 * End the exchange and go back to the pool.
	 */
	void release() {
		this.exchange = null;
		this.idleSince = System.nanoTime();
		this.channel.config().setAutoRead(true);
		this.pool.release(this);
	}

	/**
	 * End the exchange and the connection.
	 */
	void close() {
		this.exchange = null;
		this.channel.close();
	}

	/**
	 * Leave the connection to a tunnel.
	 * @param tunnel the tunnel, whose client is ready for bytes
	 */
	void upgrade(Tunnel tunnel) {
		this.exchange = null;
		this.pool.remove(this);
		this.channel.pipeline().replace(this, null, tunnel.instanceHandler());
		this.channel.pipeline().remove(ServerConnectionCodec.class);
		tunnel.start();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (this.exchange != null) {
			this.exchange.onInstanceRead(msg);
		}
		else {
			// nobody asked: not a connection to be trusted with a request
			ReferenceCountUtil.release(msg);
			ctx.close();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (this.exchange != null) {
			this.exchange.onInstanceReadComplete();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (this.exchange != null && ctx.channel().isWritable()) {
			this.exchange.onInstanceWritable();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		Exchange interrupted = this.exchange;
		this.exchange = null;
		this.pool.remove(this);
		if (interrupted != null) {
			interrupted.onInstanceClosed();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (this.exchange != null && cause instanceof MalformedMessageException) {
			this.exchange.onInstanceMalformed(cause);
		}
		ctx.close();
	}

}
