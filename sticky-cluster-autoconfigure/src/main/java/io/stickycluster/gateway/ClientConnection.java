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

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

import io.stickycluster.gateway.RequestPolicy.Decision;

/**
 * A client's HTTP/1 connection, between the server's codec and its own handlers. Requests
 * are taken one at a time, in order: those for the supervisor pass through untouched, the
 * others never get past this handler.
 */
final class ClientConnection extends ChannelDuplexHandler implements ClientSide {

	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Gateway gateway;

	private final Channel channel;

	private final Deadline deadline;

	/**
	 * What the client sent ahead, at most one read.
	 */
	private final Queue<HttpObject> ahead = new ArrayDeque<>();

	private State state = State.IDLE;

	private @Nullable Exchange exchange;

	private int requests;

	private boolean http10;

	private boolean headRequest;

	private boolean expectsContinue;

	private boolean keepAlive = true;

	private boolean localInforming;

	private boolean localRequestComplete;

	private boolean localResponseComplete;

	private boolean draining;

	@SuppressWarnings("NullAway.Init")
	private ChannelHandlerContext ctx;

	ClientConnection(Gateway gateway, Channel channel) {
		this.gateway = gateway;
		this.channel = channel;
		this.deadline = new Deadline(channel.eventLoop());
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.ctx = ctx;
		this.gateway.opened(this);
		awaitRequest();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		this.gateway.closed(this);
		this.deadline.close();
		this.ahead.forEach(ReferenceCountUtil::release);
		this.ahead.clear();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof FullHttpRequest full) {
			HttpRequest head = new DefaultHttpRequest(full.protocolVersion(), full.method(), full.uri(),
					full.headers());
			head.setDecoderResult(full.decoderResult());
			this.ahead.add(head);
			this.ahead.add(new DefaultLastHttpContent(full.content(), full.trailingHeaders()));
			drain();
		}
		else if (msg instanceof HttpObject object) {
			this.ahead.add(object);
			drain();
		}
		else {
			// the connection speaks HTTP/2, its streams have handlers of their own
			ctx.pipeline().remove(this);
			ctx.fireChannelRead(msg);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		settle();
		ctx.fireChannelReadComplete();
	}

	/**
	 * Take what was received as far as it is its turn. A request waits for the end of the
	 * one before, and for the client to take the response to that.
	 */
	private void drain() {
		if (this.draining) {
			return;
		}
		this.draining = true;
		try {
			HttpObject next = this.ahead.peek();
			while (next != null && isNext(next)) {
				this.ahead.remove();
				take(next);
				next = this.ahead.peek();
			}
		}
		finally {
			this.draining = false;
		}
	}

	private boolean isNext(HttpObject object) {
		return !(object instanceof HttpRequest) || this.state == State.CLOSING
				|| (this.state == State.IDLE && this.channel.isWritable());
	}

	private void take(HttpObject object) {
		switch (this.state) {
			case LOCAL -> takeLocal(object);
			case RELAY -> takeRelayed((HttpContent) object);
			case IDLE -> {
				if (object instanceof HttpRequest request) {
					begin(request);
				}
				else {
					ReferenceCountUtil.release(object);
				}
			}
			case LINGER -> {
				ReferenceCountUtil.release(object);
				if (object instanceof LastHttpContent) {
					awaitRequest();
				}
			}
			case CLOSING -> ReferenceCountUtil.release(object);
		}
	}

