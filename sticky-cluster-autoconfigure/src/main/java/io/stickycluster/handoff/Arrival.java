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

package io.stickycluster.handoff;

import java.util.concurrent.ScheduledFuture;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.KnownClient;

/**
 * A connection of a client, from when the supervisor has accepted it until it is closed.
 * Confined to the event loop of the {@link Dispatcher}.
 */
final class Arrival {

	private final AffinityKey key;

	private final boolean copied;

	private final Runnable onEnd;

	private @Nullable Channel channel;

	private @Nullable KnownClient client;

	private @Nullable ScheduledFuture<?> timeout;

	private boolean late;

	/**
	 * Create an arrival.
	 * @param channel the connection, which is not registered
	 * @param key the client
	 * @param copied whether an instance gets a copy, so that this one is to be closed
	 * when it has that
	 * @param onEnd what is done when the connection is closed
	 */
	Arrival(Channel channel, AffinityKey key, boolean copied, Runnable onEnd) {
		this.channel = channel;
		this.key = key;
		this.copied = copied;
		this.onEnd = onEnd;
	}

	AffinityKey key() {
		return this.key;
	}

	/**
	 * Return the connection.
	 * @return the connection, which no instance has taken
	 */
	Channel channel() {
		if (this.channel == null) {
			throw new IllegalStateException("The connection is taken");
		}
		return this.channel;
	}

	/**
	 * Count as one of its client's.
	 * @param client the client, which has entered the table
	 */
	void enter(KnownClient client) {
		this.client = client;
	}

	void leave(AffinityTable table) {
		if (this.client != null) {
			table.leave(this.client);
			this.client = null;
		}
	}

	/**
	 * Learn that an instance has the connection.
	 */
	void taken() {
		endWait();
		Channel held = channel();
		this.channel = null;
		if (this.copied) {
			held.unsafe().closeForcibly();
		}
	}

	/**
	 * Close the connection, which nobody wants.
	 */
	void refuse() {
		endWait();
		Channel held = channel();
		this.channel = null;
		reset(held);
		this.onEnd.run();
	}

	/**
	 * Learn that the instance has closed the connection.
	 */
	void ended() {
		this.onEnd.run();
	}

	static void reset(Channel channel) {
		try {
			// leaves nothing behind that would wait for the client
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
		}
		catch (ChannelException ex) {
			// The client has closed it before
		}
		channel.unsafe().closeForcibly();
	}

	boolean hasTimeout() {
		return this.timeout != null;
	}

	void timeout(ScheduledFuture<?> timeout) {
		this.timeout = timeout;
	}

	/**
	 * Learn that it may wait no more.
	 */
	void late() {
		this.late = true;
	}

	boolean isLate() {
		return this.late;
	}

	private void endWait() {
		if (this.timeout != null) {
			this.timeout.cancel(false);
			this.timeout = null;
		}
	}

}
