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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an instance and its response on the way back. Nothing is
 * aggregated: each end is read only while the other takes what it gets. Confined to the
 * client channel's event loop, which is also the instance connection's.
 */
final class Exchange implements OpenStream {

	private static final Log logger = LogFactory.getLog(Exchange.class);

	private final Gateway gateway;

	private final ClientSide client;

	private final RelayRequest request;

	private final Dispatch dispatch;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final OutgoingRequest outgoing;

	private final SendTimeout sendTimeout;

	private @Nullable BodyPace pace;

	private @Nullable InstanceConnection instance;

	private @Nullable HttpResponse switching;

	private boolean informed;

	private boolean informing;

	private boolean headWritten;

	private boolean reusable;

	private boolean over;

	Exchange(Gateway gateway, ClientSide client, RelayRequest request) {
		this.gateway = gateway;
		this.client = client;
		this.request = request;
		this.outgoing = new OutgoingRequest(request);
		this.sendTimeout = new SendTimeout(client, gateway);
		this.dispatch = new Dispatch(gateway, this, client, request);
	}

	/**
	 * Send the request to the client's instance.
	 */
	void start() {
		this.gateway.exchangeBegins();
		this.dispatch.start();
	}

	boolean isOver() {
		return this.over;
	}

	/**
	 * Send what there is of the request.
	 * @param connection the connection, to be flushed by {@link #settle()}
	 */
	void begin(InstanceConnection connection) {
		this.instance = connection;
		connection.begin(this);
		this.outgoing.begin(connection.channel());
	}

	/**
	 * Take a part of the request's body.
	 * @param content the part, whose ownership passes
	 */
	void onClientContent(HttpContent content) {
		if (this.pace != null) {
			this.pace.received(content.content().readableBytes(), System.nanoTime());
		}
		this.outgoing.add(content, (this.instance != null) ? this.instance.channel() : null);
	}

	/**
	 * Pass on what was received and decide what to wait for.
	 */
	void settle() {
		if (this.over) {
			return;
		}
		if (this.instance == null) {
			if (this.outgoing.isComplete()) {
				this.client.readMore();
			}
			return;
		}
		Channel channel = this.instance.channel();
		channel.flush();
		this.outgoing.flushed();
		boolean takesMore = this.outgoing.isComplete() || channel.isWritable();
		if (takesMore) {
			this.client.readMore();
		}
		if (this.over || this.headWritten) {
			return;
		}
		boolean toldToWait = !this.informed && this.outgoing.isContinueExpected();
		if (takesMore && !this.outgoing.isComplete() && !toldToWait) {
			awaitClient();
		}
		else {
			if (this.pace != null) {
				this.pace.pause(System.nanoTime());
			}
			this.client.deadline().set(this.gateway.settings().responseTimeout().toNanos(), this::onInstanceTooSlow);
		}
	}

	private void awaitClient() {
		GatewaySettings settings = this.gateway.settings();
		if (this.pace == null) {
			this.pace = new BodyPace(settings.clients().minBodyRate());
		}
		long idle = settings.clientIdleTimeout().toNanos();
		long slow = this.pace.await(System.nanoTime());
		this.client.deadline().set((slow == 0 || (idle != 0 && idle < slow)) ? idle : slow, this::onClientTooSlow);
	}

	private void onClientTooSlow() {
		this.gateway.refusals().count(Refusals.Reason.BODY_TIMEOUT);
		fail(Problem.CLIENT_TOO_SLOW);
	}

	void onInstanceWritable() {
		if (!this.outgoing.isComplete()) {
			settle();
		}
	}

	void onClientWritable() {
		if (this.headWritten) {
			this.sendTimeout.end();
		}
		if (this.instance != null) {
			this.instance.channel().config().setAutoRead(true);
		}
	}

	void onInstanceRead(Object message) {
		if (message instanceof HttpResponse response) {
			onResponse(response);
		}
		else if (message instanceof HttpContent content) {
			onResponseContent(content);
		}
		else {
			ReferenceCountUtil.release(message);
		}
	}

	/**
	 * Learn that what the instance sends is not to be understood.
	 * @param cause why not
	 */
	void onInstanceMalformed(Throwable cause) {
		broken(cause);
	}

	void onInstanceReadComplete() {
		this.client.flush();
		if (this.instance != null && !this.client.channel().isWritable()) {
			this.instance.channel().config().setAutoRead(false);
			if (this.headWritten) {
				this.sendTimeout.begin();
			}
		}
	}

