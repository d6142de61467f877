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
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Makes responses of a server's bytes, as strictly as requests are made of a client's.
 * Each informational response is complete with its head. Not thread-safe.
 */
final class ResponseDecoder {

	/**
	 * Responses carry what the application puts in them, so their heads are only bounded,
	 * not restricted.
	 */
	private static final HeadLimits LIMITS = new HeadLimits(64 * 1024, 64 * 1024, 0);

	private final HeadParser head = HeadParser.ofHead(LIMITS);

	private @Nullable HttpMethod method;

	private @Nullable BodyDecoder body;

	private boolean last;

	private boolean switching;

	/**
	 * Expect a response.
	 * @param method the method of the request
	 */
	void expect(HttpMethod method) {
		this.method = method;
	}

	/**
	 * Return whether the response was decoded to its end.
	 * @return whether nothing more may come
	 */
	boolean isComplete() {
		return this.method == null;
	}

	/**
	 * Return whether the bytes behind the response belong to another protocol.
	 * @return whether the response was one that switches (101)
	 */
	boolean isSwitching() {
		return this.switching;
	}

	@Nullable HttpObject next(ByteBuf in) throws MalformedMessageException {
		if (this.body != null) {
			HttpObject content = this.body.next(in);
			if (this.body.isComplete()) {
				endBody();
			}
			return content;
		}
		HttpMethod asked = this.method;
		if (asked == null) {
			if (in.isReadable()) {
				throw new MalformedMessageException("Nobody asked for a response.");
			}
			return null;
		}
		return this.head.parse(in) ? response(asked) : null;
	}

	/**
	 * Learn that nothing more comes.
	 * @return the end of the response, {@code null} when it is complete or broken off
	 */
	@Nullable HttpObject end() {
		if (this.body != null && this.body.endsWithInput()) {
			endBody();
			return BodyDecoder.LAST;
		}
		return null;
	}

	private void endBody() {
		this.body = null;
		if (this.last) {
			this.method = null;
		}
	}

	private HttpResponse response(HttpMethod asked) throws MalformedMessageException {
		byte[] bytes = this.head.bytes();
		int start = this.head.lineStart();
		int end = this.head.lineEnd();
		RawHeaders headers = this.head.takeHeaders();
		int versionEnd = Math.min(end, start + HttpVersions.LENGTH);
		HttpVersion version = HttpVersions.parse(bytes, start, versionEnd);
		HttpResponseStatus status = status(bytes, versionEnd, end);
		int code = status.code();
		this.switching = code == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
		this.last = code >= 200 || this.switching;
		this.body = new BodyDecoder(Framing.ofResponse(headers, version, code, asked), LIMITS);
		return new DefaultHttpResponse(version, status, headers);
	}

	private static HttpResponseStatus status(byte[] bytes, int start, int end) throws MalformedMessageException {
		int code = 0;
		int at = start + 1;
		while (at < end && at < start + 4 && bytes[at] >= '0' && bytes[at] <= '9') {
			code = code * 10 + (bytes[at++] - '0');
		}
		// the blank before the phrase is often missing when there is none
		if (at != start + 4 || bytes[start] != ' ' || code < 100 || (at < end && bytes[at] != ' ')) {
			throw new MalformedMessageException("The status is malformed.");
		}
		HttpResponseStatus usual = HttpResponseStatus.valueOf(code);
		int phrase = Math.min(end, at + 1);
		return (Octets.isEqual(bytes, phrase, end, usual.reasonPhrase())) ? usual
				: new HttpResponseStatus(code, Octets.string(bytes, phrase, end));
	}

}
