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
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings one request to an instance: finds the client's, waits for it if need be,
 * connects to it, and decides what becomes of the request when that does not go well.
 * Confined to the event loop of its exchange.
 */
final class Dispatch {

	private static final Log logger = LogFactory.getLog(Dispatch.class);

	private final Gateway gateway;

	private final Failover failover;

	private final Exchange exchange;

	private final ClientSide client;

	private final InstanceChoice choice;

	private @Nullable Patience patience;

	private @Nullable Hold hold;

	private @Nullable Placement placement;

	private long arrived;

	private Problem lastResort = Problem.NO_INSTANCE;

	/**
	 * Whether the connection was opened for this request.
	 */
	private boolean fresh;

	/**
	 * Whether the instance may have ended because of the request.
	 */
	private boolean suspect;

	/**
	 * Whether the instance has accepted another connection since.
	 */
	private boolean accepted;

	/**
	 * Whether another instance had the request before.
	 */
	private boolean movedOn;

	Dispatch(Gateway gateway, Exchange exchange, ClientSide client, RelayRequest request) {
		this.gateway = gateway;
		this.failover = gateway.failover();
		this.exchange = exchange;
		this.client = client;
		this.choice = new InstanceChoice(gateway, request);
	}

	/**
	 * Return where the request is.
	 * @return its place, {@code null} while or after it has none
	 */
	@Nullable Placement placement() {
		return this.placement;
	}

	void start() {
		this.arrived = System.nanoTime();
		this.failover.budget().request(this.arrived);
		assign();
	}

	/**
	 * Give up whatever the request has or waits for.
	 */
	void end() {
		if (this.hold != null) {
			this.hold.end();
		}
		if (this.patience != null) {
			this.patience.end();
		}
		leave();
	}

	private void leave() {
		this.choice.giveBack();
		if (this.placement != null) {
			this.placement.release();
			this.placement = null;
		}
	}

	/**
	 * Leave the place to somebody else, who will give it up.
	 */
	void handOver() {
		this.placement = null;
	}

	private void assign() {
		this.choice.refresh();
		if (this.failover.held().settings().ownInstance() && this.choice.isOwnInstanceRecovering()
				&& hold().tryBegin(true)) {
			return;
		}
		Placement found = this.choice.choose();
		if (found != null) {
			if (this.hold != null) {
				this.hold.end();
			}
			this.placement = found;
			enter(found);
		}
		else if (!this.choice.isWaitWorthwhile() || !hold().tryBegin(this.choice.isRecovering())) {
			this.exchange.fail(this.lastResort);
		}
	}

	private Hold hold() {
		if (this.hold == null) {
			this.hold = new Hold(this.failover.held(), patience(), this::onChangeInHold);
		}
		return this.hold;
	}

	private Patience patience() {
		if (this.patience == null) {
			this.patience = new Patience(this.failover.changes(), this.client);
		}
		return this.patience;
	}

	private void assignAgain() {
		assign();
		this.exchange.settle();
	}

	private void onChangeInHold() {
		if (this.gateway.isShuttingDown()) {
			this.exchange.fail(Problem.SHUTTING_DOWN);
		}
		else {
			assignAgain();
		}
	}

	private void enter(Placement placement) {
		if (placement.tryEnter()) {
			connect(placement, !this.movedOn);
		}
		else if (placement.tryQueue(this.client.channel().eventLoop(), this::onTurn)) {
			patience().begin(this.gateway.settings().queue().timeout(), this::onChangeInQueue, () -> {
				this.failover.queueExpired();
				this.exchange.fail(Problem.OVERLOADED);
			});
		}
		else {
			this.failover.queueRejected();
			this.exchange.fail(Problem.OVERLOADED);
		}
	}

	private void onTurn() {
		patience().end();
		if (this.placement != null) {
			connect(this.placement, !this.movedOn);
			this.exchange.settle();
		}
	}

	private void onChangeInQueue() {
		if (this.placement != null && !this.gateway.routes().isOf(this.placement.instance())) {
			patience().end();
			leave();
			assignAgain();
		}
	}

