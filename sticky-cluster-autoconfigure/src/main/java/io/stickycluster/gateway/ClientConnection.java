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
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
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
final class ClientConnection extends RelayingHandler {

	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Gateway gateway;

	private final Channel channel;

	/**
	 * What the client sent ahead, at most one read.
	 */
	private final Queue<HttpObject> ahead = new ArrayDeque<>();

	private State state = State.IDLE;

	private int requests;

	private @Nullable RequestTurn turn;

	private boolean shutDown;

	private boolean draining;

	ClientConnection(Gateway gateway, Channel channel) {
		super(channel);
		this.gateway = gateway;
		this.channel = channel;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		super.handlerAdded(ctx);
		this.gateway.opened(this);
		awaitRequest();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		this.gateway.closed(this);
		deadline().close();
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
		deadline().clear();
		this.requests++;
		RequestTurn turn = new RequestTurn(request, this.shutDown || this.gateway.isLastRequest(this.requests));
		this.turn = turn;
		Problem problem = RequestHead.check(request);
		if (problem != null) {
			turn.closeAfterwards();
			answerNow(problem);
			return;
		}
		RequestHead.toOriginForm(request);
		Decision decision = this.gateway.router().decide(request);
		if (decision == Decision.LOCAL) {
			this.state = State.LOCAL;
			context().fireChannelRead(request);
		}
		else if (this.gateway.isShuttingDown()) {
			turn.closeAfterwards();
			answerNow(Problem.SHUTTING_DOWN);
		}
		else if (decision == Decision.HIDE) {
			answerNow(Problem.HIDDEN);
		}
		else {
			this.state = State.RELAY;
			removeIdleTimeout();
			relay(this.gateway, this.gateway.router().rewrite(request, this.channel, true));
		}
	}

	private void answerNow(Problem problem) {
		this.state = State.RELAY;
		answer(problem, false);
	}

	private void takeRelayed(HttpContent content) {
		Exchange current = exchange();
		if (current == null) {
			content.release();
		}
		else if (content.decoderResult().isFailure()) {
			content.release();
			closeAfterwards();
			current.fail(RequestHead.malformed(content.decoderResult().cause()));
		}
		else {
			current.onClientContent(content);
		}
	}

	private void closeAfterwards() {
		if (this.turn != null) {
			this.turn.closeAfterwards();
		}
	}

	private void takeLocal(HttpObject object) {
		if (this.turn != null) {
			this.turn.onLocalRead(object);
		}
		context().fireChannelRead(object);
		endLocalIfComplete();
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		ctx.write(msg, promise);
		if (this.state == State.LOCAL && this.turn != null) {
			this.turn.onLocalWrite(msg);
			endLocalIfComplete();
		}
	}

	private void endLocalIfComplete() {
		if (this.state == State.LOCAL && this.turn != null && this.turn.isLocalComplete()) {
			this.state = this.turn.isKeepAlive() ? State.IDLE : State.CLOSING;
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
		deadline().set(this.gateway.clientIdleNanos(), this.channel::close);
	}

	private void proceed() {
		if (!this.draining) {
			drain();
			settle();
		}
	}

	private void settle() {
		Exchange current = exchange();
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
	void writableWithoutExchange() {
		if (this.state == State.IDLE) {
			proceed();
		}
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
			this.shutDown = true;
			closeAfterwards();
			if (this.state == State.IDLE && this.ahead.isEmpty()) {
				this.channel.close();
			}
		});
	}

	@Override
	public void readMore() {
		if (this.ahead.isEmpty()) {
			context().read();
		}
	}

	@Override
	public void writeInformational(HttpResponse response) {
		if (this.turn != null && !this.turn.isHttp10()) {
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
		if (this.gateway.isShuttingDown()) {
			closeAfterwards();
		}
		if (this.turn != null) {
			this.turn.adapt(response, requestComplete);
		}
		context().write(response, context().voidPromise());
	}

	@Override
	public void writeContent(HttpContent content) {
		context().write(content, context().voidPromise());
	}

	@Override
	public void responseEnded(boolean requestComplete) {
		exchangeEnded();
		boolean keepAlive = this.turn != null && this.turn.isKeepAlive();
		if (requestComplete && keepAlive) {
			awaitRequest();
			proceed();
		}
		else if (requestComplete) {
			this.state = State.CLOSING;
			closeAfterFlush();
		}
		else if (keepAlive) {
			this.state = State.LINGER;
			deadline().set(LINGER_NANOS, this.channel::close);
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
		deadline().set(LINGER_NANOS, this.channel::close);
		if (this.channel instanceof DuplexChannel duplex && this.channel.pipeline().get(SslHandler.class) == null) {
			context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((flushed) -> duplex.shutdownOutput());
			context().read();
		}
		else {
			closeAfterFlush();
		}
	}

	private void closeAfterFlush() {
		context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	@Override
	public void abort() {
		exchangeEnded();
		this.state = State.CLOSING;
		closeAfterFlush();
	}

	@Override
	public boolean accepts(HttpResponse response) {
		return true;
	}

	@Override
	public void upgrade(HttpResponse response, Tunnel tunnel) {
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
		response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		writeEncoded(response);
		exchangeEnded();
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
