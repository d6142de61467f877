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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Carries messages between instances that share a JVM: from the thread that publishes
 * right into the queues of the others' subscriptions.
 */
public final class LocalBusHub {

	private final Set<LocalCarrier> members = ConcurrentHashMap.newKeySet();

	/**
	 * Create the carrier of one more instance.
	 * @return the carrier
	 */
	public BusCarrier join() {
		return new LocalCarrier();
	}

	private final class LocalCarrier implements BusCarrier {

		private volatile @Nullable Consumer<BusFrame> receiver;

		@Override
		public boolean trySend(BusFrame frame) {
			LocalBusHub.this.members.forEach((member) -> member.receive(frame));
			return true;
		}

		@Override
		public void start(Consumer<BusFrame> receiver) {
			this.receiver = receiver;
			LocalBusHub.this.members.add(this);
		}

		@Override
		public void close() {
			LocalBusHub.this.members.remove(this);
			this.receiver = null;
		}

		private void receive(BusFrame frame) {
			Consumer<BusFrame> receiver = this.receiver;
			if (receiver != null) {
				receiver.accept(frame);
			}
		}

	}

}
