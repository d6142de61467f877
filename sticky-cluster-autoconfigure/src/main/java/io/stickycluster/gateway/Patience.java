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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a request waits for, one thing at a time, and for how long. Confined to the event
 * loop of its exchange.
 */
final class Patience {

	private final ClusterChanges changes;

	private final ClientSide client;

	private ClusterChanges.@Nullable Listener listener;

	Patience(ClusterChanges changes, ClientSide client) {
		this.changes = changes;
		this.client = client;
	}

	/**
	 * Begin to wait, instead of for anything else.
	 * @param timeout for how long at most
	 * @param onChange what is done when the cluster has changed, and once soon because it
	 * may have just now
	 * @param onTimeout what is done when the time is over
	 */
	void begin(Duration timeout, Runnable onChange, Runnable onTimeout) {
		end();
		this.listener = this.changes.listen(this.client.channel().eventLoop(), onChange);
		this.client.deadline().set(timeout.toNanos(), onTimeout);
		this.listener.tell();
	}

	/**
	 * Wait no more.
	 */
	void end() {
		if (this.listener != null) {
			this.listener.close();
			this.listener = null;
			this.client.deadline().clear();
		}
	}

}
