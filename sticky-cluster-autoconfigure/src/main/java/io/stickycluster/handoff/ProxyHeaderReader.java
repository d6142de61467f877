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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, from the beginning of a
 * connection, and not a byte more: what comes behind it is for the instance. Every
 * connection has to have one.
 */
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(ProxyHeaderReader.class);

	/**
	 * The specification asks for 3 seconds at least.
	 */
	private static final long TIMEOUT_SECONDS = 5;

	private final ProxyHeaderBytes bytes;

	private final Consumer<@Nullable InetAddress> consumer;

	private @Nullable ScheduledFuture<?> timeout;

	private boolean done;

	private ProxyHeaderReader(ProxyHeaderBytes bytes, Consumer<@Nullable InetAddress> consumer) {
		this.bytes = bytes;
		this.consumer = consumer;
	}

	/**
	 * Read the header.
	 * @param connection a new connection
	 * @param loop the event loop that it is read on
	 * @param trusted whose header is believed
	 * @param consumer is given the client's address, or {@code null} when the connection
	 * is of no use; the connection is not registered then
	 */
	static void read(Channel connection, EventLoop loop, Predicate<InetAddress> trusted,
			Consumer<@Nullable InetAddress> consumer) {
		if (!(connection.remoteAddress() instanceof InetSocketAddress peer) || !trusted.test(peer.getAddress())) {
			logger.debug("%s is none of 'sticky.cluster.trusted-proxies'".formatted(connection.remoteAddress()));
			consumer.accept(null);
			return;
		}
		ProxyHeaderBytes bytes = new ProxyHeaderBytes();
		connection.config().setAutoRead(false).setRecvByteBufAllocator(bytes);
		ProxyHeaderReader reader = new ProxyHeaderReader(bytes, consumer);
		connection.pipeline().addLast(reader, new HAProxyMessageDecoder(), reader.new Header(peer.getAddress()));
		loop.register(connection).addListener((registered) -> {
			if (!registered.isSuccess()) {
				consumer.accept(null);
			}
		});
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.timeout = ctx.executor()
			.schedule(() -> end(ctx, null, "it did not come in time"), TIMEOUT_SECONDS, TimeUnit.SECONDS);
		ctx.read();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.bytes.received((ByteBuf) msg);
		ctx.fireChannelRead(msg);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (!this.done) {
			if (this.bytes.missing() > 0) {
				ctx.read();
			}
			else {
				end(ctx, null, "it is not valid");
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		end(ctx, null, "the peer has closed the connection");
	}

	private void end(ChannelHandlerContext ctx, @Nullable InetAddress client, String reason) {
		if (this.done) {
			return;
		}
		this.done = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
		if (client == null) {
			logger
				.debug("No header of the PROXY protocol from %s: %s".formatted(ctx.channel().remoteAddress(), reason));
		}
		ctx.channel().deregister().addListener((deregistered) -> this.consumer.accept(client));
	}

	/**
	 * Takes the header when it is decoded.
	 */
	private final class Header extends ChannelInboundHandlerAdapter {

		private final InetAddress peer;

		Header(InetAddress peer) {
			this.peer = peer;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) throws UnknownHostException {
			HAProxyMessage header = (HAProxyMessage) msg;
			try {
				// a proxy that checks health speaks for itself
				String source = (header.command() == HAProxyCommand.PROXY) ? header.sourceAddress() : null;
				byte[] address = (source != null) ? NetUtil.createByteArrayFromIpAddressString(source) : null;
				end(ctx, (address != null) ? InetAddress.getByAddress(address) : this.peer, "");
			}
			finally {
				header.release();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			end(ctx, null, String.valueOf(cause.getMessage()));
		}

	}

}
