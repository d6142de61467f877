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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
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

import io.stickycluster.affinity.Candidates;
import io.stickycluster.instance.Instance;

/**
 * One request on its way to an instance and its response on the way back. Nothing is
 * aggregated: each end is read only while the other takes what it gets. Confined to the
 * client channel's event loop, which is also the instance connection's.
 */
final class Exchange implements OpenStream {

	private static final Log logger = LogFactory.getLog(Exchange.class);

	/**
	 * How often is asked why an instance has ended: for three seconds in all, because the
	 * supervisor tells it when all that the instance had started is gone, too.
	 */
	private static final int JUDGEMENTS = 150;

	private static final int JUDGEMENT_INTERVAL_MILLIS = 20;

	private final Gateway gateway;

	private final ClientSide client;

	private final RelayRequest request;

	private final RoutingTable routes;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	/**
	 * What came of the body before there was a connection, at most one read.
	 */
	private final Deque<HttpContent> waiting = new ArrayDeque<>();

	private Candidates candidates;

	private @Nullable Placement placement;

	private @Nullable InstanceConnection instance;

	private @Nullable HttpResponse switching;

	private boolean requestComplete;

	private boolean bodySent;

	private boolean retried;

	private boolean movedOn;

	private boolean informed;

	private boolean informing;

	private boolean headWritten;

	private boolean reusable;

	private boolean over;

	Exchange(Gateway gateway, ClientSide client, RelayRequest request) {
		this.gateway = gateway;
		this.client = client;
		this.request = request;
		this.routes = gateway.routes();
		this.candidates = this.routes.candidates();
	}

	/**
	 * Send the request to the client's instance.
	 */
	void start() {
		this.gateway.exchangeBegins();
		assign();
	}

	private void assign() {
		Placement placement = Placement.of(this.gateway, this.request, this.candidates);
		if (placement == null) {
			fail(Problem.NO_INSTANCE);
			return;
		}
		this.placement = placement;
		connect(placement);
	}

	private void connect(Placement placement) {
		InstanceEndpoint endpoint = this.routes.endpoint(placement.instance(), this.request.route());
		if (endpoint == null) {
			fail(Problem.NO_INSTANCE);
			return;
		}
		InstanceConnections connections = this.gateway.connections(this.client.channel());
		InstanceConnection pooled = (!this.retried) ? connections.poll(endpoint) : null;
		if (pooled != null) {
			begin(pooled);
		}
		else if (!connections.connect(endpoint, this)) {
			fail(Problem.BUSY);
		}
	}

	void onConnected(InstanceConnection connection) {
		if (this.over) {
			connection.release();
			return;
		}
		begin(connection);
		settle();
	}

	void onConnectFailed(InstanceEndpoint endpoint, Throwable cause) {
		if (this.over) {
			return;
		}
		logger.debug("Instance %d does not answer at %s".formatted(endpoint.index(), endpoint.address()), cause);
		if (this.retried && !this.movedOn && this.placement != null) {
			judge(this.placement.instance(), JUDGEMENTS);
		}
		else {
			moveOn(endpoint.index());
		}
	}

