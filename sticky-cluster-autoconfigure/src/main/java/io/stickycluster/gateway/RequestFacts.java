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

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityRequest;

/**
 * What a client can be recognised by in a request.
 */
final class RequestFacts implements AffinityRequest {

	private final HttpRequest head;

	private final Peer peer;

	private final InetAddress client;

	private final boolean shared;

	private List<String> ownCookies = List.of();

	/**
	 * Create the facts of a request.
	 * @param head the head as the instance gets it
	 * @param peer the connection's other end
	 * @param client the client's address
	 * @param shared whether other clients' requests come by the same connection
	 */
	RequestFacts(HttpRequest head, Peer peer, InetAddress client, boolean shared) {
		this.head = head;
		this.peer = peer;
		this.client = client;
		this.shared = shared;
	}

	Peer peer() {
		return this.peer;
	}

	boolean isShared() {
		return this.shared;
	}

	/**
	 * Take the gateway's own cookie out of the request.
	 * @param cookie the cookie
	 */
	void take(OwnCookie cookie) {
		this.ownCookies = cookie.takeFrom(headers());
	}

	/**
	 * Return what was taken out.
	 * @return the values of the gateway's own cookie
	 */
	List<String> ownCookies() {
		return this.ownCookies;
	}

	/**
	 * Return whether the client speaks TLS, to a trusted proxy if there is one.
	 * @return whether its scheme is https
	 */
	boolean isSecure() {
		return headers().contains(ForwardedHeaders.X_FORWARDED_PROTO, "https", true);
	}

	HttpHeaders headers() {
		return this.head.headers();
	}

	@Override
	public String method() {
		return this.head.method().name();
	}

	@Override
	public String path() {
		return path(this.head);
	}

	static String path(HttpRequest request) {
		String target = request.uri();
		int query = target.indexOf('?');
		return (query != -1) ? target.substring(0, query) : target;
	}

	@Override
	public @Nullable String queryParameter(String name) {
		return queryParameter(this.head, name);
	}

	static @Nullable String queryParameter(HttpRequest request, String name) {
		String target = request.uri();
		int from = target.indexOf('?') + 1;
		while (from > 0 && from < target.length()) {
			int ampersand = target.indexOf('&', from);
			int end = (ampersand != -1) ? ampersand : target.length();
			int equals = target.indexOf('=', from);
			boolean hasValue = equals != -1 && equals < end;
			if (name.equals(decode(target.substring(from, hasValue ? equals : end)))) {
				return hasValue ? decode(target.substring(equals + 1, end)) : "";
			}
			from = end + 1;
		}
		return null;
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

	@Override
	public @Nullable String header(String name) {
		return headers().get(name);
	}

	@Override
	public @Nullable String cookie(String name) {
		return cookie(this.head, name);
	}

	static @Nullable String cookie(HttpRequest request, String name) {
		for (String line : request.headers().getAll(HttpHeaderNames.COOKIE)) {
			for (String pair : line.split(";")) {
				int equals = pair.indexOf('=');
				if (equals != -1 && pair.substring(0, equals).trim().equals(name)) {
					return pair.substring(equals + 1).trim();
				}
			}
		}
		return null;
	}

	@Override
	public InetAddress clientAddress() {
		return this.client;
	}

}
