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
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

import io.stickycluster.gateway.RequestPolicy.Decision;

/**
 * A client's HTTP/1 connection, in front of the server's codec. Requests are decoded and
 * taken one at a time, in order: those for the supervisor go on to the codec, the others
 * never get past this handler.
 */
final class ClientConnection extends RelayingHandler implements RequestIntake.Taker {

	private final Gateway gateway;

	private final RequestIntake intake;

	private final LocalServer localServer;

	private final ConnectionEnd end;

	@SuppressWarnings("NullAway.Init")
	private ClientOutput output;

	private ConnectionState state = ConnectionState.IDLE;

	private int requests;

	private RequestTurn turn = RequestTurn.refused();

	private boolean headTimed;

	private boolean shutDown;

	private boolean inputEnded;

	ClientConnection(Gateway gateway, Channel channel) {
		super(channel);
		this.gateway = gateway;
		this.intake = new RequestIntake(gateway.serverLimits().requestDecoder(), channel.alloc(), this);
		this.localServer = new LocalServer(channel, this::onLocalComplete, this::leave);
		this.end = new ConnectionEnd(channel, deadline());
	}

	LocalServer localServer() {
		return this.localServer;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		super.handlerAdded(ctx);
		this.output = new ClientOutput(ctx, this.end);
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
		this.intake.release();
		this.output.close();
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		ctx.fireChannelActive();
		this.localServer.removeIdleTimeout();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		this.intake.add((ByteBuf) msg);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		settle();
	}

	@Override
	public boolean takesRequest() {
		return this.state == ConnectionState.IDLE && channel().isWritable();
	}

	@Override
	public void take(HttpObject object) {
		switch (this.state) {
			case IDLE -> {
				begin((HttpRequest) object);
				this.gateway.newcomers().remove(channel());
			}
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
			this.state = ConnectionState.LOCAL;
			this.localServer.request(request, turn);
			return;
		}
		this.state = ConnectionState.RELAY;
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

	@Override
	public void refuse(Problem problem) {
		this.gateway.refusals().count(Refusals.Reason.of(problem));
		Exchange current = exchange();
		if (this.state == ConnectionState.IDLE || (this.state == ConnectionState.LOCAL && this.localServer.silence())) {
			this.turn = RequestTurn.refused();
			this.state = ConnectionState.RELAY;
			answer(problem, false);
		}
		else if (current != null) {
			this.turn.closeAfterwards();
			current.fail(problem);
		}
		else {
			abort();
		}
	}

	private void onLocalComplete() {
		// the server's handlers come to their own end of the exchange first
		channel().eventLoop().execute(() -> {
			if (this.state == ConnectionState.LOCAL && this.turn.isKeepAlive()) {
				awaitRequest();
				proceed();
			}
			else if (this.state == ConnectionState.LOCAL) {
				becomeClosing();
				this.end.closeAfterFlush();
			}
		});
	}

	/**
	 * Leave the connection to a server that has switched it to another protocol.
	 */
	private void leave() {
		this.state = ConnectionState.CLOSING;
		this.intake.leaveTo(context());
		context().pipeline().remove(this);
	}

	private void awaitRequest() {
		this.state = ConnectionState.IDLE;
		deadline().set(this.gateway.clientIdleNanos(), channel()::close);
	}

	private void proceed() {
		if (!this.intake.isDraining()) {
			this.intake.drain();
			settle();
		}
	}

	private void settle() {
		Exchange current = exchange();
		if (this.inputEnded && isCutOff()) {
			this.end.closeAfterFlush();
		}
		else if (current != null) {
			current.settle();
		}
		else if (this.state != ConnectionState.LOCAL) {
			timeHead();
			readMore();
		}
	}

	/**
	 * Limit the time of a head from its first byte on: bytes that trickle in do not
	 * prolong it.
	 */
	private void timeHead() {
		long timeout = this.gateway.headNanos();
		if (timeout != 0 && !this.headTimed && this.state == ConnectionState.IDLE && this.intake.isWithinHead()) {
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
		if (this.state == ConnectionState.IDLE || this.state == ConnectionState.LOCAL) {
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
		if (this.state == ConnectionState.IDLE) {
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
		this.inputEnded = true;
		if (isCutOff()) {
			channel().close();
		}
		else {
			this.end.onInputEnd();
		}
	}

	/**
	 * Return whether there is nothing to wait for when nothing more is received.
	 * @return whether no request is complete and not answered
	 */
	private boolean isCutOff() {
		boolean answerAwaited = this.state == ConnectionState.RELAY || this.state == ConnectionState.LOCAL;
		return this.intake.isEmpty() && (!answerAwaited || this.intake.isWithinBody());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (this.state == ConnectionState.IDLE || this.state == ConnectionState.LOCAL) {
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
			this.turn.closeAfterwards();
			if (this.state == ConnectionState.IDLE && this.intake.isEmpty() && !this.intake.isWithinHead()) {
				channel().close();
			}
		});
	}

	@Override
	public void readMore() {
		if (this.intake.isEmpty() && !this.inputEnded) {
			context().read();
		}
	}

	@Override
	public void flush() {
		this.output.drain();
		super.flush();
	}

	@Override
	public void writeInformational(HttpResponse response) {
		this.output.informational(response, this.turn);
		flush();
	}

	@Override
	public void writeHead(HttpResponse response, boolean requestComplete) {
		if (this.gateway.isShuttingDown()) {
			this.turn.closeAfterwards();
		}
		this.output.head(response, this.turn, requestComplete);
	}

	@Override
	public void writeContent(HttpContent content) {
		this.output.content(content);
	}

	@Override
	public void responseEnded(boolean requestComplete) {
		exchangeEnded();
		boolean keepAlive = this.turn.isKeepAlive();
		if (requestComplete && keepAlive) {
			awaitRequest();
			proceed();
		}
		else if (keepAlive) {
			this.state = ConnectionState.LINGER;
			this.end.limit();
			proceed();
		}
		else {
			becomeClosing();
			this.end.close(requestComplete || this.inputEnded);
		}
	}

	@Override
	public void abort() {
		exchangeEnded();
		becomeClosing();
		this.output.drain();
		this.end.closeAfterFlush();
	}

	@Override
	public boolean accepts(HttpResponse response) {
		return true;
	}

	@Override
	public void upgrade(HttpResponse response, Tunnel tunnel) {
		this.output.switching(response);
		flush();
		exchangeEnded();
		this.state = ConnectionState.CLOSING;
		this.localServer.remove();
		this.intake.leaveTo(context());
		context().pipeline().replace(this, null, tunnel.clientHandler());
	}

	private void becomeClosing() {
		this.state = ConnectionState.CLOSING;
		this.intake.close();
	}

}
