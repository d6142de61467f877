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

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.Candidates;
import io.stickycluster.instance.Instance;

/**
 * Brings one request to an instance: finds the client's, connects to it, and decides what
 * becomes of the request when that does not go well. Confined to the event loop of its
 * exchange.
 */
final class Dispatch {

	private static final Log logger = LogFactory.getLog(Dispatch.class);

	/**
	 * How often is asked why an instance has ended: for three seconds in all, because the
	 * supervisor tells it when all that the instance had started is gone, too.
	 */
	private static final int JUDGEMENTS = 150;

	private static final int JUDGEMENT_INTERVAL_MILLIS = 20;

	private final Gateway gateway;

	private final Exchange exchange;

	private final Channel client;

	private final RelayRequest request;

	private final RoutingTable routes;

	private Candidates candidates;

	private @Nullable Placement placement;

	private boolean retried;

	private boolean movedOn;

	Dispatch(Gateway gateway, Exchange exchange, Channel client, RelayRequest request) {
		this.gateway = gateway;
		this.exchange = exchange;
		this.client = client;
		this.request = request;
		this.routes = gateway.routes();
		this.candidates = this.routes.candidates();
	}

	/**
	 * Return where the request is.
	 * @return its place, {@code null} while or after it has none
	 */
	@Nullable Placement placement() {
		return this.placement;
	}

	void start() {
		assign();
	}

	/**
	 * Give the place up, if there is one.
	 */
	void end() {
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
		Placement placement = Placement.of(this.gateway, this.request, this.candidates);
		if (placement == null) {
			this.exchange.fail(Problem.NO_INSTANCE);
			return;
		}
		this.placement = placement;
		connect(placement);
	}

	private void connect(Placement placement) {
		InstanceEndpoint endpoint = this.routes.endpoint(placement.assignment().instance(), this.request.route());
		if (endpoint == null) {
			this.exchange.fail(Problem.NO_INSTANCE);
			return;
		}
		InstanceConnections connections = this.gateway.connections(this.client);
		InstanceConnection pooled = (!this.retried) ? connections.poll(endpoint) : null;
		if (pooled != null) {
			this.exchange.begin(pooled);
		}
		else if (!connections.connect(endpoint, this)) {
			this.exchange.fail(Problem.BUSY);
		}
	}

	void onConnected(InstanceConnection connection) {
		if (this.exchange.isOver()) {
			connection.release();
			return;
		}
		this.exchange.begin(connection);
		this.exchange.settle();
	}

	void onConnectFailed(InstanceEndpoint endpoint, Throwable cause) {
		if (this.exchange.isOver()) {
			return;
		}
		logger.debug("Instance %d does not answer at %s".formatted(endpoint.index(), endpoint.address()), cause);
		if (this.retried && !this.movedOn && this.placement != null) {
			judge(this.placement.assignment().instance(), JUDGEMENTS);
		}
		else {
			moveOn(endpoint.index());
		}
	}

	/**
	 * Decide what becomes of a request that may be sent again, now that its connection
	 * has ended without a byte of the response. An instance that closes an idle
	 * connection may cross with the request, so the same instance gets it once more,
	 * before any other does.
	 */
	void connectionLost() {
		Placement placement = this.placement;
		if (this.movedOn || placement == null) {
			this.exchange.fail(Problem.BROKEN);
		}
		else if (!this.retried) {
			this.retried = true;
			connect(placement);
		}
		else {
			// An instance that ends may still accept a connection just before
			judge(placement.assignment().instance(), JUDGEMENTS);
		}
	}

	/**
	 * The instance has ended while it had the request: wait until it is known whether the
	 * request may be the reason.
	 * @param gone the instance as it was when it got the request
	 * @param judgementsLeft how often may still be asked
	 */
	private void judge(Instance gone, int judgementsLeft) {
		if (this.exchange.isOver()) {
			return;
		}
		Suspicion suspicion = this.gateway.judge(gone);
		if (suspicion == Suspicion.CLEARED) {
			this.movedOn = true;
			moveOn(gone.index());
		}
		else if (suspicion == Suspicion.CONFIRMED || judgementsLeft == 0) {
			this.exchange.fail(Problem.BROKEN);
		}
		else {
			this.client.eventLoop()
				.schedule(() -> judge(gone, judgementsLeft - 1), JUDGEMENT_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void moveOn(int gone) {
		this.candidates = this.candidates.without(gone);
		end();
		assign();
		this.exchange.settle();
	}

}
