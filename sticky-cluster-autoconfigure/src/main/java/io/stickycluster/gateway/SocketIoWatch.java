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

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.KeyDigest;
import io.stickycluster.affinity.KnownClient;
import io.stickycluster.instance.Instance;

/**
 * Looks at the response to a request of Engine.IO on its way to the client: a handshake's
 * says which session has begun, and that to a request of a session may say that there is
 * no such session. Only the first bytes of a body are looked at, whatever they are framed
 * in: version 3 puts lengths before, JSONP escapes the quotes.
 */
final class SocketIoWatch {

	private static final int MAX_LENGTH = 512;

	private static final Pattern SESSION_ID = Pattern.compile("\"sid\"\\s*:\\s*\"([^\"]{1,128})\"");

	private static final Pattern SESSION_UNKNOWN = Pattern.compile("\"code\"\\s*:\\s*1\\b");

	private final AffinityTable sessions;

	private final boolean handshake;

	private final StringBuilder beginning = new StringBuilder();

	private int length;

	private boolean looking;

	private SocketIoWatch(AffinityTable sessions, boolean handshake) {
		this.sessions = sessions;
		this.handshake = handshake;
	}

	static SocketIoWatch ofHandshake(AffinityTable sessions) {
		return new SocketIoWatch(sessions, true);
	}

	static SocketIoWatch ofSession(AffinityTable sessions) {
		return new SocketIoWatch(sessions, false);
	}

	void onResponseHead(HttpResponse response) {
		HttpResponseStatus status = this.handshake ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST;
		this.looking = status.equals(response.status())
				&& !response.headers().contains(HttpHeaderNames.CONTENT_ENCODING);
	}

	/**
	 * See a part of the body, before the client does.
	 * @param content the part
	 * @param client the client that sent the request
	 * @param instance the instance that answers
	 */
	void onResponseContent(ByteBuf content, KnownClient client, Instance instance) {
		if (!this.looking) {
			return;
		}
		int taken = Math.min(content.readableBytes(), MAX_LENGTH - this.length);
		this.length += taken;
		this.beginning
			.append(content.toString(content.readerIndex(), taken, StandardCharsets.ISO_8859_1).replace("\\", ""));
		Matcher matcher = (this.handshake ? SESSION_ID : SESSION_UNKNOWN).matcher(this.beginning);
		boolean found = matcher.find();
		if (found && this.handshake) {
			this.sessions.learn(KeyDigest.of(matcher.group(1)), instance);
		}
		else if (found) {
			this.sessions.forget(client);
		}
		this.looking = !found && this.length < MAX_LENGTH;
	}

	/**
	 * See the session's WebSocket end. When a request is in progress beside it, it was an
	 * upgrade that has failed, and the session goes on by polling.
	 * @param client the session
	 */
	void onStreamEnd(KnownClient client) {
		if (!this.handshake) {
			this.sessions.forgetUnlessBusy(client);
		}
	}

}
