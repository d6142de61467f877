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
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

import io.stickycluster.http1.MessageWriter;

/**
 * The supervisor's own server behind a client's connection. It gets the bytes of the
 * requests that are for it, one request at a time, and nothing of the others. Confined to
 * the connection's event loop.
 */
final class LocalServer {

	private final Channel channel;

	private final Runnable onComplete;

	private final Runnable onSwitch;

	private final Responses responses = new Responses();

	@SuppressWarnings("NullAway.Init")
	private MessageWriter writer;

	@SuppressWarnings("NullAway.Init")
	private ChannelHandlerContext ctx;

	private @Nullable RequestTurn turn;

	private boolean requestComplete;

	private boolean responseBegun;

	private boolean silenced;

	/**
	 * Create the server's side of a connection.
	 * @param channel the connection
	 * @param onComplete runs when a request and its response have ended
	 * @param onSwitch runs when the server has switched to another protocol
	 */
	LocalServer(Channel channel, Runnable onComplete, Runnable onSwitch) {
		this.channel = channel;
		this.onComplete = onComplete;
		this.onSwitch = onSwitch;
	}

	/**
	 * Return the handler that is to be behind the server's codec.
	 * @return the handler
	 */
	ChannelHandler responses() {
		return this.responses;
	}

	void begin(ChannelHandlerContext ctx) {
		this.ctx = ctx;
		this.writer = new MessageWriter(ctx.alloc(), ctx::fireChannelRead);
		removeIdleTimeout();
	}

	/**
	 * Let the server answer a request.
	 * @param request the request, which is changed
	 * @param turn its turn
	 */
	void request(HttpRequest request, RequestTurn turn) {
		this.turn = turn;
		this.requestComplete = false;
		this.responseBegun = false;
		if (request.headers().containsValue(HttpHeaderNames.UPGRADE, "h2c", true)) {
			// RFC 9113 has dropped it
			request.headers().remove(HttpHeaderNames.UPGRADE);
		}
		if (!turn.isKeepAlive()) {
			request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		}
		this.writer.request(request);
		pass();
	}

	void content(HttpContent content) {
		boolean last = content instanceof LastHttpContent;
		this.requestComplete = last;
		this.writer.content(content);
		pass();
		if (last) {
			endIfComplete();
		}
	}

	private void pass() {
		this.writer.drain();
		this.ctx.fireChannelReadComplete();
	}

	private void endIfComplete() {
		if (this.turn == null && this.requestComplete) {
			this.onComplete.run();
		}
	}

	/**
	 * Keep the server from answering the request, if it is not too late for that.
	 * @return whether nothing of an answer has been written
	 */
	boolean silence() {
		this.silenced = !this.responseBegun;
		return this.silenced;
	}

	boolean isSilenced() {
		return this.silenced;
	}

	/**
	 * The server's idle timeout would end responses that pause, and is set again by
	 * handlers that take the connection for idle.
	 */
	void removeIdleTimeout() {
		removeIfPresent(this.channel.pipeline().get(NettyPipeline.IdleTimeoutHandler));
	}

	/**
	 * Take the server's codec off a connection that it will never see anything of again.
	 */
	void remove() {
		ChannelPipeline pipeline = this.channel.pipeline();
		removeIfPresent(pipeline.get(NettyPipeline.H2CUpgradeHandler));
		removeIfPresent(pipeline.get(HttpServerUpgradeHandler.class));
		removeIfPresent(pipeline.get(HttpServerCodec.class));
		pipeline.remove(this.responses);
	}

	/**
	 * Do not look at responses any more.
	 */
	void leave() {
		removeIfPresent(this.responses);
	}

	private void removeIfPresent(@Nullable ChannelHandler handler) {
		if (handler != null) {
			this.channel.pipeline().remove(handler);
		}
	}

	/**
	 * Sees the server's responses on their way to its codec.
	 */
	private final class Responses extends ChannelOutboundHandlerAdapter {

		private boolean informing;

		@Override
		public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
			RequestTurn answered = LocalServer.this.turn;
			if (msg instanceof HttpResponse response && answered != null) {
				LocalServer.this.responseBegun = true;
				this.informing = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
				if (!this.informing && !HttpUtil.isKeepAlive(response)) {
					answered.closeAfterwards();
				}
			}
			ctx.write(msg, promise);
			if (msg instanceof HttpResponse response
					&& response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
				ctx.pipeline().remove(this);
				LocalServer.this.onSwitch.run();
			}
			else if (msg instanceof LastHttpContent && !this.informing && answered != null) {
				LocalServer.this.turn = null;
				endIfComplete();
			}
		}

	}

}
