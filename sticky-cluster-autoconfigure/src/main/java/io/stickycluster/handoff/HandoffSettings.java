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

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AddressKeys;

/**
 * What can be set about handing connections over.
 *
 * @param maxConnections how many connections there may be in all, 0 for any number
 * @param maxConnectionsPerAddress how many there may be from one address, 0 for any
 * number
 * @param maxAcceptRate how many are accepted in a second, 0 for any number; clients
 * beyond wait in the backlog of the port
 * @param waitTimeout how long a connection waits for an instance that can take it, 0 for
 * not at all
 * @param maxWaiting how many connections may wait at a time
 * @param addressKeys what clients are recognised by
 * @param proxies whose headers of the PROXY protocol are believed; {@code null} when
 * connections begin without one
 */
public record HandoffSettings(int maxConnections, int maxConnectionsPerAddress, int maxAcceptRate, Duration waitTimeout,
		int maxWaiting, AddressKeys addressKeys, @Nullable Predicate<InetAddress> proxies) {

	public HandoffSettings {
		if (maxConnections < 0 || maxConnectionsPerAddress < 0 || maxAcceptRate < 0 || maxWaiting < 0
				|| waitTimeout.isNegative()) {
			throw new IllegalArgumentException("Limits must not be negative");
		}
	}

}
