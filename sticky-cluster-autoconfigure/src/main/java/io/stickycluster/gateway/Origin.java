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

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.FieldBlock;

/**
 * Where a request comes from and what it asks for, as forwarding headers tell it: bytes
 * already, because one connection's requests all have the same.
 */
final class Origin {

	private final String requestedHost;

	private final FieldBlock block;

	/**
	 * Create an origin.
	 * @param address the client's address
	 * @param proto the scheme
	 * @param host the host as the client wrote it
	 * @param port the port, {@code null} for the host's
	 */
	Origin(String address, String proto, String host, @Nullable String port) {
		String node = (address.indexOf(':') != -1) ? "\"[" + address + "]\"" : address;
		this.requestedHost = host;
		this.block = FieldBlock.of(ForwardedHeaders.X_FORWARDED_FOR, address, ForwardedHeaders.X_FORWARDED_PROTO, proto,
				ForwardedHeaders.X_FORWARDED_HOST, host, ForwardedHeaders.X_FORWARDED_PORT,
				(port != null) ? port : port(host, proto), ForwardedHeaders.FORWARDED,
				"for=" + node + ";host=\"" + host.replace("\\", "").replace("\"", "") + "\";proto=" + proto);
	}

	boolean isOf(String host) {
		return this.requestedHost.equals(host);
	}

	/**
	 * Write the headers in the place of those that are there.
	 * @param headers the request's headers
	 */
	void writeTo(HttpHeaders headers) {
		this.block.setIn(headers);
	}

	private static String port(String host, String proto) {
		int colon = host.lastIndexOf(':');
		if (colon != -1 && colon > host.lastIndexOf(']')) {
			String port = host.substring(colon + 1);
			if (!port.isEmpty() && port.chars().allMatch((c) -> c >= '0' && c <= '9')) {
				return port;
			}
		}
		return proto.equals("https") ? "443" : "80";
	}

}
