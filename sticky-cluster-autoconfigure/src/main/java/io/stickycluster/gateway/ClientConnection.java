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

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.stickycluster.gateway.RequestPolicy.Decision;
import io.stickycluster.http1.MalformedMessageException;
import io.stickycluster.http1.MessageWriter;
import io.stickycluster.http1.RequestDecoder;

/**
 * A client's HTTP/1 connection, in front of the server's codec. Requests are decoded and
 * taken one at a time, in order: those for the supervisor go on to the codec, the others
 * never get past this handler.
 */
final class ClientConnection extends RelayingHandler {

	private final Gateway gateway;

	private final RequestDecoder decoder;

	private final ReceivedBytes received;

	private final LocalServer localServer;

	private final ConnectionEnd end;

	@SuppressWarnings("NullAway.Init")
	private MessageWriter writer;

	private State state = State.IDLE;

	private int requests;

	private @Nullable RequestTurn turn;

	private boolean headTimed;

	private boolean shutDown;

	private boolean draining;

	ClientConnection(Gateway gateway, Channel channel) {
		super(channel);
		this.gateway = gateway;
		this.decoder = gateway.serverLimits().requestDecoder();
		this.received = new ReceivedBytes(channel.alloc());
		this.localServer = new LocalServer(channel, this::onLocalComplete, this::leave);
		this.end = new ConnectionEnd(channel, deadline());
	}

