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

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What a request on an HTTP/1 connection means for its response and for the connection
 * afterwards.
 */
final class RequestTurn {

	private final boolean http10;

	private final boolean head;

	private final boolean expectsContinue;

	private boolean keepAlive;

	/**
	 * Begin a turn.
	 * @param request the head of the request
	 * @param last whether the connection takes no further one
	 */
	RequestTurn(HttpRequest request, boolean last) {
		this.http10 = HttpVersion.HTTP_1_0.equals(request.protocolVersion());
		this.head = HttpMethod.HEAD.equals(request.method());
		this.expectsContinue = HttpUtil.is100ContinueExpected(request);
		this.keepAlive = HttpUtil.isKeepAlive(request) && !last;
	}

	private RequestTurn() {
		this.http10 = false;
		this.head = false;
		this.expectsContinue = false;
	}

	/**
	 * Return the turn of what is no request.
	 * @return a turn after which the connection is closed
	 */
	static RequestTurn refused() {
		return new RequestTurn();
	}

	boolean isHead() {
		return this.head;
	}

	boolean isHttp10() {
		return this.http10;
	}

	boolean isKeepAlive() {
		return this.keepAlive;
	}

	void closeAfterwards() {
		this.keepAlive = false;
	}

	/**
	 * Make the head of an instance's response fit the client's connection.
	 * @param response the head
	 * @param requestComplete whether all of the request has been received
	 */
	void adapt(HttpResponse response, boolean requestComplete) {
		if (this.http10) {
			// not known to that version: the end of the connection ends the body
			HttpUtil.setTransferEncodingChunked(response, false);
		}
		boolean bodyMayNotCome = this.expectsContinue && !requestComplete;
		boolean tooSlow = response.status().code() == HttpResponseStatus.REQUEST_TIMEOUT.code();
		this.keepAlive &= !bodyMayNotCome && !tooSlow && isSelfDelimited(response);
		if (!this.keepAlive) {
			response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		}
		else if (this.http10) {
			response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
		}
	}

	private boolean isSelfDelimited(HttpResponse response) {
		int code = response.status().code();
		return this.head || HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response)
				|| code == 204 || code == 304;
	}

}
