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
 * {@link AffinityKeyResolver} that takes the session from the path of a SockJS request.
 */
final class SockJsSessionResolver implements AffinityKeyResolver {

	private static final Set<String> TRANSPORTS = Set.of("websocket", "xhr", "xhr_send", "xhr_streaming", "jsonp",
			"jsonp_send", "eventsource", "htmlfile");

	@Override
	public @Nullable String resolveKey(AffinityRequest request) {
		String path = request.path();
		int beforeTransport = path.lastIndexOf('/');
		int beforeSession = path.lastIndexOf('/', beforeTransport - 1);
		int beforeServer = path.lastIndexOf('/', beforeSession - 1);
		if (beforeServer == -1 || !TRANSPORTS.contains(path.substring(beforeTransport + 1))) {
			return null;
		}
		String server = path.substring(beforeServer + 1, beforeSession);
		String session = path.substring(beforeSession + 1, beforeTransport);
		return (isId(server) && isId(session)) ? session : null;
	}

	/**
	 * Return whether a segment can be an id: SockJS allows anything without a dot.
	 * @param segment the segment
	 * @return whether it can be
	 */
	private static boolean isId(String segment) {
		return !segment.isEmpty() && segment.indexOf('.') == -1;
	}

}
