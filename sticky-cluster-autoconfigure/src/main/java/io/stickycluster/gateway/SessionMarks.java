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

import io.netty.handler.codec.http.HttpRequest;

import io.stickycluster.affinity.SockJsPath;

/**
 * What marks a request as a part of a session that lives in an instance: a cookie, a
 * session of Engine.IO (below Socket.IO), a session of SockJS.
 */
final class SessionMarks {

	private final SessionSettings settings;

	SessionMarks(SessionSettings settings) {
		this.settings = settings;
	}

	/**
	 * Return whether a request goes on with a session.
	 * @param request the head of the request
	 * @return whether it has such a mark
	 */
	boolean isIn(HttpRequest request) {
		return hasSessionCookie(request) || isEngineIoSession(request) || isSockJsSession(request);
	}

	private boolean hasSessionCookie(HttpRequest request) {
		for (String name : this.settings.cookies()) {
			if (RequestFacts.cookie(request, name) != null) {
				return true;
			}
		}
		return false;
	}

	private static boolean isEngineIoSession(HttpRequest request) {
		return RequestFacts.queryParameter(request, "EIO") != null
				&& RequestFacts.queryParameter(request, "sid") != null;
	}

	private static boolean isSockJsSession(HttpRequest request) {
		SockJsPath path = SockJsPath.of(RequestFacts.path(request));
		return path != null && path.isFurther();
	}

}
