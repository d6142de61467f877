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

import java.util.Map;

import io.socket.engineio.server.utils.ParseQS;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an Engine.IO request.
 *
 * @param version the protocol version ({@code EIO}), or {@code null} when it is missing
 * @param transport the transport, or {@code null} when it is missing
 * @param sid the session id, or {@code null} in a handshake
 * @param assignment what the client was told to connect here, or {@code null}
 * @param jsonp whether the answer should be a script
 */
record EngineIoQuery(@Nullable String version, @Nullable String transport, @Nullable String sid,
		@Nullable String assignment, boolean jsonp) {

	private static final String SUPPORTED_VERSION = "4";

	/**
	 * Parse a query string.
	 * @param query the query string, or {@code null} when the request has none
	 * @return the parameters, or {@code null} when the library could not read them: a
	 * parameter stands twice or is not encoded well
	 */
	static @Nullable EngineIoQuery parse(@Nullable String query) {
		try {
			Map<String, String> parameters = (query != null) ? ParseQS.decode(query) : Map.of();
			return new EngineIoQuery(parameters.get("EIO"), parameters.get("transport"), parameters.get("sid"),
					parameters.get("assignment"), parameters.containsKey("j"));
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Find out why a request is to be refused. The library knows only some of these
	 * reasons, and those of a WebSocket request only after it has been upgraded.
	 * @param method the request's method
	 * @param upgrade whether it asks for a WebSocket
	 * @param sessions the sessions that are open
	 * @return the reason, or {@code null} when there is none
	 */
	@Nullable EngineIoError refusal(String method, boolean upgrade, EngineIoSessions sessions) {
		if (!"polling".equals(this.transport) && !"websocket".equals(this.transport)) {
			return EngineIoError.UNKNOWN_TRANSPORT;
		}
		if (!SUPPORTED_VERSION.equals(this.version)) {
			return EngineIoError.UNSUPPORTED_PROTOCOL_VERSION;
		}
		if (this.sid != null && !sessions.contains(this.sid)) {
			return EngineIoError.UNKNOWN_SESSION;
		}
		if (this.sid == null && !"GET".equals(method)) {
			return EngineIoError.BAD_HANDSHAKE_METHOD;
		}
		boolean allowedMethod = "GET".equals(method) || ("POST".equals(method) && !upgrade);
		if (!allowedMethod || this.jsonp || upgrade != "websocket".equals(this.transport)) {
			return EngineIoError.BAD_REQUEST;
		}
		return null;
	}

}
