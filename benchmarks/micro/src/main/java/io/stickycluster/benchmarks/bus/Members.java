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

/**
 * Instances that can talk to each other in one of the ways that are compared.
 */
interface Members extends AutoCloseable {

	/**
	 * Send a message from the first member to all others.
	 * @param payload the message
	 */
	void publish(byte[] payload);

	@Override
	void close() throws Exception;

	/**
	 * Makes members.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Create members.
		 * @param count how many
		 * @param receiver told of each message and which member got it
		 * @return the members
		 * @throws Exception if they cannot talk to each other
		 */
		Members create(int count, Receiver receiver) throws Exception;

	}

	/**
	 * Is told of messages.
	 */
	@FunctionalInterface
	interface Receiver {

		/**
		 * Told of a message, by one thread for each member.
		 * @param member the member that got it, from 1
		 * @param payload the message
		 */
		void received(int member, byte[] payload);

	}

}
