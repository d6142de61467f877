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
import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a client's connection, and what is the same for each request that
 * comes by it, so that it is worked out once. Confined to the connection's event loop.
 */
final class Peer {

	private static final AttributeKey<Peer> ATTRIBUTE = AttributeKey.valueOf(Peer.class, "peer");

	private final InetAddress address;

	private final ClientIdentity client;

	private final boolean secure;

	private @Nullable Origin origin;

	private @Nullable CookieMemory cookies;

	private Peer(InetAddress address, ClientIdentity client, boolean secure) {
		this.address = address;
		this.client = client;
		this.secure = secure;
	}

	/**
	 * Return the peer of a connection.
	 * @param connection the connection, past its handshake
	 * @param recognition recognises clients by their address
	 * @return the peer
	 */
	static Peer of(Channel connection, ClientRecognition recognition) {
		Attribute<Peer> attribute = connection.attr(ATTRIBUTE);
		Peer known = attribute.get();
		if (known != null) {
			return known;
		}
		InetSocketAddress remote = ProxyProtocolReader.remoteAddress(connection);
		InetAddress address = (remote != null) ? remote.getAddress() : InetAddress.getLoopbackAddress();
		Peer peer = new Peer(address, recognition.byAddress(address),
				connection.pipeline().get(SslHandler.class) != null);
		attribute.set(peer);
		return peer;
	}

	InetAddress address() {
		return this.address;
	}

	/**
	 * Return the peer as a client that is recognised by its address.
	 * @return the client
	 */
	ClientIdentity client() {
		return this.client;
	}

	/**
	 * Return what is remembered of the gateway's own cookie.
	 * @return the memory
	 */
	CookieMemory cookies() {
		CookieMemory known = this.cookies;
		if (known == null) {
			known = new CookieMemory();
			this.cookies = known;
		}
		return known;
	}

	boolean isSecure() {
		return this.secure;
	}

	/**
	 * Return what is told of this peer as the client.
	 * @param host the host that it asks for
	 * @return the values of the forwarding headers
	 */
	Origin origin(String host) {
		Origin last = this.origin;
		if (last == null || !last.isOf(host)) {
			last = new Origin(NetUtil.toAddressString(this.address), this.secure ? "https" : "http", host, null);
			this.origin = last;
		}
		return last;
	}

}
