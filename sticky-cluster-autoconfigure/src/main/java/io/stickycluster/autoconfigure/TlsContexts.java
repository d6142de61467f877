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

import java.security.PrivateKey;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509KeyManager;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.web.server.Ssl;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.tcp.AbstractProtocolSslContextSpec;

import io.stickycluster.autoconfigure.GatewayProperties.TlsProvider;

/**
 * Makes TLS contexts of SSL bundles as Boot's own customizer does, but by the provider
 * that is wanted.
 */
final class TlsContexts {

	private static final Log logger = LogFactory.getLog(TlsContexts.class);

	private static final List<String> KEY_TYPES = List.of("RSA", "EC", "RSASSA-PSS", "EdDSA", "DSA");

	private final TlsProvider wanted;

	private final boolean http2;

	private final ClientAuth clientAuth;

	TlsContexts(TlsProvider wanted, boolean http2, Ssl.@Nullable ClientAuth clientAuth) {
		this.wanted = wanted;
		this.http2 = http2;
		this.clientAuth = Ssl.ClientAuth.map(clientAuth, ClientAuth.NONE, ClientAuth.OPTIONAL, ClientAuth.REQUIRE);
	}

	boolean isHttp2() {
		return this.http2;
	}

	/**
	 * Create a context.
	 * @param bundle where keys, trusted certificates and options are
	 * @return the context
	 */
	SslContext create(SslBundle bundle) {
		if (this.wanted == TlsProvider.JDK) {
			return createWithJdk(bundle);
		}
		try {
			SslContext context = createWithOpenSsl(bundle);
			logger.info("TLS by " + OpenSsl.versionString());
			return context;
		}
		catch (SSLException | IllegalArgumentException ex) {
			if (this.wanted == TlsProvider.OPENSSL) {
				throw new InvalidClusterPropertyException("sticky.cluster.gateway.tls-provider", "openssl",
						"OpenSSL cannot do what 'server.ssl' asks for: " + ex.getMessage(),
						"Change 'server.ssl' or its SSL bundle, or use 'auto' to let the JDK do it.");
			}
			logger.warn("TLS by the JDK, because OpenSSL cannot do what 'server.ssl' asks for: " + ex.getMessage());
			return createWithJdk(bundle);
		}
	}

	private SslContext createWithJdk(SslBundle bundle) {
		try {
			return build(bundle, SslProvider.JDK);
		}
		catch (SSLException | IllegalArgumentException ex) {
			throw new IllegalStateException("No TLS is possible with what 'server.ssl' asks for", ex);
		}
	}

	private SslContext createWithOpenSsl(SslBundle bundle) throws SSLException {
		for (KeyManager manager : bundle.getManagers().getKeyManagers()) {
			if (manager instanceof X509KeyManager keys) {
				requireReadableKeys(keys);
			}
		}
		return build(bundle, SslProvider.OPENSSL);
	}

	/**
	 * Refuse keys that only the JDK's provider of them can use, such as those of a token.
	 * @param keys the keys
	 * @throws SSLException if there is one
	 */
	private static void requireReadableKeys(X509KeyManager keys) throws SSLException {
		for (String type : KEY_TYPES) {
			String[] aliases = keys.getServerAliases(type, null);
			for (String alias : (aliases != null) ? aliases : new String[0]) {
				PrivateKey key = keys.getPrivateKey(alias);
				if (key != null && key.getEncoded() == null) {
					throw new SSLException("The private key '" + alias + "' cannot be read");
				}
			}
		}
	}

	private SslContext build(SslBundle bundle, SslProvider provider) throws SSLException {
		var keys = bundle.getManagers().getKeyManagerFactory();
		AbstractProtocolSslContextSpec<?> spec = this.http2 ? Http2SslContextSpec.forServer(keys)
				: Http11SslContextSpec.forServer(keys);
		SslContext context = spec.configure((builder) -> configure(builder, bundle, provider)).sslContext();
		// some of what a provider cannot do would else come out with the first client
		SSLEngine engine = context.newEngine(ByteBufAllocator.DEFAULT);
		ReferenceCountUtil.release(engine);
		return context;
	}

	private void configure(SslContextBuilder builder, SslBundle bundle, SslProvider provider) {
		SslOptions options = bundle.getOptions();
		builder.sslProvider(provider)
			.trustManager(bundle.getManagers().getTrustManagerFactory())
			.protocols(options.getEnabledProtocols())
			.ciphers(SslOptions.asSet(options.getCiphers()))
			.clientAuth(this.clientAuth);
	}

}
