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

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

import io.stickycluster.gateway.RequestPolicy.Decision;

/**
 * One stream of a client's HTTP/2 connection: a single request. One for the supervisor
 * makes this handler leave.
 */
final class ClientStream extends RelayingHandler {

	private final Gateway gateway;

	private final Http2StreamChannel channel;

	private @Nullable ChannelFuture lastWrite;

	private @Nullable WebSocketHandshake handshake;

	ClientStream(Gateway gateway, Http2StreamChannel channel) {
		super(channel);
		this.gateway = gateway;
		this.channel = channel;
	}

	/**
	 * Learn that the request that comes next is to open a WebSocket.
	 */
	void becomeWebSocket() {
		this.handshake = new WebSocketHandshake();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof HttpRequest request) {
			begin(request);
			this.gateway.newcomers().remove(this.channel.parent());
		}
		else if (exchange() != null && this.handshake != null) {
			// whoever speaks before the WebSocket is open does not know how to
			ReferenceCountUtil.release(msg);
			ctx.close();
		}
		else if (exchange() != null && msg instanceof HttpContent content) {
			exchange().onClientContent(content);
		}
		else {
			ReferenceCountUtil.release(msg);
		}
	}

	private void begin(HttpRequest request) {
		Problem problem = RequestHead.check(request);
		if (problem != null) {
			this.gateway.refusals().count(Refusals.Reason.of(problem));
		}
		Decision decision = (problem != null) ? Decision.HIDE : this.gateway.router().decide(request);
		if (decision == Decision.LOCAL && this.handshake == null) {
			context().pipeline().remove(this);
			context().fireChannelRead(request);
			return;
		}
		boolean complete = request instanceof FullHttpRequest;
		HttpRequest head = complete ? head((FullHttpRequest) request) : request;
		if (problem == null && this.gateway.isShuttingDown()) {
			problem = Problem.SHUTTING_DOWN;
		}
		else if (problem == null && decision != Decision.RELAY) {
			problem = Problem.HIDDEN;
		}
		Answer answer = (problem != null) ? problem : MaxForwards.take(head);
		if (answer != null) {
			answer(answer, complete);
			return;
		}
		relay(head, complete);
	}

	private static HttpRequest head(FullHttpRequest request) {
		HttpRequest head = new DefaultHttpRequest(request.protocolVersion(), request.method(), request.uri(),
				request.headers());
		request.release();
		return head;
	}

	private void relay(HttpRequest head, boolean complete) {
		this.gateway.opened(this.channel);
		this.channel.config().setAutoRead(false);
		for (ExtensionHeaderNames name : ExtensionHeaderNames.values()) {
			head.headers().remove(name.text());
		}
		boolean webSocket = this.handshake != null;
		if (this.handshake != null) {
			this.handshake.ask(head.headers());
		}
		RelayRequest relayed = this.gateway.router().rewrite(head, this.channel.parent(), webSocket);
		Exchange started = relay(this.gateway, relayed);
		if (complete || webSocket) {
			started.onClientContent(LastHttpContent.EMPTY_LAST_CONTENT);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		Exchange current = exchange();
		if (current != null) {
			current.settle();
		}
		ctx.fireChannelReadComplete();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		ctx.close();
	}

	@Override
	public void readMore() {
		context().read();
	}

	@Override
	public void writeInformational(HttpResponse response) {
		context().writeAndFlush(new DefaultFullHttpResponse(response.protocolVersion(), response.status(),
				Unpooled.EMPTY_BUFFER, response.headers(), EmptyHttpHeaders.INSTANCE));
	}

	@Override
	public void writeHead(HttpResponse response, boolean requestComplete) {
		if (this.handshake != null) {
			WebSocketHandshake.refuse(response);
		}
		context().write(response);
	}

	@Override
	public void writeContent(HttpContent content) {
		this.lastWrite = context().write(content);
	}

	@Override
	public void responseEnded(boolean requestComplete) {
		exchangeEnded();
		deadline().close();
		if ((!requestComplete || this.handshake != null) && this.lastWrite != null) {
			// tells the client that the rest of the request is of no use
			this.lastWrite.addListener(ChannelFutureListener.CLOSE);
		}
	}

	@Override
	public void abort() {
		exchangeEnded();
		context().close();
	}

	@Override
	public boolean accepts(HttpResponse response) {
		return this.handshake != null && this.handshake.isAnsweredBy(response);
	}

	@Override
	public void upgrade(HttpResponse response, Tunnel tunnel) {
		exchangeEnded();
		context().writeAndFlush(WebSocketHandshake.opened(response));
		ChannelPipeline pipeline = this.channel.pipeline();
		pipeline.addBefore(context().name(), null, new WebSocketStream());
		pipeline.replace(this, null, tunnel.clientHandler());
		pipeline.remove(NettyPipeline.H2ToHttp11Codec);
	}

}