	private void begin(HttpRequest request) {
		this.deadline.clear();
		this.requests++;
		this.http10 = HttpVersion.HTTP_1_0.equals(request.protocolVersion());
		this.headRequest = HttpMethod.HEAD.equals(request.method());
		this.expectsContinue = HttpUtil.is100ContinueExpected(request);
		this.keepAlive = HttpUtil.isKeepAlive(request) && !this.gateway.isLastRequest(this.requests);
		Problem problem = RequestHead.check(request);
		if (problem != null) {
			this.keepAlive = false;
			answer(problem);
			return;
		}
		RequestHead.toOriginForm(request);
		Decision decision = this.gateway.router().decide(request);
		if (decision == Decision.LOCAL) {
			this.state = State.LOCAL;
			this.localRequestComplete = false;
			this.localResponseComplete = false;
			this.ctx.fireChannelRead(request);
		}
		else if (this.gateway.isShuttingDown()) {
			this.keepAlive = false;
			answer(Problem.SHUTTING_DOWN);
		}
		else if (decision == Decision.HIDE) {
			answer(Problem.HIDDEN);
		}
		else {
			this.state = State.RELAY;
			removeIdleTimeout();
			RelayRequest relayed = this.gateway.router().rewrite(request, this.channel, true);
			this.exchange = new Exchange(this.gateway, this, relayed);
			this.exchange.start();
		}
	}

	private void answer(Problem problem) {
		this.state = State.RELAY;
		writeHead(problem.head(), false);
		writeContent(problem.content());
		writeContent(LastHttpContent.EMPTY_LAST_CONTENT);
		flush();
		responseEnded(false);
	}

	private void takeRelayed(HttpContent content) {
		Exchange current = this.exchange;
		if (current == null) {
			content.release();
		}
		else if (content.decoderResult().isFailure()) {
			content.release();
			this.keepAlive = false;
			current.fail(RequestHead.malformed(content.decoderResult().cause()));
		}
		else {
			current.onClientContent(content);
		}
	}

	private void takeLocal(HttpObject object) {
		this.localRequestComplete |= object instanceof LastHttpContent;
		this.ctx.fireChannelRead(object);
		endLocalIfComplete();
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		ctx.write(msg, promise);
		if (this.state != State.LOCAL) {
			return;
		}
		if (msg instanceof HttpResponse response) {
			this.localInforming = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
			this.keepAlive &= this.localInforming || HttpUtil.isKeepAlive(response);
		}
		if (msg instanceof LastHttpContent && !this.localInforming) {
			this.localResponseComplete = true;
			endLocalIfComplete();
		}
	}

	private void endLocalIfComplete() {
		if (this.state == State.LOCAL && this.localRequestComplete && this.localResponseComplete) {
			this.state = this.keepAlive ? State.IDLE : State.CLOSING;
			// the server's handlers come to their own end of the exchange first
			this.channel.eventLoop().execute(() -> {
				if (this.state == State.IDLE) {
					awaitRequest();
					proceed();
				}
			});
		}
	}

	private void awaitRequest() {
		this.state = State.IDLE;
		this.deadline.set(this.gateway.clientIdleNanos(), this.channel::close);
	}

	private void proceed() {
		if (!this.draining) {
			drain();
			settle();
		}
	}

	private void settle() {
		Exchange current = this.exchange;
		if (current != null) {
			current.settle();
		}
		else if (this.state != State.LOCAL) {
			readMore();
		}
	}

	/**
	 * Let the server's own handlers read only when it is their turn.
	 */
	@Override
	public void read(ChannelHandlerContext ctx) {
		if (this.state == State.IDLE || this.state == State.LOCAL) {
			readMore();
		}
		else {
			removeIdleTimeout();
		}
	}

