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

import java.net.InetSocketAddress;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

/**
 * Applies the forwarding headers of trusted peers, and takes them out of the requests of
 * all others.
 */
public final class TrustedForwardedTransformer extends ForwardedHeaderTransformer {

	private final TrustedPeers peers;

	private final ForwardedHeaderTransformer gateway = new GatewayForwardedTransformer();

	private final ForwardedHeaderTransformer remove = new ForwardedHeaderTransformer();

	/**
	 * Create a transformer.
	 * @param peers who is believed
	 */
	public TrustedForwardedTransformer(TrustedPeers peers) {
		this.peers = peers;
		this.remove.setRemoveOnly(true);
	}

	@Override
	public ServerHttpRequest apply(ServerHttpRequest request) {
		InetSocketAddress peer = request.getRemoteAddress();
		if (peer == null) {
			return this.gateway.apply(request);
		}
		return this.peers.isTrusted(peer) ? super.apply(request) : this.remove.apply(request);
	}

}
