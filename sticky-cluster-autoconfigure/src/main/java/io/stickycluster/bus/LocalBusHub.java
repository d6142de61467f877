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

import org.jspecify.annotations.Nullable;

/**
 * Carries messages between instances that share a JVM: from the thread that publishes
 * right into the queues of the others' subscriptions.
 */
public final class LocalBusHub {

	/**
	 * Wake-ups that follow each other within this time, in nanoseconds, are too many for
	 * those who publish.
	 */
	private static final long BUSY_NANOS = 200_000;

	private final Set<LocalCarrier> members = ConcurrentHashMap.newKeySet();

	private volatile long lastWakeUp = System.nanoTime();

	/**
	 * Create the carrier of one more instance.
	 * @return the carrier
	 */
	public BusCarrier join() {
		return new LocalCarrier();
	}

	/**
	 * Wake those that a message has come for. A wake-up takes microseconds: while someone
	 * who publishes much wakes them all, the first are asleep again, and have to be woken
	 * for the next message too. So it wakes only one, which wakes the others while more
	 * messages gather. Someone who publishes seldom wakes all, which is quicker.
	 * @param wakeUps those to wake
	 */
	private void wake(BusWakeUps wakeUps) {
		if (wakeUps.isEmpty()) {
			return;
		}
		if (System.nanoTime() - this.lastWakeUp < BUSY_NANOS) {
			wakeUps.handOver();
		}
		else {
			wakeUps.run();
		}
		this.lastWakeUp = System.nanoTime();
	}

	private final class LocalCarrier implements BusCarrier {

		private volatile @Nullable BusReceiver receiver;

		@Override
		public boolean trySend(BusFrame frame) {
			BusWakeUps wakeUps = new BusWakeUps();
			try {
				LocalBusHub.this.members.forEach((member) -> member.receive(frame, wakeUps));
			}
			finally {
				wake(wakeUps);
			}
			return true;
		}

		@Override
		public void start(BusReceiver receiver) {
			this.receiver = receiver;
			LocalBusHub.this.members.add(this);
		}

		@Override
		public void close() {
			LocalBusHub.this.members.remove(this);
			this.receiver = null;
		}

		private void receive(BusFrame frame, BusWakeUps wakeUps) {
			BusReceiver receiver = this.receiver;
			if (receiver != null) {
				receiver.received(frame, wakeUps);
			}
		}

	}

}
