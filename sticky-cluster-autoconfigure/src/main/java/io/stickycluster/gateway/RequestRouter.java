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
import java.net.SocketAddress;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.gateway.RequestPolicy.Decision;
import io.stickycluster.http1.RawHeaders;

/**
 * Decides who answers a request and rewrites its head for the instance.
 */
final class RequestRouter {

	private final RequestPolicy policy;

	private final ClientRecognition recognition;

	private final ForwardedHeaders forwarded;

	private final List<PortRoute> portRoutes;

	private final @Nullable String via;

	RequestRouter(RequestPolicy policy, ClientRecognition recognition, GatewaySettings settings) {
		this.policy = policy;
		this.recognition = recognition;
		this.forwarded = new ForwardedHeaders(settings.trustedProxies());
		this.portRoutes = settings.portRoutes();
		this.via = settings.headers().via();
	}

	List<AffinityTable> affinityTables() {
		return this.recognition.tables();
	}

	boolean isTrusted(InetAddress address) {
		return this.forwarded.isTrusted(address);
	}

	/**
	 * Decide who answers, by every reading of the path that a server could have.
	 * @param request the checked request
	 * @return who answers
	 */
	Decision decide(HttpRequest request) {
		for (String path : RequestPath.readings(request.uri())) {
			Decision decision = this.policy.decide(path);
			if (decision != Decision.RELAY) {
				return decision;
			}
		}
		return Decision.RELAY;
	}

	/**
	 * Rewrite a request for the instance.
	 * @param request the request, which is changed
	 * @param connection the connection that it came by
	 * @param upgradable whether the connection could be upgraded
	 * @return what goes to the instance
	 */
	RelayRequest rewrite(HttpRequest request, Channel connection, boolean upgradable) {
		HttpHeaders headers = request.headers();
		boolean upgrade = upgradable && isWebSocket(request);
		boolean trailers = headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true);
		HopByHopHeaders.remove(headers);
		if (upgrade) {
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
			headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		}
		else if (trailers) {
			headers.set(HttpHeaderNames.CONNECTION, HttpHeaderNames.TE);
			headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
		}
		if (!headers.contains(HttpHeaderNames.HOST)) {
			headers.set(HttpHeaderNames.HOST, authority(connection.localAddress()));
		}
		Peer peer = Peer.of(connection, this.recognition);
		InetAddress address = this.forwarded.client(peer.address(), headers);
		this.forwarded.apply(headers, peer, address);
		if (this.via != null) {
			// heads of HTTP/2 are not received as text
			String received = (headers instanceof RawHeaders) ? request.protocolVersion().text().substring(5) : "2.0";
			headers.add(HttpHeaderNames.VIA, received + " " + this.via);
		}
		request.setProtocolVersion(HttpVersion.HTTP_1_1);
		if (this.recognition.isByAddressOnly()) {
			return new RelayRequest(request, this.recognition.byAddress(peer, address), null, route(request), upgrade);
		}
		RequestFacts facts = new RequestFacts(request, peer, address, this.forwarded.isTrusted(peer.address()));
		ClientIdentity client = this.recognition.recognize(facts);
		return new RelayRequest(request, client, this.recognition.watch(facts, client), route(request), upgrade);
	}

	private static boolean isWebSocket(HttpRequest request) {
		return HttpMethod.GET.equals(request.method()) && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
				&& request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
				&& request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
	}

	private @Nullable PortRoute route(HttpRequest request) {
		if (this.portRoutes.isEmpty()) {
			return null;
		}
		String path = RequestPath.normalize(request.uri());
		for (PortRoute route : this.portRoutes) {
			if (RequestPath.isAtOrBelow(path, route.path())) {
				return route;
			}
		}
		return null;
	}

	private static String authority(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress inet) ? inet.getHostString() + ":" + inet.getPort() : "localhost";
	}

}