	private void onResponse(HttpResponse response) {
		if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
			if (!this.request.upgrade() || !this.client.accepts(response)) {
				broken(null);
				return;
			}
			this.switching = response;
		}
		else if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
			this.informing = true;
			this.informed = true;
			HopByHopHeaders.remove(response.headers());
			this.client.writeInformational(response);
		}
		else {
			onFinalResponse(response);
		}
	}

	private void onFinalResponse(HttpResponse response) {
		this.client.deadline().clear();
		this.reusable = ResponseHead.isReusable(response, this.request.head().method());
		this.headWritten = true;
		this.dispatch.answered(response.status().code());
		response.setProtocolVersion(HttpVersion.HTTP_1_1);
		HopByHopHeaders.remove(response.headers());
		Placement placement = this.dispatch.placement();
		ResponseHead.label(response, placement, this.gateway.settings().headers());
		if (placement != null) {
			placement.onResponseHead(response);
			if (ResponseHead.isEventStream(response)) {
				placement.becomeStream(this);
			}
		}
		this.client.writeHead(response, this.outgoing.isComplete());
	}

	private void onResponseContent(HttpContent content) {
		if (content instanceof LastHttpContent last) {
			onLastContent(last);
		}
		else if (content.content().isReadable()) {
			seeContent(content);
			this.client.writeContent(content);
		}
		else {
			content.release();
		}
	}

	private void onLastContent(LastHttpContent last) {
		if (this.informing) {
			this.informing = false;
			last.release();
		}
		else if (this.switching != null) {
			last.release();
			upgrade(this.switching);
		}
		else {
			seeContent(last);
			this.client.writeContent(last);
			endResponse(this.reusable && this.outgoing.isComplete());
		}
	}

	private void seeContent(HttpContent content) {
		Placement placement = this.dispatch.placement();
		if (placement != null) {
			placement.onResponseContent(content.content());
		}
	}

	private void upgrade(HttpResponse response) {
		InstanceConnection connection = this.instance;
		Placement held = this.dispatch.placement();
		if (connection == null || held == null) {
			return;
		}
		this.client.deadline().clear();
		this.dispatch.answered(response.status().code());
		ResponseHead.label(response, held, this.gateway.settings().headers());
		held.onResponseHead(response);
		Tunnel tunnel = new Tunnel(this.client.channel(), connection.channel());
		held.becomeStream(tunnel);
		tunnel.whenEnded().thenRun(() -> {
			held.release();
			this.gateway.exchangeEnds();
		});
		this.dispatch.handOver();
		this.over = true;
		this.instance = null;
		this.ended.complete(null);
		this.client.upgrade(response, tunnel);
		connection.upgrade(tunnel);
	}

	void onInstanceClosed() {
		this.instance = null;
		if (this.over) {
			return;
		}
		if (this.informed || this.headWritten) {
			this.dispatch.unanswered();
			fail(Problem.BROKEN);
		}
		else {
			this.dispatch.connectionLost(this.outgoing.isUnsent(), this.outgoing.isRepeatable());
		}
	}

	private void broken(@Nullable Throwable cause) {
		logger.debug("Broken response to " + this.request.head().uri(), cause);
		this.dispatch.unanswered();
		fail(Problem.BROKEN);
	}

	private void onInstanceTooSlow() {
		this.dispatch.failed();
		fail(Problem.TOO_SLOW);
	}

	/**
	 * Answer the request in the instance's place, or break off when it has begun to
	 * answer.
	 * @param problem the answer
	 */
	void fail(Problem problem) {
		if (this.over) {
			return;
		}
		if (this.headWritten) {
			cancel();
			this.client.abort();
		}
		else {
			problem.writeTo(this.client, this.outgoing.isComplete());
			endResponse(false);
		}
	}

	private void endResponse(boolean reuse) {
		end(reuse);
		this.client.flush();
		this.client.responseEnded(this.outgoing.isComplete());
	}

	/**
	 * Break off because the client has gone.
	 */
	void cancel() {
		if (!this.over) {
			end(false);
		}
	}

	private void end(boolean reuse) {
		InstanceConnection connection = this.instance;
		this.instance = null;
		this.over = true;
		this.client.deadline().clear();
		this.outgoing.release();
		this.dispatch.end();
		this.gateway.exchangeEnds();
		this.ended.complete(null);
		if (connection != null && reuse) {
			connection.release();
		}
		else if (connection != null) {
			connection.close();
		}
	}

	/**
	 * End an event stream as if the instance had: its client comes back by itself.
	 */
	@Override
	public void close(int webSocketCloseCode) {
		eventLoop().execute(() -> {
			if (!this.over) {
				this.client.writeContent(LastHttpContent.EMPTY_LAST_CONTENT);
				endResponse(false);
			}
		});
	}

	@Override
	public EventLoop eventLoop() {
		return this.client.channel().eventLoop();
	}

	@Override
	public CompletionStage<Void> whenClosed() {
		return this.ended;
	}

}
