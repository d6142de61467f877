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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.NullUnmarked;

/**
 * What a {@link RequestDecoder} makes of bytes, as text that can be compared.
 */
@NullUnmarked
final class DecodedRequests {

	private final RequestDecoder decoder = new RequestDecoder(8192, 8192);

	private final List<String> requests = new ArrayList<>();

	private StringBuilder current;

	/**
	 * Decode bytes that come in some pieces.
	 */
	static List<String> of(String... pieces) throws MalformedMessageException {
		DecodedRequests decoded = new DecodedRequests();
		for (String piece : pieces) {
			decoded.decode(piece);
		}
		return decoded.requests;
	}

	private void decode(String piece) throws MalformedMessageException {
		ByteBuf in = Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1);
		try {
			HttpObject next = this.decoder.next(in);
			while (next != null) {
				add(next);
				next = this.decoder.next(in);
			}
		}
		finally {
			in.release();
		}
	}

	private void add(HttpObject object) {
		if (object instanceof HttpRequest request) {
			this.current = new StringBuilder(request.method() + " " + request.uri() + " " + request.protocolVersion());
			addAll(request.headers());
			this.current.append("|");
		}
		if (object instanceof HttpContent content) {
			this.current.append(content.content().toString(StandardCharsets.ISO_8859_1));
			content.release();
		}
		if (object instanceof LastHttpContent last) {
			addAll(last.trailingHeaders());
			this.requests.add(this.current.toString());
		}
	}

	private void addAll(HttpHeaders headers) {
		for (Map.Entry<String, String> entry : headers.entries()) {
			this.current.append("|").append(entry.getKey()).append("=").append(entry.getValue());
		}
	}

}
