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

package io.stickycluster.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.ssl.SslBundle;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/**
 * TLS in front of the gateway. Which certificate a connection gets is decided when it
 * begins, so that a new one reaches all that come later and disturbs none that is there.
 */
final class GatewayTls implements NettyServerCustomizer {

	private final TlsContexts contexts;

	private final Map<String, SslProvider> ofServerNames = new ConcurrentHashMap<>();

	private volatile SslProvider ofAllOthers;

	GatewayTls(TlsContexts contexts, SslBundle bundle) {
		this.contexts = contexts;
		this.ofAllOthers = create(bundle);
	}

	/**
	 * Take a bundle from now on. When that is not possible what was there stays.
	 * @param serverName the name that clients ask for, {@code null} for all that have no
	 * bundle of their own
	 * @param bundle the bundle
	 */
	void use(@Nullable String serverName, SslBundle bundle) {
		SslProvider created = create(bundle);
		if (serverName != null) {
			this.ofServerNames.put(serverName, created);
		}
		else {
			this.ofAllOthers = created;
		}
	}

	private SslProvider create(SslBundle bundle) {
		return SslProvider.builder().sslContext(this.contexts.create(bundle)).build();
	}

	@Override
	public HttpServer apply(HttpServer server) {
		HttpServer secured = server.secure((spec) -> spec.sslContext(this.ofAllOthers.getSslContext())
			.setSniAsyncMappings((serverName, promise) -> promise.setSuccess(provider(serverName))));
		return this.contexts.isHttp2() ? secured.protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
				: secured.protocol(HttpProtocol.HTTP11);
	}

	private SslProvider provider(@Nullable String serverName) {
		return (serverName != null) ? this.ofServerNames.getOrDefault(serverName, this.ofAllOthers) : this.ofAllOthers;
	}

}
