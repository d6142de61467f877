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

import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Puts the gateway's handlers to the codecs of a server, wherever these come to be: in a
 * new connection, after the protocol was negotiated, in an HTTP/2 stream.
 */
final class GatewayInstaller {

	private static final String NAME = "stickyGateway";

	private final Gateway gateway;

	GatewayInstaller(Gateway gateway) {
		this.gateway = gateway;
	}

	HttpServer install(HttpServer server) {
		return server.doOnChannelInit((observer, channel, address) -> initConnection(channel))
			.childObserve(this::initStream);
	}

	private void initConnection(Channel channel) {
		if (!admit(channel)) {
			return;
		}
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
			pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, null, new Negotiated());
		}
		else {
			addToConnection(pipeline);
		}
	}

	private boolean admit(Channel channel) {
		if (!this.gateway.clientConnections().admit(channel)) {
			return false;
		}
		this.gateway.newcomers().add(channel);
		if (this.gateway.settings().clients().proxyProtocol().accept()) {
			ProxyProtocolReader.addTo(channel.pipeline(), this.gateway.router()::isTrusted, () -> admitClient(channel));
			return true;
		}
		return admitClient(channel);
	}

	private boolean admitClient(Channel channel) {
		InetSocketAddress client = ProxyProtocolReader.remoteAddress(channel);
		// a proxy connects for many clients
		return client == null || this.gateway.router().isTrusted(client.getAddress())
				|| this.gateway.clientConnections().admit(channel, client.getAddress());
	}

	/**
	 * Add the handler in front of the codec, and what watches the server's own responses
	 * behind it. There is no such thing on an HTTP/2 connection.
	 * @param pipeline the connection's pipeline
	 */
	private void addToConnection(ChannelPipeline pipeline) {
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) == null) {
			return;
		}
		ClientConnection connection = new ClientConnection(this.gateway, pipeline.channel());
		if (pipeline.get(NettyPipeline.H2CUpgradeHandler) != null) {
			pipeline.addBefore(NettyPipeline.H2CUpgradeHandler, NAME, connection)
				.addBefore(NAME, null, new PriorKnowledge(connection));
		}
		else {
			pipeline.addBefore(NettyPipeline.HttpCodec, NAME, connection);
		}
		boolean compression = pipeline.get(NettyPipeline.CompressionHandler) != null;
		pipeline.addBefore(compression ? NettyPipeline.CompressionHandler : NettyPipeline.HttpTrafficHandler, null,
				connection.localServer().responses());
	}

	private void initStream(Connection connection, ConnectionObserver.State state) {
		if (state == ConnectionObserver.State.CONNECTED && connection.channel() instanceof Http2StreamChannel stream) {
			ClientStream handler = new ClientStream(this.gateway, stream);
			stream.pipeline()
				.addBefore(NettyPipeline.H2ToHttp11Codec, null, new ExtendedConnect(handler))
				.addAfter(NettyPipeline.H2ToHttp11Codec, NAME, handler);
		}
	}

	/**
	 * Waits until the protocol of a TLS connection was negotiated.
	 */
	private final class Negotiated extends ChannelInboundHandlerAdapter {

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
			if (evt instanceof SslHandshakeCompletionEvent) {
				install(ctx);
			}
			ctx.fireUserEventTriggered(evt);
		}

		/**
		 * What was received together with the end of the handshake may come first.
		 */
		@Override
		public void channelRead(ChannelHandlerContext ctx, Object msg) {
			install(ctx);
			ctx.fireChannelRead(msg);
		}

		private void install(ChannelHandlerContext ctx) {
			addToConnection(ctx.pipeline());
			ctx.pipeline().remove(this);
		}

	}

}
