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

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * A response of the gateway itself, as problem details (RFC 9457).
 *
 * @param status the status
 * @param detail what went wrong, for humans
 */
record Problem(HttpResponseStatus status, String detail) implements Answer {

	private static final int RETRY_AFTER_SECONDS = 1;

	static final Problem NO_INSTANCE = new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, "No instance is ready.");

	static final Problem SHUTTING_DOWN = new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE,
			"The server is shutting down.");

	static final Problem BUSY = new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE,
			"The instance has no connection to spare.");

	static final Problem OVERLOADED = new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE,
			"Too many requests wait for the instance.");

	static final Problem BROKEN = new Problem(HttpResponseStatus.BAD_GATEWAY,
			"The instance ended the connection or its response makes no sense.");

	static final Problem TOO_SLOW = new Problem(HttpResponseStatus.GATEWAY_TIMEOUT,
			"The instance did not respond in time.");

	static final Problem CLIENT_TOO_SLOW = new Problem(HttpResponseStatus.REQUEST_TIMEOUT,
			"The request did not arrive in time.");

	static final Problem HIDDEN = new Problem(HttpResponseStatus.NOT_FOUND, "There is nothing here.");

	static Problem badRequest(String detail) {
		return new Problem(HttpResponseStatus.BAD_REQUEST, detail);
	}

	@Override
	public void writeTo(ClientSide client, boolean requestComplete) {
		client.writeHead(head(), requestComplete);
		client.writeContent(new DefaultHttpContent(Unpooled.wrappedBuffer(body())));
		client.writeContent(LastHttpContent.EMPTY_LAST_CONTENT);
	}

	private HttpResponse head() {
		HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, this.status);
		head.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
			.set(HttpHeaderNames.CONTENT_LENGTH, body().length)
			.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
		if (this.status.code() == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
			head.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
		}
		return head;
	}

	private byte[] body() {
		return "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
			.formatted(this.status.reasonPhrase(), this.status.code(), this.detail)
			.getBytes(StandardCharsets.UTF_8);
	}

}
