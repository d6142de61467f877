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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ServerNameSslBundle;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.stickycluster.autoconfigure.GatewayProperties.TlsProvider;

/**
 * Lets the provider do TLS in the supervisor's web server that is wanted, where there is
 * a choice. Boot's own customizer has none: it takes OpenSSL wherever that is, and fails
 * when OpenSSL cannot do what is asked for.
 */
final class GatewayTlsCustomizer implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private final TlsProvider wanted;

	private final boolean openSsl;

	/**
	 * Create a customizer.
	 * @param wanted the provider that is wanted
	 * @param openSsl whether there is OpenSSL
	 */
	GatewayTlsCustomizer(TlsProvider wanted, boolean openSsl) {
		InvalidClusterPropertyException.throwUnless(openSsl || wanted != TlsProvider.OPENSSL,
				"sticky.cluster.gateway.tls-provider", "openssl", "there is no OpenSSL for this platform",
				"Add the dependency 'io.netty:netty-tcnative-boringssl-static', or use 'auto'.");
		this.wanted = wanted;
		this.openSsl = openSsl;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		Ssl ssl = factory.getSsl();
		if (!this.openSsl || ssl == null || !ssl.isEnabled()) {
			return;
		}
		Http2 http2 = factory.getHttp2();
		TlsContexts contexts = new TlsContexts(this.wanted, http2 != null && http2.isEnabled(), ssl.getClientAuth());
		List<NettyServerCustomizer> customizers = new ArrayList<>();
		customizers.add(tls(contexts, ssl, factory.getSslBundles()));
		customizers.addAll(factory.getServerCustomizers());
		factory.setServerCustomizers(customizers);
		// or Boot's own customizer would make contexts, too
		factory.setSsl(null);
	}

	private static GatewayTls tls(TlsContexts contexts, Ssl ssl, @Nullable SslBundles bundles) {
		GatewayTls tls = new GatewayTls(contexts, WebServerSslBundle.get(ssl, bundles));
		if (StringUtils.hasText(ssl.getBundle())) {
			require(bundles).addBundleUpdateHandler(ssl.getBundle(), (bundle) -> tls.use(null, bundle));
		}
		for (ServerNameSslBundle named : ssl.getServerNameBundles()) {
			tls.use(named.serverName(), require(bundles).getBundle(named.bundle()));
			require(bundles).addBundleUpdateHandler(named.bundle(), (bundle) -> tls.use(named.serverName(), bundle));
		}
		return tls;
	}

	private static SslBundles require(@Nullable SslBundles bundles) {
		Assert.state(bundles != null, "There are no SSL bundles");
		return bundles;
	}

}
