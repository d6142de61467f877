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

import java.util.function.Supplier;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.Candidates;
import io.stickycluster.affinity.KeyDigest;
import io.stickycluster.affinity.KnownClient;

/**
 * {@link Recognizer} by the session id of Engine.IO, which an instance gives to the
 * client in its response to the handshake and the client sends with each further request.
 */
final class SocketIoRecognizer implements Recognizer {

	private final AffinityTable sessions;

	private final Supplier<Candidates> candidates;

	SocketIoRecognizer(AffinitySource.SocketIoSession settings, Supplier<Candidates> candidates) {
		// a session cannot move to another instance
		this.sessions = new AffinityTable((key, instances) -> null, settings.maxSessions(), settings.idleExpiry(),
				System::nanoTime);
		this.candidates = candidates;
	}

	AffinityTable sessions() {
		return this.sessions;
	}

	@Override
	public @Nullable ClientIdentity recognize(RequestFacts request) {
		String sid = isEngineIo(request) ? request.queryParameter("sid") : null;
		if (sid == null) {
			return null;
		}
		KnownClient session = this.sessions.find(KeyDigest.of(sid), this.candidates.get());
		return (session != null) ? new ClientIdentity(this.sessions, session) : null;
	}

	/**
	 * Return what looks at the response.
	 * @param request the request, which may be changed
	 * @param client its client
	 * @return what looks at the response, {@code null} when there is nothing to see
	 */
	@Nullable SocketIoWatch watch(RequestFacts request, ClientIdentity client) {
		if (client.table() == this.sessions) {
			return SocketIoWatch.ofSession(this.sessions);
		}
		if (!isEngineIo(request) || request.queryParameter("sid") != null
				|| "websocket".equals(request.queryParameter("transport"))) {
			return null;
		}
		// what the instance compresses could not be read
		request.headers().remove(HttpHeaderNames.ACCEPT_ENCODING);
		return SocketIoWatch.ofHandshake(this.sessions);
	}

	private static boolean isEngineIo(RequestFacts request) {
		return request.queryParameter("EIO") != null;
	}

}
