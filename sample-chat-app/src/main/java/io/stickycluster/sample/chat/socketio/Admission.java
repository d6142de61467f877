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

package io.stickycluster.sample.chat.socketio;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.util.WebUtils;

import io.stickycluster.assign.InstanceAssignment;
import io.stickycluster.assign.PageOrigins;

/**
 * Who may connect: pages of this origin, and where clients are told the address of their
 * instance, pages of the origins that may talk to it directly.
 *
 * @param origins those origins, or {@code null} when all come through the gateway
 * @param assignment what clients of this instance are told, or {@code null} likewise
 */
record Admission(@Nullable PageOrigins origins, @Nullable InstanceAssignment assignment) {

	/**
	 * Return whether a page may open a WebSocket. Browsers let any page do that.
	 * @param request the handshake
	 * @return whether its origin may
	 */
	boolean isOriginAllowed(HttpServletRequest request) {
		return WebUtils.isSameOrigin(new ServletServerHttpRequest(request)) || (this.origins != null
				&& this.origins.isAllowed(request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST)));
	}

	/**
	 * Return whether a new client may connect with what it was told.
	 * @param token its token, or {@code null} when it says nothing of the kind, as
	 * through the gateway
	 * @return whether it was told so, and not too long ago
	 */
	boolean isAssigned(@Nullable String token) {
		return token == null || this.assignment == null || this.assignment.isValid(token);
	}

}
