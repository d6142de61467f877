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
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What a request is for: its target and {@code Host} (RFC 9112, section 3.2).
 */
final class RequestTarget {

	private static final String ASTERISK = "*";

	private RequestTarget() {
	}

	/**
	 * Check what a request is for, and turn an absolute target into the origin form with
	 * a {@code Host} header, which is the same request.
	 * @param request the request
	 */
	static void resolve(HttpRequest request) throws MalformedMessageException {
		checkHost(request);
		String target = request.uri();
		if (target.charAt(0) == '/') {
			return;
		}
		boolean options = HttpMethod.OPTIONS.equals(request.method());
		if (isAbsolute(target)) {
			toOriginForm(request, target, options);
		}
		else if (!options || !target.equals(ASTERISK)) {
			throw new MalformedMessageException("The request target is malformed.");
		}
	}

	private static void checkHost(HttpRequest request) throws MalformedMessageException {
		List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
		if (hosts.size() > 1 || (hosts.isEmpty() && HttpVersion.HTTP_1_1.equals(request.protocolVersion()))) {
			throw new MalformedMessageException("There must be exactly one Host header.");
		}
		if (!hosts.isEmpty() && !Authority.isValid(hosts.get(0))) {
			throw new MalformedMessageException("The Host header is malformed.");
		}
	}

	private static boolean isAbsolute(String target) {
		return target.regionMatches(true, 0, "http://", 0, 7) || target.regionMatches(true, 0, "https://", 0, 8);
	}

	private static void toOriginForm(HttpRequest request, String target, boolean options)
			throws MalformedMessageException {
		int start = target.indexOf("//") + 2;
		int end = start;
		while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
			end++;
		}
		String authority = target.substring(start, end);
		if (!Authority.isValid(authority)) {
			throw new MalformedMessageException("The authority of the request target is malformed.");
		}
		request.headers().set(HttpHeaderNames.HOST, authority);
		String path = target.substring(end);
		if (path.isEmpty() && options) {
			request.setUri(ASTERISK);
		}
		else {
			request.setUri(path.startsWith("/") ? path : "/" + path);
		}
	}

}
