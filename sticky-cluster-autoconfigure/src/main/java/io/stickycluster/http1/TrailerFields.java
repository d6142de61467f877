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

package io.stickycluster.http1;

import java.util.Locale;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * What may come behind a body (RFC 9110, section 6.5.1): nothing that frames, routes,
 * authenticates or modifies a message, because those who have acted on its head did not
 * know of it.
 */
final class TrailerFields {

	private static final Set<String> DROPPED = Set.of("transfer-encoding", "content-length", "connection", "keep-alive",
			"proxy-connection", "upgrade", "te", "trailer", "host", "via", "forwarded", "x-real-ip", "max-forwards",
			"expect", "cache-control", "pragma", "range", "if-match", "if-none-match", "if-modified-since",
			"if-unmodified-since", "if-range", "authorization", "proxy-authorization", "proxy-authenticate",
			"proxy-authentication-info", "authentication-info", "www-authenticate", "cookie", "set-cookie", "age",
			"date", "expires", "location", "retry-after", "vary", "warning", "content-encoding", "content-type",
			"content-range", "origin", "referer");

	private TrailerFields() {
	}

	static HttpHeaders retain(RawHeaders received) {
		for (String name : received.names()) {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (DROPPED.contains(lowerCase) || lowerCase.startsWith("x-forwarded-") || lowerCase.startsWith("x-sticky-")
					|| lowerCase.startsWith("sec-") || lowerCase.startsWith("access-control-")) {
				received.remove(name);
			}
		}
		return received;
	}

}
