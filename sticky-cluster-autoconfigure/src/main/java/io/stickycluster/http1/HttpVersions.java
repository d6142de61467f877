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

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/**
 * The version of a message (RFC 9112, section 2.3).
 */
final class HttpVersions {

	static final int LENGTH = 8;

	private static final AsciiString PREFIX = AsciiString.cached("HTTP/");

	private HttpVersions() {
	}

	static HttpVersion parse(byte[] bytes, int start, int end) throws MalformedMessageException {
		if (end - start != LENGTH || !Octets.isEqual(bytes, start, start + PREFIX.length(), PREFIX)
				|| !isDigit(bytes[start + 5]) || bytes[start + 6] != '.' || !isDigit(bytes[start + 7])) {
			throw new MalformedMessageException("The protocol version is malformed.");
		}
		if (bytes[start + 5] != '1') {
			throw new MalformedMessageException(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
					"The protocol version is not known.");
		}
		// a higher minor version is understood as the highest one that is known
		return (bytes[start + 7] == '0') ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
	}

	private static boolean isDigit(byte octet) {
		return octet >= '0' && octet <= '9';
	}

}
