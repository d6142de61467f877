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

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a client may send as the head of a request: anything that a server behind
 * the gateway could read differently is refused (RFC 9112, section 11.2).
 */
final class RequestHead {

	private RequestHead() {
	}

	/**
	 * Return what is wrong with a head.
	 * @param request the request
	 * @return the answer that it gets, {@code null} when nothing is wrong
	 */
	static @Nullable Problem check(HttpRequest request) {
		if (request.decoderResult().isFailure()) {
			return malformed(request.decoderResult().cause());
		}
		if (HttpMethod.CONNECT.equals(request.method())) {
			return new Problem(HttpResponseStatus.METHOD_NOT_ALLOWED, "This is not a forward proxy.");
		}
		if (request.protocolVersion().majorVersion() != 1) {
			return new Problem(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "The protocol version is not known.");
		}
		if (!isTarget(request)) {
			return Problem.badRequest("The request target is malformed.");
		}
		HttpHeaders headers = request.headers();
		List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
		if (hosts.size() > 1 || (hosts.isEmpty() && HttpVersion.HTTP_1_1.equals(request.protocolVersion()))) {
			return Problem.badRequest("There must be exactly one Host header.");
		}
		List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
		if (!encodings.isEmpty() && (encodings.size() > 1 || !encodings.get(0).trim().equalsIgnoreCase("chunked"))) {
			return new Problem(HttpResponseStatus.NOT_IMPLEMENTED, "The transfer encoding is not known.");
		}
		return null;
	}

	/**
	 * Return the answer to what could not be decoded.
	 * @param cause why not
	 * @return the answer
	 */
	static Problem malformed(Throwable cause) {
		if (cause instanceof TooLongHttpLineException) {
			return new Problem(HttpResponseStatus.REQUEST_URI_TOO_LONG, "The request line is too long.");
		}
		if (cause instanceof TooLongFrameException) {
			return new Problem(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header is too large.");
		}
		return Problem.badRequest("The request is malformed.");
	}

	private static boolean isTarget(HttpRequest request) {
		String target = request.uri();
		if (target.isEmpty()) {
			return false;
		}
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c <= ' ' || c >= 0x7f || c == '#') {
				return false;
			}
		}
		return target.charAt(0) == '/' || (target.equals("*") && HttpMethod.OPTIONS.equals(request.method()))
				|| isAbsolute(target);
	}

	private static boolean isAbsolute(String target) {
		return target.regionMatches(true, 0, "http://", 0, 7) || target.regionMatches(true, 0, "https://", 0, 8);
	}

	/**
	 * Turn an absolute target into the origin form with a {@code Host} header, which is
	 * the same request.
	 * @param request the checked request
	 */
	static void toOriginForm(HttpRequest request) {
		String target = request.uri();
		if (!isAbsolute(target)) {
			return;
		}
		int authority = target.indexOf("//") + 2;
		int end = authority;
		while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
			end++;
		}
		String host = target.substring(authority, end);
		request.headers().set(HttpHeaderNames.HOST, host.substring(host.lastIndexOf('@') + 1));
		String path = target.substring(end);
		request.setUri(path.startsWith("/") ? path : "/" + path);
	}

}