	/**
	 * The server's idle timeout would end responses that pause, and is set again by
	 * handlers that take the connection for idle.
	 */
	private void removeIdleTimeout() {
		ChannelHandler handler = this.channel.pipeline().get(NettyPipeline.IdleTimeoutHandler);
		if (handler != null) {
			this.channel.pipeline().remove(handler);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (this.channel.isWritable()) {
			if (this.exchange != null) {
				this.exchange.onClientWritable();
			}
			else if (this.state == State.IDLE) {
				proceed();
			}
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
		if (this.state == State.IDLE || this.state == State.LOCAL) {
			ctx.fireExceptionCaught(cause);
		}
		else {
			ctx.close();
		}
	}

	/**
	 * Finish what is in progress and then close. Thread-safe.
	 */
	void shutDown() {
		this.channel.eventLoop().execute(() -> {
			this.keepAlive = false;
			if (this.state == State.IDLE && this.ahead.isEmpty()) {
				this.channel.close();
			}
		});
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
		if (this.ahead.isEmpty()) {
			this.ctx.read();
		}
	}

	@Override
	public void writeInformational(HttpResponse response) {
		if (!this.http10) {
			writeEncoded(response);
			flush();
		}
	}

	/**
	 * Write the head of a response past the codec, which pairs each head that it sees
	 * with a request.
	 * @param response the response
	 */
	private void writeEncoded(HttpResponse response) {
		StringBuilder head = new StringBuilder("HTTP/1.1 ").append(response.status()).append("\r\n");
		for (Map.Entry<String, String> header : response.headers()) {
			head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
		}
		head.append("\r\n");
		ByteBuf encoded = this.channel.alloc().buffer(head.length());
		encoded.writeCharSequence(head, StandardCharsets.ISO_8859_1);
		ChannelHandlerContext codec = this.channel.pipeline().context(HttpServerCodec.class);
		codec.write(encoded, this.channel.voidPromise());
	}

	@Override
	public void writeHead(HttpResponse response, boolean requestComplete) {
		if (this.http10) {
			// not known to that version: the end of the connection ends the body
			HttpUtil.setTransferEncodingChunked(response, false);
		}
		boolean bodyMayNotCome = this.expectsContinue && !requestComplete;
		this.keepAlive &= !bodyMayNotCome && !this.gateway.isShuttingDown() && isSelfDelimited(response);
		if (!this.keepAlive) {
			response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		}
		else if (this.http10) {
			response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
		}
		this.ctx.write(response, this.ctx.voidPromise());
	}

	private boolean isSelfDelimited(HttpResponse response) {
		int code = response.status().code();
		return this.headRequest || HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response)
				|| code == 204 || code == 304;
	}

	@Override
	public void writeContent(HttpContent content) {
		this.ctx.write(content, this.ctx.voidPromise());
	}

	@Override
	public void flush() {
		this.ctx.flush();
	}

	@Override
	public void responseEnded(boolean requestComplete) {
		this.exchange = null;
		if (requestComplete && this.keepAlive) {
			awaitRequest();
			proceed();
		}
		else if (requestComplete) {
			this.state = State.CLOSING;
			closeAfterFlush();
		}
		else if (this.keepAlive) {
			this.state = State.LINGER;
			this.deadline.set(LINGER_NANOS, this.channel::close);
			proceed();
		}
		else {
			lingerAndClose();
		}
	}

	/**
	 * Say that nothing more comes and wait a while for the client to stop sending:
	 * closing over unread bytes would reset the connection and take the response with it.
	 */
	private void lingerAndClose() {
		this.state = State.CLOSING;
		this.deadline.set(LINGER_NANOS, this.channel::close);
		if (this.channel instanceof DuplexChannel duplex && this.channel.pipeline().get(SslHandler.class) == null) {
			this.ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((flushed) -> duplex.shutdownOutput());
			this.ctx.read();
		}
		else {
			closeAfterFlush();
		}
	}

	private void closeAfterFlush() {
		this.ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	@Override
	public void abort() {
		this.exchange = null;
		this.state = State.CLOSING;
		closeAfterFlush();
	}

	@Override
	public void upgrade(HttpResponse response, Tunnel tunnel) {
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
		response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		writeEncoded(response);
		this.exchange = null;
		this.state = State.CLOSING;
		ChannelPipeline pipeline = this.channel.pipeline();
		pipeline.replace(this, null, tunnel.clientHandler());
		if (pipeline.get(HttpServerUpgradeHandler.class) != null) {
			pipeline.remove(HttpServerUpgradeHandler.class);
		}
		pipeline.remove(HttpServerCodec.class);
		this.channel.flush();
	}

	private enum State {

		/**
		 * Between two requests.
		 */
		IDLE,

		/**
		 * The supervisor answers.
		 */
		LOCAL,

		/**
		 * An instance answers, or the gateway in its place.
		 */
		RELAY,

		/**
		 * The response has ended before the request.
		 */
		LINGER,

		/**
		 * Nothing that comes counts any more.
		 */
		CLOSING

	}

}
