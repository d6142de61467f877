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

package io.stickycluster.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests of a client's bytes, one part at a time and only when asked to. What it
 * has thrown an exception for must not be read on. Not thread-safe.
 */
public final class RequestDecoder {

	private static final int MAX_EMPTY_LINES = 4;

	private final HeadParser head;

	private final HeadLimits limits;

	private @Nullable BodyDecoder body;

	/**
	 * Create a decoder.
	 * @param maxLine the most bytes of a request line
	 * @param maxFields the most bytes of all header fields of a request, or of its
	 * trailers
	 */
	public RequestDecoder(int maxLine, int maxFields) {
		this.limits = new HeadLimits(maxLine, maxFields, MAX_EMPTY_LINES);
		this.head = HeadParser.ofHead(this.limits);
	}

	/**
	 * Return whether what comes next is the head of a request.
	 * @return whether the last request was decoded to its end
	 */
	public boolean isBetweenRequests() {
		return this.body == null;
	}

	/**
	 * Return whether some of a request was received, but not all of its head.
	 * @return whether a head has begun
	 */
	public boolean isWithinHead() {
		return this.head.hasBegun();
	}

	/**
	 * Return the next part: a head with {@link RawHeaders}, or some of a body, the last
	 * part of which says so.
	 * @param in what was received
	 * @return the part, whose ownership passes, {@code null} when more bytes are needed
	 * @throws MalformedMessageException when the bytes are no request
	 */
	public @Nullable HttpObject next(ByteBuf in) throws MalformedMessageException {
		if (this.body != null) {
			HttpObject content = this.body.next(in);
			if (this.body.isComplete()) {
				this.body = null;
			}
			return content;
		}
		return this.head.parse(in) ? request() : null;
	}

	private HttpRequest request() throws MalformedMessageException {
		byte[] bytes = this.head.bytes();
		int start = this.head.lineStart();
		int end = this.head.lineEnd();
		RawHeaders headers = this.head.takeHeaders();
		HttpRequest request = RequestLine.parse(bytes, start, end, headers);
		RequestTarget.resolve(request);
		long length = Framing.ofRequest(headers, request.protocolVersion());
		if (length != 0 && HttpMethod.TRACE.equals(request.method())) {
			throw new MalformedMessageException("A TRACE request has no content.");
		}
		this.body = new BodyDecoder(length, this.limits);
		return request;
	}

}