	private void connect(Placement placement, boolean reuse) {
		InstanceEndpoint endpoint = this.choice.endpoint(placement.instance());
		if (endpoint == null) {
			this.exchange.fail(Problem.NO_INSTANCE);
			return;
		}
		InstanceConnections connections = this.gateway.connections(this.client.channel());
		InstanceConnection pooled = reuse ? connections.poll(endpoint) : null;
		this.fresh = pooled == null;
		if (pooled != null) {
			this.exchange.begin(pooled);
		}
		else if (!connections.connect(endpoint, placement.load(), this)) {
			this.exchange.fail(Problem.BUSY);
		}
	}

	/**
	 * Return the connection that the request came by.
	 * @return the connection, whatever part of it the request has
	 */
	Channel clientConnection() {
		Channel channel = this.client.channel();
		return (channel instanceof Http2StreamChannel) ? channel.parent() : channel;
	}

	void onConnected(InstanceConnection connection) {
		if (this.exchange.isOver()) {
			connection.release();
			return;
		}
		this.accepted = this.suspect;
		this.exchange.begin(connection);
		this.exchange.settle();
	}

	void onConnectFailed(InstanceEndpoint endpoint, Throwable cause) {
		Placement placement = this.placement;
		if (this.exchange.isOver() || placement == null) {
			return;
		}
		logger.debug("Instance %d does not answer at %s".formatted(endpoint.index(), endpoint.address()), cause);
		failed();
		if (this.suspect) {
			this.failover.budget().giveBack();
			judge(placement);
		}
		else {
			moveOn(placement);
		}
	}

	/**
	 * Learn that the instance has answered.
	 * @param status the status of the response
	 */
	void answered(int status) {
		if (this.placement != null) {
			this.placement.answered(status, System.nanoTime() - this.arrived);
		}
		if (status >= 500 && this.gateway.settings().failover().ejection().serverErrors()) {
			failed();
		}
		else if (this.placement != null) {
			this.choice.answered(this.placement.instance());
		}
	}

	/**
	 * Learn that the instance has not done what it should.
	 */
	void failed() {
		if (this.placement != null) {
			this.choice.failed(this.placement.instance());
		}
		unanswered();
	}

	/**
	 * Learn that the instance has broken off, which need not be its fault as far as
	 * others are concerned.
	 */
	void unanswered() {
		if (this.placement != null) {
			this.placement.unanswered();
		}
	}

	/**
	 * Decide what becomes of the request now that its connection has ended without a byte
	 * of the response. An instance that closes an idle connection may cross with the
	 * request, so the same instance gets it once more, before any other does.
	 * @param unsent whether the instance cannot have seen the request
	 * @param repeatable whether it may be sent again although the instance may have
	 */
	void connectionLost(boolean unsent, boolean repeatable) {
		Placement placement = this.placement;
		if (this.fresh) {
			failed();
		}
		else {
			unanswered();
		}
		if (placement == null || (!unsent && (!repeatable || this.movedOn))) {
			this.exchange.fail(Problem.BROKEN);
		}
		else if (this.suspect) {
			// An instance that ends may still accept a connection just before
			judge(placement);
		}
		else if (unsent && this.fresh) {
			moveOn(placement);
		}
		else if (unsent || this.failover.budget().tryRetry()) {
			this.suspect = !unsent;
			connect(placement, false);
		}
		else {
			this.exchange.fail(Problem.BROKEN);
		}
	}

	private void judge(Placement placement) {
		Runnable broken = () -> this.exchange.fail(Problem.BROKEN);
		new Inquest(this.gateway, patience()).begin(placement.instance(), () -> sendToAnother(placement), broken,
				() -> {
					if (this.accepted) {
						// It still lives, so the request has not ended it
						this.lastResort = Problem.BROKEN;
						sendToAnother(placement);
					}
					else {
						broken.run();
					}
				});
	}

	private void sendToAnother(Placement placement) {
		patience().end();
		if (this.failover.budget().tryRetry()) {
			this.movedOn = true;
			this.suspect = false;
			moveOn(placement);
		}
		else {
			this.exchange.fail(Problem.BROKEN);
		}
	}

	private void moveOn(Placement placement) {
		this.choice.exclude(placement.instance());
		leave();
		assignAgain();
	}

}
