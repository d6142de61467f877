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

import io.netty.channel.Channel;

/**
 * Ends the connection of a client that takes nothing of its response for too long: it
 * would hold a connection to an instance for as long as it likes. Whatever it takes
 * begins the time anew. Confined to the client's event loop.
 */
final class SendTimeout {

	private final ClientSide client;

	private final Gateway gateway;

	private final long timeoutNanos;

	private long pending;

	/**
	 * Create a timeout.
	 * @param client the client, whose deadline is free while a response is written
	 * @param gateway knows the time
	 */
	SendTimeout(ClientSide client, Gateway gateway) {
		this.client = client;
		this.gateway = gateway;
		this.timeoutNanos = gateway.settings().clients().sendTimeout().toNanos();
	}

	/**
	 * Begin to wait for the client to take what was written.
	 */
	void begin() {
		if (this.timeoutNanos != 0) {
			this.pending = this.client.channel().bytesBeforeWritable();
			this.client.deadline().set(this.timeoutNanos, this::check);
		}
	}

	private void check() {
		Channel channel = this.client.channel();
		if (channel.bytesBeforeWritable() < this.pending) {
			begin();
		}
		else {
			this.gateway.refusals().count(Refusals.Reason.SEND_TIMEOUT);
			// what it has not taken by now cannot be flushed before
			channel.close();
		}
	}

	/**
	 * The client has taken enough.
	 */
	void end() {
		this.client.deadline().clear();
	}

}
