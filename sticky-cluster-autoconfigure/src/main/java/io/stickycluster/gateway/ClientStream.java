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
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.stickycluster.gateway.RequestPolicy.Decision;

/**
 * One stream of a client's HTTP/2 connection: a single request. One for the supervisor
 * makes this handler leave.
 */
final class ClientStream extends ChannelInboundHandlerAdapter implements ClientSide {

	private final Gateway gateway;

	private final Channel channel;

	private final Deadline deadline;

	private @Nullable Exchange exchange;

	private @Nullable ChannelFuture lastWrite;

	@SuppressWarnings("NullAway.Init")
	private ChannelHandlerContext ctx;

	ClientStream(Gateway gateway, Channel channel) {
		this.gateway = gateway;
		this.channel = channel;
		this.deadline = new Deadline(channel.eventLoop());
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.ctx = ctx;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof HttpRequest request) {
			begin(request);
		}
		else if (this.exchange != null && msg instanceof HttpContent content) {
			this.exchange.onClientContent(content);
		}
		else {
			ReferenceCountUtil.release(msg);
		}
	}

	private void begin(HttpRequest request) {
		Problem problem = RequestHead.check(request);
		Decision decision = (problem != null) ? Decision.HIDE : this.gateway.router().decide(request);
		if (decision == Decision.LOCAL) {
			this.ctx.pipeline().remove(this);
			this.ctx.fireChannelRead(request);
			return;
		}
		boolean complete = request instanceof FullHttpRequest;
		HttpRequest head = complete ? head((FullHttpRequest) request) : request;
		if (problem == null && this.gateway.isShuttingDown()) {
			problem = Problem.SHUTTING_DOWN;
		}
		else if (problem == null && decision == Decision.HIDE) {
			problem = Problem.HIDDEN;
		}
		if (problem != null) {
			answer(problem, complete);
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
		this.channel.config().setAutoRead(false);
		for (ExtensionHeaderNames name : ExtensionHeaderNames.values()) {
			head.headers().remove(name.text());
		}
		RelayRequest relayed = this.gateway.router().rewrite(head, this.channel.parent(), false);
		Exchange started = new Exchange(this.gateway, this, relayed);
		this.exchange = started;
		started.start();
		if (complete) {
			started.onClientContent(LastHttpContent.EMPTY_LAST_CONTENT);
		}
	}

	private void answer(Problem problem, boolean complete) {
		writeHead(problem.head(), complete);
		writeContent(problem.content());
		writeContent(LastHttpContent.EMPTY_LAST_CONTENT);
		flush();
		responseEnded(complete);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (this.exchange != null) {
			this.exchange.settle();
		}
		ctx.fireChannelReadComplete();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (this.exchange != null && this.channel.isWritable()) {
			this.exchange.onClientWritable();
		}
		ctx.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.deadline.close();
		Exchange interrupted = this.exchange;
		this.exchange = null;
		if (interrupted != null) {
			interrupted.cancel();
		}
		ctx.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		ctx.close();
	}

	@Override
	public Channel channel() {
		return this.channel;
	}

	@Override
	public Deadline deadline() {
		return this.deadline;
	}

	@Override
	public void readMore() {
		this.ctx.read();
	}

	@Override
	public void writeInformational(HttpResponse response) {
		this.ctx.writeAndFlush(new DefaultFullHttpResponse(response.protocolVersion(), response.status(),
				Unpooled.EMPTY_BUFFER, response.headers(), EmptyHttpHeaders.INSTANCE));
	}

	@Override
	public void writeHead(HttpResponse response, boolean requestComplete) {
		this.ctx.write(response);
	}

	@Override
	public void writeContent(HttpContent content) {
		this.lastWrite = this.ctx.write(content);
	}

	@Override
	public void flush() {
		this.ctx.flush();
	}

	@Override
	public void responseEnded(boolean requestComplete) {
		this.exchange = null;
		this.deadline.close();
		if (!requestComplete && this.lastWrite != null) {
			// tells the client that the rest of the request is of no use
			this.lastWrite.addListener(ChannelFutureListener.CLOSE);
		}
	}

	@Override
	public void abort() {
		this.exchange = null;
		this.ctx.close();
	}

	@Override
	public void upgrade(HttpResponse response, Tunnel tunnel) {
		throw new IllegalStateException("An HTTP/2 stream is not upgraded");
	}

}
