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

import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * How long the body of a message is (RFC 9112, section 6.3). Whatever two servers could
 * disagree about is refused, where the RFC allows to repair it, too.
 */
final class Framing {

	static final long CHUNKED = -1;

	static final long UNTIL_CLOSE = -2;

	private static final int MAX_DIGITS = 18;

	private Framing() {
	}

	/**
	 * Return the length of a request's body.
	 * @param headers the request's headers
	 * @param version the request's version
	 * @return the length in bytes or {@link #CHUNKED}
	 */
	static long ofRequest(HttpHeaders headers, HttpVersion version) throws MalformedMessageException {
		return (isChunked(headers, version)) ? CHUNKED : Math.max(0, contentLength(headers));
	}

	/**
	 * Return the length of a response's body.
	 * @param headers the response's headers
	 * @param version the response's version
	 * @param code the response's status
	 * @param method the method of the request
	 * @return the length in bytes, {@link #CHUNKED} or {@link #UNTIL_CLOSE}
	 */
	static long ofResponse(HttpHeaders headers, HttpVersion version, int code, HttpMethod method)
			throws MalformedMessageException {
		boolean chunked = isChunked(headers, version);
		long length = contentLength(headers);
		if (isBodiless(code) || HttpMethod.HEAD.equals(method)) {
			return 0;
		}
		if (chunked) {
			return CHUNKED;
		}
		return (length != -1) ? length : UNTIL_CLOSE;
	}

	/**
	 * Return whether a response never has a body, whatever its headers say.
	 * @param code the status
	 * @return whether the head is all
	 */
	static boolean isBodiless(int code) {
		return code < 200 || code == HttpResponseStatus.NO_CONTENT.code()
				|| code == HttpResponseStatus.NOT_MODIFIED.code();
	}

	private static boolean isChunked(HttpHeaders headers, HttpVersion version) throws MalformedMessageException {
		if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
			return false;
		}
		if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
			throw new MalformedMessageException("The length is told in two ways.");
		}
		if (HttpVersion.HTTP_1_0.equals(version)) {
			throw new MalformedMessageException("HTTP/1.0 has no transfer encodings.");
		}
		List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
		if (encodings.size() != 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encodings.get(0))) {
			throw new MalformedMessageException(HttpResponseStatus.NOT_IMPLEMENTED,
					"The transfer encoding is not known.");
		}
		return true;
	}

	private static long contentLength(HttpHeaders headers) throws MalformedMessageException {
		if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
			return -1;
		}
		List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
		String length = lengths.get(0);
		if (lengths.size() != 1 || length.isEmpty() || length.length() > MAX_DIGITS) {
			throw new MalformedMessageException("The length is malformed.");
		}
		long value = 0;
		for (int i = 0; i < length.length(); i++) {
			char digit = length.charAt(i);
			if (digit < '0' || digit > '9') {
				throw new MalformedMessageException("The length is malformed.");
			}
			value = value * 10 + (digit - '0');
		}
		return value;
	}

}
