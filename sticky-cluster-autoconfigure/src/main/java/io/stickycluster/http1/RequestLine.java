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

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The first line of a request (RFC 9112, section 3).
 */
final class RequestLine {

	private static final HttpMethod[] USUAL = { HttpMethod.GET, HttpMethod.POST, HttpMethod.HEAD, HttpMethod.PUT,
			HttpMethod.DELETE, HttpMethod.OPTIONS, HttpMethod.PATCH };

	private RequestLine() {
	}

	static HttpRequest parse(byte[] bytes, int start, int end, RawHeaders headers) throws MalformedMessageException {
		int methodEnd = endOfToken(bytes, start, end);
		int targetEnd = endOfTarget(bytes, methodEnd + 1, end);
		HttpMethod method = method(bytes, start, methodEnd);
		HttpVersion version = HttpVersions.parse(bytes, targetEnd + 1, end);
		return new DefaultHttpRequest(version, method, Octets.string(bytes, methodEnd + 1, targetEnd), headers);
	}

	private static int endOfToken(byte[] bytes, int start, int end) throws MalformedMessageException {
		int at = start;
		while (at < end && Octets.isToken(bytes[at])) {
			at++;
		}
		if (at == start || at == end || bytes[at] != ' ') {
			throw new MalformedMessageException("The method is malformed.");
		}
		return at;
	}

	private static int endOfTarget(byte[] bytes, int start, int end) throws MalformedMessageException {
		int at = start;
		while (at < end && Octets.isTarget(bytes[at])) {
			at++;
		}
		if (at == start || at >= end || bytes[at] != ' ') {
			throw new MalformedMessageException("The request target is malformed.");
		}
		return at;
	}

	private static HttpMethod method(byte[] bytes, int start, int end) throws MalformedMessageException {
		for (HttpMethod method : USUAL) {
			if (Octets.isEqual(bytes, start, end, method.asciiName())) {
				return method;
			}
		}
		HttpMethod method = HttpMethod.valueOf(Octets.string(bytes, start, end));
		if (HttpMethod.CONNECT.equals(method)) {
			throw new MalformedMessageException(HttpResponseStatus.METHOD_NOT_ALLOWED, "This is not a forward proxy.");
		}
		return method;
	}

}
