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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes the header of the PROXY protocol, version 1 or 2, from the beginning of a
 * connection that a trusted proxy opened, and makes the client that it names the
 * connection's other end. Every connection has to have one: a server that accepts
 * connections both with and without lets anybody say who he is (section 2 of HAProxy's
 * specification).
 */
final class ProxyProtocolReader extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(ProxyProtocolReader.class);

	/**
	 * What reactor-netty takes for the remote address of the requests that the supervisor
	 * answers.
	 */
	private static final AttributeKey<InetSocketAddress> OF_SERVER = AttributeKey
		.valueOf("remoteAddressFromProxyProtocol");

	private static final AttributeKey<InetSocketAddress> CLIENT = AttributeKey.valueOf(ProxyProtocolReader.class,
			"client");

	/**
	 * The specification says that a sender sends its header at once, and asks for a
	 * timeout of at least 3 seconds.
	 */
	private static final long TIMEOUT_SECONDS = 5;

	private final Predicate<InetAddress> trusted;

	private final Runnable admission;

	private @Nullable ScheduledFuture<?> timeout;

	/**
	 * Create a reader.
	 * @param trusted whose headers are believed
	 * @param admission what is to be done when the client is known
	 */
	private ProxyProtocolReader(Predicate<InetAddress> trusted, Runnable admission) {
		this.trusted = trusted;
		this.admission = admission;
	}

	/**
	 * Add a reader in front of everything else.
	 * @param pipeline the pipeline of a new connection
	 * @param trusted whose headers are believed
	 * @param admission what is to be done when the client is known
	 */
	static void addTo(ChannelPipeline pipeline, Predicate<InetAddress> trusted, Runnable admission) {
		ProxyProtocolReader reader = new ProxyProtocolReader(trusted, admission);
		pipeline.addFirst(new HAProxyMessageDecoder(), reader);
	}

	/**
	 * Return the other end of a connection: the client that a proxy named, or the peer.
	 * @param connection the connection
	 * @return the address, {@code null} when it has none
	 */
	static @Nullable InetSocketAddress remoteAddress(Channel connection) {
		InetSocketAddress named = connection.attr(CLIENT).get();
		if (named != null) {
			return named;
		}
		return (connection.remoteAddress() instanceof InetSocketAddress peer) ? peer : null;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.timeout = ctx.executor()
			.schedule(() -> reject(ctx, "no header came in time"), TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		if (ctx.channel().remoteAddress() instanceof InetSocketAddress peer && !this.trusted.test(peer.getAddress())) {
			reject(ctx, "the peer is none of 'sticky.cluster.trusted-proxies'");
			return;
		}
		ctx.fireChannelActive();
		// whoever comes behind may not be ready to read
		ctx.read();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (!(msg instanceof HAProxyMessage header)) {
			ctx.fireChannelRead(msg);
			return;
		}
		try {
			take(ctx.channel(), header);
		}
		finally {
			header.release();
		}
		this.admission.run();
		ctx.pipeline().remove(this);
		if (ctx.channel().isOpen()) {
			ctx.read();
		}
	}

	private static void take(Channel channel, HAProxyMessage header) {
		// a proxy that checks the gateway's health speaks for itself
		String source = (header.command() == HAProxyCommand.PROXY) ? header.sourceAddress() : null;
		InetAddress address = (source != null) ? ForwardedHeaders.parse(source) : null;
		if (address != null) {
			InetSocketAddress client = new InetSocketAddress(address, header.sourcePort());
			channel.attr(CLIENT).set(client);
			channel.attr(OF_SERVER).set(client);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		reject(ctx, String.valueOf(cause.getMessage()));
	}

	private static void reject(ChannelHandlerContext ctx, String reason) {
		logger.debug("Closed a connection from %s without a header of the PROXY protocol: %s"
			.formatted(ctx.channel().remoteAddress(), reason));
		ctx.close();
	}

}
