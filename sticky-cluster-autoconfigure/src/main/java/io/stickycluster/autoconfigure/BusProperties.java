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

package io.stickycluster.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

import io.stickycluster.bus.BusOverflow;

/**
 * Properties of the messages between instances.
 */
@ConfigurationProperties("sticky.cluster.bus")
public class BusProperties {

	/**
	 * What carries messages from instance to instance: "local" within the cluster,
	 * "redis" among all clusters that share a Redis.
	 */
	private Carrier carrier = Carrier.LOCAL;

	/**
	 * First part of the names of the channels in Redis. Clusters with the same get each
	 * other's messages. "sticky-cluster." and the application's name by default.
	 */
	private @Nullable String channelPrefix;

	/**
	 * Size of the largest message, headers included; at most 1MB.
	 */
	private DataSize maxMessageSize = DataSize.ofKilobytes(256);

	/**
	 * Size of all messages that may wait for one subscription.
	 */
	private DataSize queueSize = DataSize.ofMegabytes(16);

	/**
	 * What is dropped when more would have to wait for a subscription: "drop-oldest" or
	 * "drop-newest".
	 */
	private BusOverflow overflow = BusOverflow.DROP_OLDEST;

	/**
	 * Whether application events that are annotated with @RemoteEvent reach all
	 * instances.
	 */
	private boolean events = true;

	/**
	 * Whether messages to Spring's simple STOMP broker reach the clients of all
	 * instances.
	 */
	private boolean stomp = true;

	public Carrier getCarrier() {
		return this.carrier;
	}

	public void setCarrier(Carrier carrier) {
		this.carrier = carrier;
	}

	public @Nullable String getChannelPrefix() {
		return this.channelPrefix;
	}

	public void setChannelPrefix(@Nullable String channelPrefix) {
		this.channelPrefix = channelPrefix;
	}

	public DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	public DataSize getQueueSize() {
		return this.queueSize;
	}

	public void setQueueSize(DataSize queueSize) {
		this.queueSize = queueSize;
	}

	public BusOverflow getOverflow() {
		return this.overflow;
	}

	public void setOverflow(BusOverflow overflow) {
		this.overflow = overflow;
	}

	public boolean isEvents() {
		return this.events;
	}

	public void setEvents(boolean events) {
		this.events = events;
	}

	public boolean isStomp() {
		return this.stomp;
	}

	public void setStomp(boolean stomp) {
		this.stomp = stomp;
	}

	/**
	 * What carries messages.
	 */
	public enum Carrier {

		/**
		 * The JVM of the instances, or their control links.
		 */
		LOCAL,

		/**
		 * Redis.
		 */
		REDIS

	}

}
