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

package io.stickycluster.bus.stomp;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;

import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusSubscription;
import io.stickycluster.bus.ClusterBus;

/**
 * Gives the messages that Spring's simple broker gets in one instance to those of all
 * instances, user destinations included.
 *
 * <p>
 * It listens where the broker does, so it sees what the application's interceptors have
 * let through. Messages of other instances go to the broker itself.
 */
public final class StompBridge implements MessageHandler, SmartLifecycle {

	static final String TOPIC = "sticky-cluster.stomp";

	private static final Log logger = LogFactory.getLog(StompBridge.class);

	private final ClusterBus bus;

	private final SimpleBrokerMessageHandler broker;

	private final UserDestinationMessageHandler users;

	private final SubscribableChannel clientInboundChannel;

	private final SubscribableChannel brokerChannel;

	private final StompDestinations destinations;

	private @Nullable BusSubscription subscription;

	/**
	 * Create a bridge.
	 * @param bus carries the messages
	 * @param broker the instance's broker
	 * @param users resolves user destinations to this instance's sessions
	 * @param clientInboundChannel where clients send
	 * @param brokerChannel where the application sends
	 * @param userPrefix prefix of user destinations
	 */
	public StompBridge(ClusterBus bus, SimpleBrokerMessageHandler broker, UserDestinationMessageHandler users,
			SubscribableChannel clientInboundChannel, SubscribableChannel brokerChannel, String userPrefix) {
		this.bus = bus;
		this.broker = broker;
		this.users = users;
		this.clientInboundChannel = clientInboundChannel;
		this.brokerChannel = brokerChannel;
		this.destinations = new StompDestinations(broker.getDestinationPrefixes(), userPrefix,
				users.getUserDestinationResolver());
	}

	@Override
	public synchronized void start() {
		this.subscription = this.bus.subscribe(TOPIC, (message, sender) -> received(message));
		this.clientInboundChannel.subscribe(this);
		this.brokerChannel.subscribe(this);
	}

	@Override
	public synchronized void stop() {
		this.clientInboundChannel.unsubscribe(this);
		this.brokerChannel.unsubscribe(this);
		if (this.subscription != null) {
			this.subscription.close();
			this.subscription = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.subscription != null;
	}

	@Override
	public int getPhase() {
		return this.broker.getPhase();
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (!this.destinations.isForOthers(message)) {
			return;
		}
		try {
			this.bus.publishToOthers(StompMessages.toBus(TOPIC, message));
		}
		catch (IllegalArgumentException ex) {
			// The clients of this instance get it all the same
			logger.warn("A STOMP message reaches the clients of this instance only: " + ex.getMessage());
		}
	}

	private void received(BusMessage received) {
		Message<byte[]> message = StompMessages.fromBus(received);
		if (this.destinations.isOfUser(message)) {
			this.users.handleMessage(message);
		}
		else {
			this.broker.handleMessage(message);
		}
	}

}
