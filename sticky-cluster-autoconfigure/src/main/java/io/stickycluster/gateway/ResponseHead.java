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

import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * What the head of an instance's response says.
 */
final class ResponseHead {

	private ResponseHead() {
	}

	/**
	 * Return whether the connection can carry another exchange after the response.
	 * @param response the head as the instance sent it
	 * @param method the method of the request
	 * @return whether the response ends by itself and the instance keeps the connection
	 */
	static boolean isReusable(HttpResponse response, HttpMethod method) {
		return HttpUtil.isKeepAlive(response) && isSelfDelimited(response, method);
	}

	private static boolean isSelfDelimited(HttpResponse response, HttpMethod method) {
		int code = response.status().code();
		return HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response)
				|| HttpMethod.HEAD.equals(method) || code == HttpResponseStatus.NO_CONTENT.code()
				|| code == HttpResponseStatus.NOT_MODIFIED.code();
	}

	/**
	 * Tell which instance has answered, and by whom the answer came, and nothing of that
	 * that the instance claims itself.
	 * @param response the head
	 * @param placement where the request is
	 * @param settings what is told
	 */
	static void label(HttpResponse response, @Nullable Placement placement, HeaderSettings settings) {
		if (placement != null && settings.instance()) {
			response.headers().set(Gateway.INSTANCE_HEADER, placement.label());
		}
		else {
			response.headers().remove(Gateway.INSTANCE_HEADER);
		}
		if (settings.via() != null) {
			response.headers().add(HttpHeaderNames.VIA, "1.1 " + settings.via());
		}
	}

	/**
	 * Return whether the response is an event stream of no known length.
	 * @param response the head
	 * @return whether it goes on until somebody ends it
	 */
	static boolean isEventStream(HttpResponse response) {
		String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
		return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
				&& !HttpUtil.isContentLengthSet(response);
	}

}
