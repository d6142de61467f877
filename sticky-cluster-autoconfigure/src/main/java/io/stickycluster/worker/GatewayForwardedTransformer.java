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

package io.stickycluster.worker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

/**
 * {@link ForwardedHeaderTransformer} for requests that came over a Unix-domain socket:
 * they have no remote address of their own, and Reactor Netty leaves them as they are.
 * The gateway is the only one that can reach the socket, and vouches for the headers. A
 * client's address is resolved, as that of a connection would be.
 */
public final class GatewayForwardedTransformer extends ForwardedHeaderTransformer {

	@Override
	public ServerHttpRequest apply(ServerHttpRequest request) {
		if (request.getRemoteAddress() != null) {
			return request;
		}
		ServerHttpRequest forwarded = isDirect(request) ? request : super.apply(request);
		return new ClientRequest(forwarded, client(request.getHeaders().getFirst("X-Forwarded-For")));
	}

	/**
	 * Return whether a client has asked the gateway for just the URI that the instance
	 * sees, which is the usual case.
	 * @param request the request
	 * @return whether the URI can stay as it is
	 */
	private static boolean isDirect(ServerHttpRequest request) {
		String host = request.getHeaders().getFirst("X-Forwarded-Host");
		return "http".equals(request.getHeaders().getFirst("X-Forwarded-Proto")) && host != null
				&& host.equals(request.getHeaders().getFirst("Host"))
				&& request.getHeaders().getFirst("X-Forwarded-Prefix") == null;
	}

	private static InetSocketAddress client(@Nullable String address) {
		byte[] bytes = (address != null) ? NetUtil.createByteArrayFromIpAddressString(address) : null;
		try {
			// Without the gateway's word it is somebody of this machine
			return new InetSocketAddress(
					(bytes != null) ? InetAddress.getByAddress(bytes) : InetAddress.getLoopbackAddress(), 0);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A request whose client is known by the gateway's word.
	 */
	private static final class ClientRequest extends ServerHttpRequestDecorator {

		private final InetSocketAddress client;

		ClientRequest(ServerHttpRequest delegate, InetSocketAddress client) {
			super(delegate);
			this.client = client;
		}

		@Override
		public InetSocketAddress getRemoteAddress() {
			return this.client;
		}

	}

}
