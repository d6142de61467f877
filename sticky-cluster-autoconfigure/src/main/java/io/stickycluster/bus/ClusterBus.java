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

package io.stickycluster.bus;

/**
 * Messages from instance to instance. Inject it to tell the other instances something.
 *
 * <p>
 * A message arrives once or not at all: what a slow receiver has no room for is dropped
 * and counted. What one thread publishes arrives in that order. In an application that is
 * not clustered there are no others. Thread-safe; no method blocks.
 */
public interface ClusterBus {

	/**
	 * Publish a message to the subscribers of its topic in all other instances.
	 * @param message the message
	 * @return whether it is on its way, {@code false} when it was dropped here
	 * @throws IllegalArgumentException if it is larger than
	 * {@code sticky.cluster.bus.max-message-size}
	 */
	boolean publishToOthers(BusMessage message);

	/**
	 * Publish a message to the subscribers of its topic in all instances, this one
	 * included.
	 * @param message the message
	 * @return whether it is on its way to the others, {@code false} when it was dropped
	 * here
	 * @throws IllegalArgumentException if it is larger than
	 * {@code sticky.cluster.bus.max-message-size}
	 */
	boolean publishToAll(BusMessage message);

	/**
	 * Publish a message to the subscribers of its topic in the instance that has an
	 * index: in both of its generations while it is reloaded, and in one on each machine
	 * if there are several.
	 * @param index the index, from 0
	 * @param message the message
	 * @return whether it is on its way, {@code false} when it was dropped here
	 * @throws IllegalArgumentException if it is larger than
	 * {@code sticky.cluster.bus.max-message-size}
	 */
	boolean publishTo(int index, BusMessage message);

	/**
	 * Call a listener with every message of a topic that reaches this instance. Each
	 * subscription has a queue and, while there is something in it, a thread of its own.
	 * @param topic the topic
	 * @param listener the listener, which may block: the subscription's further messages
	 * wait for it
	 * @return the subscription, to be closed when it is not needed any more
	 */
	BusSubscription subscribe(String topic, BusListener listener);

}
