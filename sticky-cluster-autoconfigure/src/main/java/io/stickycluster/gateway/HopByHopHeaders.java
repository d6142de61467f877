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

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * Removes the headers that are meant for one connection only (RFC 9110, section 7.6.1).
 */
final class HopByHopHeaders {

	private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

	private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");

	/**
	 * What frames or addresses a message stays, whatever {@code Connection} says.
	 */
	private static final Set<String> KEPT = Set.of("content-length", "transfer-encoding", "host", "trailer",
			"content-type", "close", "keep-alive");

	private HopByHopHeaders() {
	}

	static void remove(HttpHeaders headers) {
		if (headers.contains(HttpHeaderNames.CONNECTION)) {
			List<String> values = headers.getAll(HttpHeaderNames.CONNECTION);
			for (String value : values) {
				removeNamed(headers, value);
			}
			headers.remove(HttpHeaderNames.CONNECTION);
		}
		headers.remove(KEEP_ALIVE);
		headers.remove(PROXY_CONNECTION);
		headers.remove(HttpHeaderNames.TE);
		headers.remove(HttpHeaderNames.UPGRADE);
	}

	private static void removeNamed(HttpHeaders headers, String value) {
		for (String token : value.split(",")) {
			String name = token.trim().toLowerCase(Locale.ROOT);
			if (!name.isEmpty() && !KEPT.contains(name)) {
				headers.remove(name);
			}
		}
	}

}
