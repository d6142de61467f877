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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The opening of a WebSocket over HTTP/1.1 (RFC 6455, section 4.1) on behalf of a client
 * that opens it over HTTP/2 (RFC 8441, section 5).
 */
final class WebSocketHandshake {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private final String key;

	WebSocketHandshake() {
		byte[] nonce = new byte[16];
		ThreadLocalRandom.current().nextBytes(nonce);
		this.key = Base64.getEncoder().encodeToString(nonce);
	}

	/**
	 * Make a request one that asks for a WebSocket.
	 * @param headers the request's headers
	 */
	void ask(HttpHeaders headers) {
		headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
		headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, this.key);
	}

	/**
	 * Return whether an instance has understood what was asked for.
	 * @param response its response (101)
	 * @return whether it is the answer to this handshake
	 */
	boolean isAnsweredBy(HttpResponse response) {
		HttpHeaders headers = response.headers();
		return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
				&& accept(this.key).equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
	}

	static String accept(String key) {
		try {
			MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
			return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what tells the client that the WebSocket is open.
	 * @param response the instance's response (101)
	 * @return the response to the client
	 */
	static HttpResponse opened(HttpResponse response) {
		HttpHeaders headers = response.headers();
		HopByHopHeaders.remove(headers);
		headers.remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
		headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, headers);
	}

	/**
	 * Keep a response that opens nothing from looking as if it did: to a client of HTTP/2
	 * each one that is successful does.
	 * @param response the instance's response (not 101)
	 */
	static void refuse(HttpResponse response) {
		if (response.status().codeClass() == HttpStatusClass.SUCCESS) {
			response.setStatus(HttpResponseStatus.BAD_GATEWAY);
		}
	}

}
