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

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletResponse;

/**
 * The reasons for which Engine.IO refuses a request, with the codes of its protocol.
 */
enum EngineIoError {

	UNKNOWN_TRANSPORT(0, "Transport unknown"),

	UNKNOWN_SESSION(1, "Session ID unknown"),

	BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),

	BAD_REQUEST(3, "Bad request"),

	FORBIDDEN(4, "Forbidden"),

	UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version");

	private final byte[] body;

	EngineIoError(int code, String message) {
		this.body = "{\"code\":%d,\"message\":\"%s\"}".formatted(code, message).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Answer 400 or 403 with the error as JSON, unless an answer is on its way already.
	 * @param response the response
	 * @throws IOException when the client is gone
	 */
	void writeTo(HttpServletResponse response) throws IOException {
		if (response.isCommitted()) {
			return;
		}
		// Not its headers: without those of CORS a page of another origin cannot read it
		response.resetBuffer();
		response.setStatus((this == FORBIDDEN) ? HttpServletResponse.SC_FORBIDDEN : HttpServletResponse.SC_BAD_REQUEST);
		response.setContentType("application/json");
		response.setContentLength(this.body.length);
		response.getOutputStream().write(this.body);
	}

}
