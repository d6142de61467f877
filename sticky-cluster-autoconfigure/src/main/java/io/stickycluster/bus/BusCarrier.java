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
 * The way of messages from this instance to the others and back.
 */
public interface BusCarrier extends AutoCloseable {

	/**
	 * Send a message to the instances that it is for. Returns at once.
	 * @param frame the message
	 * @return whether it is on its way, {@code false} when it was dropped
	 */
	boolean trySend(BusFrame frame);

	/**
	 * Begin to receive what other instances send.
	 * @param receiver is given each message, also such as are for others
	 */
	void start(BusReceiver receiver);

	/**
	 * End receiving and sending.
	 */
	@Override
	void close();

}
