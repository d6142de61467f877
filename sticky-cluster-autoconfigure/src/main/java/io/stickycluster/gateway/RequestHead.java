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

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.Authority;

/**
 * Checks the head of a request that came by HTTP/2 and is to be one of HTTP/1.1: anything
 * that a server behind the gateway could read differently is refused (RFC 9113, section
 * 10.3).
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
			return Problem.badRequest("The request is malformed.");
		}
		if (HttpMethod.CONNECT.equals(request.method())) {
			return new Problem(HttpResponseStatus.METHOD_NOT_ALLOWED, "This is not a forward proxy.");
		}
		if (!isTarget(request)) {
			return Problem.badRequest("The request target is malformed.");
		}
		List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
		if (hosts.size() != 1 || !Authority.isValid(hosts.get(0))) {
			return Problem.badRequest("There must be exactly one host.");
		}
		return null;
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
		return target.charAt(0) == '/' || (target.equals("*") && HttpMethod.OPTIONS.equals(request.method()));
	}

}
