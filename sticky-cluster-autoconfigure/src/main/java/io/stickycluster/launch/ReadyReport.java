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

package io.stickycluster.launch;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where a ready instance can be reached.
 *
 * @param address the address of its main port
 * @param ports further ports by name, empty when there are none
 * @param socket the Unix-domain socket where its main port can be reached too, or
 * {@code null}
 */
public record ReadyReport(InetSocketAddress address, Map<String, Integer> ports, @Nullable Path socket) {

	public ReadyReport {
		ports = Map.copyOf(ports);
	}

	/**
	 * Create the report of an instance without a socket.
	 * @param address the address of its main port
	 * @param ports further ports by name, empty when there are none
	 */
	public ReadyReport(InetSocketAddress address, Map<String, Integer> ports) {
		this(address, ports, null);
	}

}
