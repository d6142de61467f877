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

/**
 * What can be set about the connections of clients.
 *
 * @param maxConnections how many connections there may be in all, 0 for as many as open
 * files allow
 * @param maxConnectionsPerAddress how many connections there may be from one address, 0
 * for any number
 * @param proxyProtocol whether connections begin with a header of the PROXY protocol,
 * from a trusted proxy
 */
public record ClientSettings(int maxConnections, int maxConnectionsPerAddress, boolean proxyProtocol) {

	/**
	 * No limits but those of the operating system.
	 */
	public static final ClientSettings DEFAULT = new ClientSettings(0, 0, false);

	public ClientSettings {
		if (maxConnections < 0 || maxConnectionsPerAddress < 0) {
			throw new IllegalArgumentException("Limits must not be negative");
		}
	}

}
