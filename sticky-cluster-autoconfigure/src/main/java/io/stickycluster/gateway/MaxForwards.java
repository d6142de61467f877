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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.MessageWriter;

/**
 * How many proxies a request may still pass (RFC 9110, section 7.6.2): a client can ask
 * each one on the way who it is.
 */
final class MaxForwards {

	private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE";

	private MaxForwards() {
	}

	/**
	 * Take one off what a request has left.
	 * @param request the request, which is changed
	 * @return the answer to one that must not go on, {@code null} when it may
	 */
	static @Nullable Answer take(HttpRequest request) {
		String left = request.headers().get(HttpHeaderNames.MAX_FORWARDS);
		boolean trace = HttpMethod.TRACE.equals(request.method());
		if (left == null || (!trace && !HttpMethod.OPTIONS.equals(request.method()))) {
			return null;
		}
		if (left.isEmpty() || left.length() > 9 || !left.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return Problem.badRequest("The number of forwards is malformed.");
		}
		int forwards = Integer.parseInt(left);
		if (forwards != 0) {
			request.headers().set(HttpHeaderNames.MAX_FORWARDS, Integer.toString(forwards - 1));
			return null;
		}
		return trace ? echo(request) : MaxForwards::writeOptions;
	}

	private static void writeOptions(ClientSide client, boolean requestComplete) {
		HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
		head.headers().set(HttpHeaderNames.ALLOW, METHODS);
		client.writeHead(head, requestComplete);
		client.writeContent(LastHttpContent.EMPTY_LAST_CONTENT);
	}

	/**
	 * Return what shows the client its request, without what scripts must not see.
	 * @param request the request
	 * @return the answer
	 */
	private static Answer echo(HttpRequest request) {
		request.headers()
			.remove(HttpHeaderNames.COOKIE)
			.remove(HttpHeaderNames.AUTHORIZATION)
			.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
		ByteBuf body = Unpooled.buffer();
		MessageWriter writer = new MessageWriter(UnpooledByteBufAllocator.DEFAULT, (bytes) -> {
			body.writeBytes(bytes);
			bytes.release();
		});
		writer.request(request);
		writer.drain();
		return (client, requestComplete) -> {
			HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
			head.headers()
				.set(HttpHeaderNames.CONTENT_TYPE, "message/http")
				.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
			client.writeHead(head, requestComplete);
			client.writeContent(new DefaultHttpContent(body));
			client.writeContent(LastHttpContent.EMPTY_LAST_CONTENT);
		};
	}

}