	LocalServer localServer() {
		return this.localServer;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		super.handlerAdded(ctx);
		this.writer = new MessageWriter(ctx.alloc(), (bytes) -> ctx.write(bytes, ctx.voidPromise()));
		this.localServer.begin(ctx);
		this.end.begin(ctx);
		this.gateway.opened(this);
		awaitRequest();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		this.gateway.closed(this);
		this.end.forget();
		deadline().close();
		this.received.release();
		this.writer.close();
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		ctx.fireChannelActive();
		this.localServer.removeIdleTimeout();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.received.add((ByteBuf) msg);
		drain();
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		settle();
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
			HttpObject next = next();
			while (next != null) {
				take(next);
				next = next();
			}
		}
		catch (MalformedMessageException ex) {
			refuse(new Problem(ex.status(), String.valueOf(ex.getMessage())));
		}
		finally {
			this.draining = false;
			this.received.trim();
		}
	}

	private @Nullable HttpObject next() throws MalformedMessageException {
		if (this.state == State.CLOSING) {
			this.received.discard();
			return null;
		}
		boolean turnOfHead = this.state == State.IDLE && channel().isWritable();
		return (turnOfHead || !this.decoder.isBetweenRequests()) ? this.decoder.next(this.received.bytes()) : null;
	}

	private void take(HttpObject object) {
		switch (this.state) {
			case IDLE -> begin((HttpRequest) object);
			case LOCAL -> this.localServer.content((HttpContent) object);
			case RELAY -> takeRelayed((HttpContent) object);
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
		this.headTimed = false;
		this.requests++;
		RequestTurn turn = new RequestTurn(request, this.shutDown || this.gateway.isLastRequest(this.requests));
		this.turn = turn;
		Decision decision = this.gateway.router().decide(request);
		if (decision == Decision.LOCAL) {
			this.state = State.LOCAL;
			this.localServer.request(request, turn);
			return;
		}
		this.state = State.RELAY;
		Answer answer = (decision == Decision.HIDE) ? Problem.HIDDEN : MaxForwards.take(request);
		if (this.gateway.isShuttingDown()) {
			turn.closeAfterwards();
			answer = Problem.SHUTTING_DOWN;
		}
		if (answer != null) {
			answer(answer, false);
		}
		else {
			relay(this.gateway, this.gateway.router().rewrite(request, channel(), true));
		}
	}

	private void takeRelayed(HttpContent content) {
		Exchange current = exchange();
		if (current == null) {
			content.release();
		}
		else {
			current.onClientContent(content);
		}
	}

	/**
	 * Refuse what is no request, and everything behind it.
	 * @param problem the answer, if it is not too late for one
	 */
	private void refuse(Problem problem) {
		Exchange current = exchange();
		if (this.state == State.IDLE || (this.state == State.LOCAL && this.localServer.silence())) {
			this.turn = RequestTurn.refused();
			this.state = State.RELAY;
			answer(problem, false);
		}
		else if (current != null) {
			closeAfterwards();
			current.fail(problem);
		}
		else {
			abort();
		}
	}

	private void closeAfterwards() {
		if (this.turn != null) {
			this.turn.closeAfterwards();
		}
	}

	private void onLocalComplete() {
		boolean keepAlive = this.turn != null && this.turn.isKeepAlive();
		this.state = keepAlive ? State.IDLE : State.CLOSING;
		// the server's handlers come to their own end of the exchange first
		channel().eventLoop().execute(() -> {
			if (this.state == State.IDLE) {
				awaitRequest();
				proceed();
			}
			else if (this.state == State.CLOSING) {
				this.end.closeAfterFlush();
			}
		});
	}

	/**
	 * Leave the connection to a server that has switched it to another protocol.
	 */
	private void leave() {
		this.state = State.CLOSING;
		ByteBuf rest = this.received.take();
		ChannelHandlerContext ctx = context();
		ctx.pipeline().remove(this);
		channel().eventLoop().execute(() -> ctx.fireChannelRead(rest));
	}

	private void awaitRequest() {
		this.state = State.IDLE;
		deadline().set(this.gateway.clientIdleNanos(), channel()::close);
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
			timeHead();
			readMore();
		}
	}

	/**
	 * Limit the time of a head from its first byte on: bytes that trickle in do not
	 * prolong it.
	 */
	private void timeHead() {
		long timeout = this.gateway.settings().clients().headTimeout().toNanos();
		if (timeout != 0 && !this.headTimed && this.state == State.IDLE && this.decoder.isWithinHead()) {
			this.headTimed = true;
			deadline().set(timeout, () -> refuse(Problem.CLIENT_TOO_SLOW));
		}
	}

	/**
	 * Let the server's own handlers read only when it is their turn.
	 */
	@Override
	public void read(ChannelHandlerContext ctx) {
		this.localServer.removeIdleTimeout();
		if (this.state == State.IDLE || this.state == State.LOCAL) {
			readMore();
		}
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (this.localServer.isSilenced()) {
			ReferenceCountUtil.release(msg);
			promise.tryFailure(new IllegalStateException("The request was refused"));
			return;
		}
		this.end.progressed();
		ctx.write(msg, promise);
	}

	@Override
	void writableWithoutExchange() {
		if (this.state == State.IDLE) {
			proceed();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
		if (evt instanceof ChannelInputShutdownEvent) {
			onInputEnd();
		}
		else {
			ctx.fireUserEventTriggered(evt);
		}
	}

	private void onInputEnd() {
		boolean answerAwaited = this.state == State.RELAY || this.state == State.LOCAL;
		if (answerAwaited && this.decoder.isBetweenRequests()) {
			closeAfterwards();
			this.end.awaitProgress();
		}
		else {
			channel().close();
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
		channel().eventLoop().execute(() -> {
			this.shutDown = true;
			closeAfterwards();
			if (this.state == State.IDLE && this.received.isEmpty() && !this.decoder.isWithinHead()) {
				channel().close();
			}
		});
	}

	@Override
	public void readMore() {
		if (this.received.isEmpty()) {
			context().read();
		}
	}

	@Override
	public void flush() {
		this.writer.drain();
		super.flush();
	}

	@Override
	public void writeInformational(HttpResponse response) {
		if (this.turn != null && !this.turn.isHttp10()) {
			this.writer.response(response, false);
			flush();
		}
	}

	@Override
	public void writeHead(HttpResponse response, boolean requestComplete) {
		if (this.gateway.isShuttingDown()) {
			closeAfterwards();
		}
		boolean toHead = false;
		if (this.turn != null) {
			this.turn.adapt(response, requestComplete);
			toHead = this.turn.isHead();
		}
		this.end.progressed();
		this.writer.response(response, toHead);
	}

	@Override
	public void writeContent(HttpContent content) {
		this.end.progressed();
		this.writer.content(content);
	}

	@Override
	public void responseEnded(boolean requestComplete) {
		exchangeEnded();
		boolean keepAlive = this.turn != null && this.turn.isKeepAlive();
		if (requestComplete && keepAlive) {
			awaitRequest();
			proceed();
		}
		else if (keepAlive) {
			this.state = State.LINGER;
			this.end.limit();
			proceed();
		}
		else {
			this.state = State.CLOSING;
			this.end.close(requestComplete);
		}
	}

	@Override
	public void abort() {
		exchangeEnded();
		this.state = State.CLOSING;
		this.writer.drain();
		this.end.closeAfterFlush();
	}

	@Override
	public boolean accepts(HttpResponse response) {
		return true;
	}

	@Override
	public void upgrade(HttpResponse response, Tunnel tunnel) {
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
		response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		this.writer.response(response, false);
		flush();
		exchangeEnded();
		this.state = State.CLOSING;
		ByteBuf rest = this.received.take();
		this.localServer.remove();
		ChannelHandlerContext ctx = context();
		ctx.pipeline().replace(this, null, tunnel.clientHandler());
		// once the other end is in place, too
		channel().eventLoop().execute(() -> ctx.fireChannelRead(rest));
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