	/**
	 * The instance has ended while it had the request: wait until it is known whether the
	 * request may be the reason.
	 * @param gone the instance as it was when it got the request
	 * @param judgementsLeft how often may still be asked
	 */
	private void judge(Instance gone, int judgementsLeft) {
		if (this.over) {
			return;
		}
		Suspicion suspicion = this.gateway.judge(gone);
		if (suspicion == Suspicion.CLEARED) {
			this.movedOn = true;
			moveOn(gone.index());
		}
		else if (suspicion == Suspicion.CONFIRMED || judgementsLeft == 0) {
			fail(Problem.BROKEN);
		}
		else {
			this.client.channel()
				.eventLoop()
				.schedule(() -> judge(gone, judgementsLeft - 1), JUDGEMENT_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void moveOn(int gone) {
		this.candidates = this.candidates.without(gone);
		leave();
		assign();
		settle();
	}

	private void begin(InstanceConnection connection) {
		this.instance = connection;
		connection.begin(this);
		Channel channel = connection.channel();
		channel.write(this.request.head(), channel.voidPromise());
		if (this.requestComplete && this.waiting.isEmpty()) {
			channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
		}
		HttpContent content = this.waiting.poll();
		while (content != null) {
			send(channel, content);
			content = this.waiting.poll();
		}
	}

	/**
	 * Take a part of the request's body.
	 * @param content the part, whose ownership passes
	 */
	void onClientContent(HttpContent content) {
		if (content instanceof LastHttpContent) {
			this.requestComplete = true;
		}
		if (this.over) {
			content.release();
		}
		else if (this.instance != null) {
			send(this.instance.channel(), content);
		}
		else {
			this.waiting.add(content);
		}
	}

	private void send(Channel channel, HttpContent content) {
		boolean last = content instanceof LastHttpContent;
		if (content.content().isReadable() || (last && !((LastHttpContent) content).trailingHeaders().isEmpty())) {
			this.bodySent = true;
		}
		else if (!last) {
			// an empty chunk would end the body
			content.release();
			return;
		}
		channel.write(content, channel.voidPromise());
	}

	/**
	 * Pass on what was received and decide what to wait for.
	 */
	void settle() {
		if (this.over || this.instance == null) {
			return;
		}
		Channel channel = this.instance.channel();
		channel.flush();
		boolean takesMore = this.requestComplete || channel.isWritable();
		if (takesMore) {
			this.client.readMore();
		}
		if (this.over || this.headWritten) {
			return;
		}
		if (takesMore && !this.requestComplete) {
			this.client.deadline().set(this.gateway.settings().clientIdleTimeout().toNanos(), this::onClientTooSlow);
		}
		else {
			this.client.deadline().set(this.gateway.settings().responseTimeout().toNanos(), this::onInstanceTooSlow);
		}
	}

	void onInstanceWritable() {
		if (!this.requestComplete) {
			settle();
		}
	}

	void onClientWritable() {
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
		}
	}

	private void onResponse(HttpResponse response) {
		if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
			if (this.request.upgrade() && this.client.accepts(response)) {
				this.switching = response;
			}
			else {
				broken(null);
			}
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
		response.setProtocolVersion(HttpVersion.HTTP_1_1);
		HopByHopHeaders.remove(response.headers());
		addInstanceHeader(response);
		if (this.placement != null) {
			this.placement.onResponseHead(response);
			if (ResponseHead.isEventStream(response)) {
				this.placement.becomeStream(this);
			}
		}
		this.client.writeHead(response, this.requestComplete);
	}

	private void addInstanceHeader(HttpResponse response) {
		if (this.gateway.settings().instanceHeader() && this.placement != null) {
			response.headers().set(Gateway.INSTANCE_HEADER, this.placement.label());
		}
		else {
			response.headers().remove(Gateway.INSTANCE_HEADER);
		}
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
			return;
		}
		if (this.switching != null) {
			last.release();
			upgrade(this.switching);
			return;
		}
		seeContent(last);
		this.client.writeContent(last);
		endResponse(this.reusable && this.requestComplete);
	}

	private void seeContent(HttpContent content) {
		if (this.placement != null) {
			this.placement.onResponseContent(content.content());
		}
	}

	private void upgrade(HttpResponse response) {
		InstanceConnection connection = this.instance;
		Placement held = this.placement;
		if (connection == null || held == null) {
			return;
		}
		this.client.deadline().clear();
		addInstanceHeader(response);
		held.onResponseHead(response);
		Tunnel tunnel = new Tunnel(this.client.channel(), connection.channel());
		held.becomeStream(tunnel);
		tunnel.whenEnded().thenRun(() -> {
			held.release();
			this.gateway.exchangeEnds();
		});
		this.placement = null;
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
		if (this.movedOn || !isRepeatable() || this.placement == null) {
			broken(null);
		}
		else if (!this.retried) {
			this.retried = true;
			connect(this.placement);
		}
		else {
			// An instance that ends may still accept a connection just before
			judge(this.placement.instance(), JUDGEMENTS);
		}
	}

	/**
	 * Return whether the request may be sent again after its connection ended without a
	 * byte of the response. An instance that closes an idle connection may cross with the
	 * request, so the same instance gets it once more, before any other does. RFC 9110,
	 * section 9.2.2, allows it for idempotent methods.
	 * @return whether it does no harm if the request is done twice
	 */
	private boolean isRepeatable() {
		return !this.informed && !this.headWritten && !this.bodySent && this.request.isIdempotent();
	}

	private void broken(@Nullable Throwable cause) {
		if (logger.isDebugEnabled()) {
			logger.debug("Broken response to %s %s".formatted(this.request.head().method(), this.request.head().uri()),
					cause);
		}
		fail(Problem.BROKEN);
	}

	private void onInstanceTooSlow() {
		fail(Problem.TOO_SLOW);
	}

	private void onClientTooSlow() {
		fail(Problem.CLIENT_TOO_SLOW);
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
			end();
			closeInstance();
			this.client.abort();
			return;
		}
		this.client.deadline().clear();
		problem.writeTo(this.client, this.requestComplete);
		endResponse(false);
	}

	private void endResponse(boolean reuse) {
		InstanceConnection connection = this.instance;
		this.instance = null;
		end();
		if (connection != null && reuse) {
			connection.release();
		}
		else if (connection != null) {
			connection.close();
		}
		this.client.flush();
		this.client.responseEnded(this.requestComplete);
	}

	/**
	 * Break off because the client has gone.
	 */
	void cancel() {
		if (!this.over) {
			end();
			closeInstance();
		}
	}

	private void closeInstance() {
		InstanceConnection connection = this.instance;
		this.instance = null;
		if (connection != null) {
			connection.close();
		}
	}

	private void end() {
		this.over = true;
		this.client.deadline().clear();
		this.waiting.forEach(HttpContent::release);
		this.waiting.clear();
		leave();
		this.gateway.exchangeEnds();
		this.ended.complete(null);
	}

	private void leave() {
		if (this.placement != null) {
			this.placement.release();
			this.placement = null;
		}
	}

	/**
	 * End an event stream as if the instance had: its client comes back by itself.
	 */
	@Override
	public CompletionStage<Void> close(int webSocketCloseCode) {
		this.client.channel().eventLoop().execute(() -> {
			if (!this.over) {
				this.client.writeContent(LastHttpContent.EMPTY_LAST_CONTENT);
				endResponse(false);
			}
		});
		return this.ended;
	}

}
