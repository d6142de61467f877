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
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.RawHeaders;

/**
 * Tells instances who the client is, by {@code X-Forwarded-*} and {@code Forwarded} (RFC
 * 7239), and believes such headers only when a trusted proxy sent them.
 * <p>
 * The address chain sent on is the validated client alone: frameworks differ in the end
 * of the chain that they read, and one value means the same to all.
 */
final class ForwardedHeaders {

	static final AsciiString FORWARDED = AsciiString.cached("forwarded");

	static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");

	static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");

	static final AsciiString X_FORWARDED_HOST = AsciiString.cached("x-forwarded-host");

	static final AsciiString X_FORWARDED_PORT = AsciiString.cached("x-forwarded-port");

	private final List<AddressRange> trustedProxies;

	ForwardedHeaders(List<AddressRange> trustedProxies) {
		this.trustedProxies = List.copyOf(trustedProxies);
	}

	boolean isTrusted(InetAddress address) {
		for (AddressRange range : this.trustedProxies) {
			if (range.contains(address)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the address of the client: of the peer, or as trusted proxies tell it. The
	 * chain is walked from the nearest hop and ends at the first one that is not trusted,
	 * whatever that one claims about others.
	 * @param peer the address of the connection's other end
	 * @param headers the request's headers
	 * @return the client's address
	 */
	InetAddress client(InetAddress peer, HttpHeaders headers) {
		if (!isTrusted(peer)) {
			return peer;
		}
		List<String> hops = hops(headers);
		InetAddress client = peer;
		for (int i = hops.size() - 1; i >= 0; i--) {
			InetAddress hop = parse(hops.get(i));
			if (hop == null) {
				return client;
			}
			client = hop;
			if (!isTrusted(hop)) {
				return client;
			}
		}
		return client;
	}

	private static List<String> hops(HttpHeaders headers) {
		List<String> hops = values(headers, X_FORWARDED_FOR);
		if (!hops.isEmpty()) {
			return hops;
		}
		List<String> fors = new ArrayList<>();
		for (String element : values(headers, FORWARDED)) {
			String node = parameter(element, "for");
			fors.add((node != null) ? node : "");
		}
		return fors;
	}

	/**
	 * Replace what came by what the gateway knows.
	 * @param headers the request's headers
	 * @param peer the other end of the connection
	 * @param client the client's address, the peer's own unless the peer is trusted
	 */
	void apply(HttpHeaders headers, Peer peer, InetAddress client) {
		String host = headers.get(HttpHeaderNames.HOST, "");
		if (isTrusted(peer.address())) {
			trusted(headers, peer, client, host).writeTo(headers);
		}
		else {
			removeUntrusted(headers);
			peer.origin(host).writeTo(headers);
		}
	}

	private static Origin trusted(HttpHeaders headers, Peer peer, InetAddress client, String host) {
		String proto = first(last(headers, X_FORWARDED_PROTO), forwarded(headers, "proto"),
				peer.isSecure() ? "https" : "http")
			.equalsIgnoreCase("https") ? "https" : "http";
		return new Origin(NetUtil.toAddressString(client), proto,
				first(last(headers, X_FORWARDED_HOST), forwarded(headers, "host"), host),
				last(headers, X_FORWARDED_PORT));
	}

	private static void removeUntrusted(HttpHeaders headers) {
		if (headers instanceof RawHeaders raw) {
			raw.removeReceived("xf", (name) -> isClaim(name.toString().toLowerCase(Locale.ROOT)));
			return;
		}
		List<CharSequence> names = null;
		var entries = headers.iteratorCharSequence();
		while (entries.hasNext()) {
			Map.Entry<CharSequence, CharSequence> entry = entries.next();
			CharSequence name = entry.getKey();
			char first = (name.length() != 0) ? (char) (name.charAt(0) | 0x20) : 0;
			if ((first == 'x' || first == 'f') && isClaim(name.toString().toLowerCase(Locale.ROOT))) {
				names = (names != null) ? names : new ArrayList<>();
				names.add(name);
			}
		}
		if (names != null) {
			names.forEach(headers::remove);
		}
	}

	private static boolean isClaim(String name) {
		return name.startsWith("x-forwarded") || name.startsWith("x-sticky-") || name.equals("forwarded")
				|| name.equals("x-real-ip");
	}

	private static String first(@Nullable String one, @Nullable String two, String three) {
		if (one != null) {
			return one;
		}
		return (two != null) ? two : three;
	}

	private static @Nullable String last(HttpHeaders headers, CharSequence name) {
		List<String> values = values(headers, name);
		return (!values.isEmpty()) ? values.get(values.size() - 1) : null;
	}

	private static @Nullable String forwarded(HttpHeaders headers, String parameter) {
		String element = last(headers, FORWARDED);
		return (element != null) ? parameter(element, parameter) : null;
	}

	private static List<String> values(HttpHeaders headers, CharSequence name) {
		List<String> values = new ArrayList<>();
		for (String header : headers.getAll(name)) {
			for (String value : header.split(",")) {
				if (!value.isBlank()) {
					values.add(value.trim());
				}
			}
		}
		return values;
	}

	private static @Nullable String parameter(String element, String name) {
		for (String pair : element.split(";")) {
			int equals = pair.indexOf('=');
			if (equals != -1 && pair.substring(0, equals).trim().equalsIgnoreCase(name)) {
				return pair.substring(equals + 1).trim().replace("\"", "");
			}
		}
		return null;
	}

	/**
	 * Parse an address with or without a port, or give up: an obfuscated identifier says
	 * nothing.
	 * @param hop the address
	 * @return the address, {@code null} when it is none
	 */
	static @Nullable InetAddress parse(String hop) {
		String node = hop.replace("\"", "");
		if (node.startsWith("[")) {
			int end = node.indexOf(']');
			node = (end != -1) ? node.substring(1, end) : "";
		}
		else if (node.indexOf(':') == node.lastIndexOf(':') && node.indexOf(':') != -1) {
			node = node.substring(0, node.indexOf(':'));
		}
		byte[] address = NetUtil.createByteArrayFromIpAddressString(node);
		try {
			return (address != null) ? InetAddress.getByAddress(address) : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
