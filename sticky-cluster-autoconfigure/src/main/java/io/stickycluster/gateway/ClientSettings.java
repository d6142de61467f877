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

/**
 * What can be set about the connections of clients.
 *
 * @param headTimeout how long the head of a request may take from its first byte on, 0
 * for any time
 * @param sendTimeout how long a client may take nothing of a response, 0 for any time
 * @param minBodyRate how many bytes of a request's body must come per second, 0 for any
 * number
 * @param maxConnections how many connections there may be in all, 0 for as many as open
 * files allow
 * @param maxConnectionsPerAddress how many connections there may be from one address, 0
 * for any number
 * @param proxyProtocol whether connections begin with a header of the PROXY protocol,
 * from a trusted proxy
 */
public record ClientSettings(Duration headTimeout, Duration sendTimeout, long minBodyRate, int maxConnections,
		int maxConnectionsPerAddress, ProxyProtocolSettings proxyProtocol) {

	/**
	 * What is sensible on the Internet, with as many connections as the operating system
	 * allows.
	 */
	public static final ClientSettings DEFAULT = new ClientSettings(Duration.ofSeconds(20), Duration.ofSeconds(60), 240,
			0, 0, ProxyProtocolSettings.NONE);

	public ClientSettings {
		if (headTimeout.isNegative() || sendTimeout.isNegative() || minBodyRate < 0 || maxConnections < 0
				|| maxConnectionsPerAddress < 0) {
			throw new IllegalArgumentException("Limits must not be negative");
		}
	}

	/**
	 * Return the same with other limits of connections.
	 * @param max how many there may be in all
	 * @param maxPerAddress how many there may be from one address
	 * @return the settings
	 */
	public ClientSettings withMaxConnections(int max, int maxPerAddress) {
		return new ClientSettings(this.headTimeout, this.sendTimeout, this.minBodyRate, max, maxPerAddress,
				this.proxyProtocol);
	}

	/**
	 * Return the same with the PROXY protocol.
	 * @param settings what is set about it
	 * @return the settings
	 */
	public ClientSettings with(ProxyProtocolSettings settings) {
		return new ClientSettings(this.headTimeout, this.sendTimeout, this.minBodyRate, this.maxConnections,
				this.maxConnectionsPerAddress, settings);
	}

}
