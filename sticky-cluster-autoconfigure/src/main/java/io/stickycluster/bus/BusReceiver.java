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
 * Is given what a {@link BusCarrier} brings.
 */
@FunctionalInterface
public interface BusReceiver {

	/**
	 * Put a message into the queues of the subscriptions that it is for. Does not block.
	 * @param frame the message, which may be for other instances
	 * @param wakeUps is told which of the subscriptions have to be woken by the caller
	 */
	void received(BusFrame frame, BusWakeUps wakeUps);

	/**
	 * Put a message into the queues of the subscriptions that it is for, and wake them.
	 * Does not block.
	 * @param frame the message, which may be for other instances
	 */
	default void received(BusFrame frame) {
		BusWakeUps wakeUps = new BusWakeUps();
		try {
			received(frame, wakeUps);
		}
		finally {
			wakeUps.run();
		}
	}

}
