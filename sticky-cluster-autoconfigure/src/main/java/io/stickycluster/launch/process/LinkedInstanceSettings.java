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

package io.stickycluster.launch.process;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import io.stickycluster.launch.InstanceSockets;
import io.stickycluster.link.PacketHandler;

/**
 * What instances are told over their control link when they come up.
 *
 * @param address the address to listen on
 * @param basePorts first port of each further port by its name; an instance's own is that
 * plus its index
 * @param sockets the Unix-domain sockets to listen on too
 * @param properties the application's properties that an index alone has
 * @param heartbeat how often they tell their vitals
 * @param packetHandlers the supervisor's features that they may talk to
 */
public record LinkedInstanceSettings(InetAddress address, Map<String, Integer> basePorts, InstanceSockets sockets,
		IntFunction<Map<String, String>> properties, Duration heartbeat, List<PacketHandler> packetHandlers) {

	public LinkedInstanceSettings {
		basePorts = Map.copyOf(basePorts);
		packetHandlers = List.copyOf(packetHandlers);
		if (heartbeat.isNegative() || heartbeat.isZero()) {
			throw new IllegalArgumentException("'heartbeat' must be positive but is " + heartbeat);
		}
	}

}
