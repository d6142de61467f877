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
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from and what it asks for, as forwarding headers tell it. Their
 * values are bytes already, because one connection's requests all have the same.
 */
final class Origin {

	private final String requestedHost;

	private final AsciiString address;

	private final AsciiString proto;

	private final CharSequence host;

	private final CharSequence port;

	private final CharSequence forwarded;

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
		this.address = AsciiString.cached(address);
		this.proto = AsciiString.cached(proto);
		this.host = bytes(host);
		this.port = bytes((port != null) ? port : port(host, proto));
		this.forwarded = bytes(
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
		headers.set(ForwardedHeaders.X_FORWARDED_FOR, this.address);
		headers.set(ForwardedHeaders.X_FORWARDED_PROTO, this.proto);
		headers.set(ForwardedHeaders.X_FORWARDED_HOST, this.host);
		headers.set(ForwardedHeaders.X_FORWARDED_PORT, this.port);
		headers.set(ForwardedHeaders.FORWARDED, this.forwarded);
	}

	/**
	 * Return a value as bytes, or as it is if that would change it.
	 * @param value the value
	 * @return the same value
	 */
	private static CharSequence bytes(String value) {
		return value.chars().allMatch((c) -> c < 0x80) ? AsciiString.cached(value) : value;
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
