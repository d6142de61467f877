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
import java.util.List;

/**
 * A way to the instances.
 *
 * @param name its name in the report
 * @param addresses where clients connect to, each to one of them in turn
 * @param headers header lines to send, one for each client in turn, empty for none
 */
public record Target(String name, List<InetSocketAddress> addresses, List<String> headers) {

	/**
	 * A target on the loopback interface.
	 * @param name its name in the report
	 * @param ports the ports
	 * @return the target
	 */
	public static Target of(String name, List<Integer> ports) {
		return new Target(name,
				ports.stream().map((port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).toList(),
				List.of());
	}

	/**
	 * The target for clients that send a cookie.
	 * @param cookies the cookies, one for each client in turn
	 * @return the target
	 */
	public Target withCookies(List<String> cookies) {
		return new Target(this.name, this.addresses,
				cookies.stream().map((cookie) -> "Cookie: " + cookie + "\r\n").toList());
	}

	InetSocketAddress address(int client) {
		return this.addresses.get(client % this.addresses.size());
	}

	String header(int client) {
		return this.headers.isEmpty() ? "" : this.headers.get(client % this.headers.size());
	}

}
