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

package io.stickycluster.benchmarks.bus;

import java.util.ArrayList;
import java.util.List;

import io.stickycluster.bus.BusCarrier;
import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusOverflow;
import io.stickycluster.bus.BusSettings;
import io.stickycluster.bus.MessageBus;
import io.stickycluster.instance.ClusterIdentity;

/**
 * {@link Members} with a bus each.
 */
final class BusMembers implements Members {

	private static final String TOPIC = "benchmark";

	private static final BusSettings SETTINGS = new BusSettings(1024 * 1024, 64 * 1024 * 1024, BusOverflow.DROP_NEWEST);

	private final List<MessageBus> buses = new ArrayList<>();

	private final AutoCloseable carriers;

	/**
	 * Create members.
	 * @param count how many
	 * @param receiver told of each message
	 * @param carriers make their carriers, and are closed after them
	 * @throws Exception if a carrier cannot be made
	 */
	BusMembers(int count, Receiver receiver, Carriers carriers) throws Exception {
		this.carriers = carriers;
		for (int i = 0; i < count; i++) {
			int member = i;
			ClusterIdentity identity = new ClusterIdentity(member, 1, count, member == 0);
			BusCounts counts = new BusCounts();
			MessageBus bus = new MessageBus(carriers.join(member, counts), () -> identity, SETTINGS, counts);
			this.buses.add(bus);
			bus.subscribe(TOPIC, (message, sender) -> receiver.received(member, message.payload()));
			bus.start();
		}
	}

	@Override
	public void publish(byte[] payload) {
		if (!this.buses.get(0).publishToOthers(BusMessage.of(TOPIC, payload))) {
			throw new IllegalStateException("A message was dropped");
		}
	}

	@Override
	public void close() throws Exception {
		this.buses.forEach(MessageBus::close);
		this.carriers.close();
	}

	/**
	 * Makes the carriers of members.
	 */
	@FunctionalInterface
	interface Carriers extends AutoCloseable {

		/**
		 * Create the carrier of one more member.
		 * @param index the member's index
		 * @param counts count what is dropped
		 * @return the carrier
		 * @throws Exception if it cannot be made
		 */
		BusCarrier join(int index, BusCounts counts) throws Exception;

		@Override
		default void close() throws Exception {
		}

	}

}
