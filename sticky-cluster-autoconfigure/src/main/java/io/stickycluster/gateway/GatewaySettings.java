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
import java.util.Comparator;
import java.util.List;

/**
 * What can be set about the gateway. A duration of zero means that there is no such
 * limit, except for connecting, which is always limited.
 *
 * @param connectTimeout how long to wait for an instance to accept a connection
 * @param responseTimeout how long to wait for the head of a response once the request was
 * sent
 * @param instanceIdleTimeout how long a connection to an instance is kept unused
 * @param clientIdleTimeout how long a client may take to send a request, or more of one
 * @param maxConnections how many connections there may be to one instance
 * @param maxIdleConnections how many connections to one instance each event loop keeps
 * unused
 * @param headers what can be set about the headers that the gateway adds
 * @param trustedProxies whose forwarding headers are believed
 * @param clients what can be set about the connections of clients
 * @param portRoutes paths that go to other ports of an instance
 * @param failover what happens when an instance fails
 * @param hold what happens while no instance serves
 * @param queue what happens when an instance has too much to do
 * @param sessions how requests of sessions that live in an instance are told
 */
public record GatewaySettings(Duration connectTimeout, Duration responseTimeout, Duration instanceIdleTimeout,
		Duration clientIdleTimeout, int maxConnections, int maxIdleConnections, HeaderSettings headers,
		List<AddressRange> trustedProxies, ClientSettings clients, List<PortRoute> portRoutes,
		FailoverSettings failover, HoldSettings hold, QueueSettings queue, SessionSettings sessions) {

	public GatewaySettings {
		if (connectTimeout.isNegative() || connectTimeout.isZero()) {
			throw new IllegalArgumentException("'connectTimeout' must be positive but is " + connectTimeout);
		}
		trustedProxies = List.copyOf(trustedProxies);
		portRoutes = portRoutes.stream()
			.sorted(Comparator.comparingInt((PortRoute route) -> route.path().length()).reversed())
			.toList();
	}

}
