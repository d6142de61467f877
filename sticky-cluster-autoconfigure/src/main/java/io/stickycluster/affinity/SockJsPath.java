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

package io.stickycluster.affinity;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the path of a SockJS request says:
 * {@code /<prefix>/<server>/<session>/<transport>}.
 *
 * @param session the session's id
 * @param transport how it is carried, e.g. {@code xhr_streaming}
 */
public record SockJsPath(String session, String transport) {

	private static final Set<String> TRANSPORTS = Set.of("websocket", "xhr", "xhr_send", "xhr_streaming", "jsonp",
			"jsonp_send", "eventsource", "htmlfile");

	/**
	 * Read a path.
	 * @param path the path, without the query
	 * @return what it says, {@code null} when it is not that of a session
	 */
	public static @Nullable SockJsPath of(String path) {
		int beforeTransport = path.lastIndexOf('/');
		int beforeSession = path.lastIndexOf('/', beforeTransport - 1);
		int beforeServer = path.lastIndexOf('/', beforeSession - 1);
		String transport = path.substring(beforeTransport + 1);
		if (beforeServer == -1 || !TRANSPORTS.contains(transport)) {
			return null;
		}
		String server = path.substring(beforeServer + 1, beforeSession);
		String session = path.substring(beforeSession + 1, beforeTransport);
		return (isId(server) && isId(session)) ? new SockJsPath(session, transport) : null;
	}

	/**
	 * Return whether a segment can be an id: SockJS allows anything without a dot.
	 * @param segment the segment
	 * @return whether it can be
	 */
	private static boolean isId(String segment) {
		return !segment.isEmpty() && segment.indexOf('.') == -1;
	}

	/**
	 * Return whether the session can have begun before: a WebSocket is a session of its
	 * own, all else is preceded by a request that has no session in its path.
	 * @return whether the request goes on with a session
	 */
	public boolean isFurther() {
		return !"websocket".equals(this.transport);
	}

}
