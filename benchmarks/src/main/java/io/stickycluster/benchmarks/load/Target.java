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

package io.stickycluster.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * A way to the instances.
 *
 * @param name its name in the report
 * @param addresses where clients connect to, each to one of them in turn
 */
record Target(String name, List<InetSocketAddress> addresses) {

	/**
	 * A target on the loopback interface.
	 * @param name its name in the report
	 * @param ports comma-separated ports
	 * @return the target
	 */
	static Target of(String name, String ports) {
		return new Target(name,
				Arrays.stream(ports.split(","))
					.map((port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)))
					.toList());
	}

	InetSocketAddress address(int client) {
		return this.addresses.get(client % this.addresses.size());
	}

}
