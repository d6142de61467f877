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

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.X509ExtendedKeyManager;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ServerNameSslBundle;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.core.publisher.Mono;

import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.TestCertificate;
import io.stickycluster.app.TlsClient;
import io.stickycluster.autoconfigure.GatewayProperties.TlsProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link GatewayTlsCustomizer} and what it puts in front of a server.
 */
@NullUnmarked
@ExtendWith(OutputCaptureExtension.class)
class GatewayTlsCustomizerTests {

	/**
	 * What the JDK can do and OpenSSL's fork that is used cannot.
	 */
	private static final String JDK_ONLY_CIPHER = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";

	private static TestCertificate first;

	private static TestCertificate second;

	private final Ssl ssl = new Ssl();

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private WebServer server;

	@BeforeAll
	static void createCertificates(@TempDir Path directory) {
		first = TestCertificate.create(directory, "first");
		second = TestCertificate.create(directory, "second");
	}

	@BeforeEach
	void useBundle() {
		this.bundles.registerBundle("first", bundle(first, null));
		this.ssl.setBundle("first");
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.stop();
		}
	}

	@Test
	void testsHaveOpenSsl() {
		assertThat(OpenSsl.isAvailable()).as("OpenSSL").isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "AUTO, true", "OPENSSL, true", "JDK, false" })
	void providerThatIsWantedDoesTls(TlsProvider provider, boolean openSsl, CapturedOutput output) throws Exception {
		start(provider);
		assertThat(get()).isEqualTo("hello");
		assertThat(output.getOut().contains("TLS by " + OpenSsl.versionString())).isEqualTo(openSsl);
	}

	@ParameterizedTest
	@EnumSource
	void speaksHttp2WhenEnabledOnly(TlsProvider provider) {
		start(provider, (factory) -> {
			Http2 http2 = new Http2();
			http2.setEnabled(true);
			factory.setHttp2(http2);
		});
		assertThat(version()).isEqualTo("HTTP/2.0");
		this.server.stop();
		start(provider);
		assertThat(version()).isEqualTo("HTTP/1.1");
	}

	@ParameterizedTest
	@EnumSource
	void serverNameHasItsOwnCertificate(TlsProvider provider) throws Exception {
		this.bundles.registerBundle("second", bundle(second, null));
		this.ssl.setServerNameBundles(List.of(new ServerNameSslBundle("second.example", "second")));
		start(provider);
		assertCertificate(client("TLSv1.3"), "second.example", second);
		assertCertificate(client("TLSv1.3"), "third.example", first);
		assertCertificate(client("TLSv1.3"), null, first);
	}

	@ParameterizedTest
	@EnumSource
	void newCertificateIsForNewConnections(TlsProvider provider) throws Exception {
		this.bundles.registerBundle("named", bundle(first, null));
		this.ssl.setServerNameBundles(List.of(new ServerNameSslBundle("named.example", "named")));
		start(provider);
		try (TlsClient.Connection old = client("TLSv1.3").connect(null)) {
			old.get("/");
			this.bundles.updateBundle("first", bundle(second, null));
			assertCertificate(client("TLSv1.3"), null, second);
			assertCertificate(client("TLSv1.3"), "named.example", first);
			this.bundles.updateBundle("named", bundle(second, null));
			assertCertificate(client("TLSv1.3"), "named.example", second);
			assertThat(old.get("/")).isEqualTo("hello");
			assertThat(old.certificate()).isEqualTo(first.certificate());
		}
	}

	@ParameterizedTest
	@EnumSource
	void bundleThatCannotBeUsedChangesNothing(TlsProvider provider) throws Exception {
		start(provider);
		assertThatThrownBy(() -> this.bundles.updateBundle("first", bundle(second, "TLS_NO_SUCH_CIPHER")));
		assertCertificate(client("TLSv1.3"), null, first);
	}

	@ParameterizedTest
	@CsvSource({ "JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3" })
	void sessionGoesOnInTheNextConnection(TlsProvider provider, String protocol) throws Exception {
		start(provider);
		TlsClient client = client(protocol);
		for (int i = 0; i < 3; i++) {
			try (TlsClient.Connection connection = client.connect("localhost")) {
				assertThat(connection.get("/")).isEqualTo("hello");
			}
		}
		assertThat(client.certificates()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void clientWithoutCertificateIsRefusedWhereOneIsNeeded(TlsProvider provider) throws Exception {
		this.ssl.setClientAuth(Ssl.ClientAuth.NEED);
		start(provider);
		TlsClient known = new TlsClient(this.server.getPort(), "TLSv1.3", first.keys());
		try (TlsClient.Connection connection = known.connect(null)) {
			assertThat(connection.get("/")).isEqualTo("hello");
		}
		TlsClient unknown = new TlsClient(this.server.getPort(), "TLSv1.3", second.keys());
		for (TlsClient refused : List.of(unknown, client("TLSv1.3"))) {
			try (TlsClient.Connection connection = refused.connect(null)) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> connection.get("/"));
			}
		}
	}

	@Test
	void jdkDoesWhatOpenSslCannot(CapturedOutput output) throws Exception {
		this.bundles.updateBundle("first", bundle(first, JDK_ONLY_CIPHER));
		start(TlsProvider.AUTO);
		assertCertificate(client("TLSv1.2"), null, first);
		assertThat(output).contains("TLS by the JDK, because OpenSSL cannot do what 'server.ssl' asks for: ");
	}

	@Test
	void keyThatCannotBeReadIsTheJdks(CapturedOutput output) {
		KeyManagerFactory keys = new KeyManagerFactory(new OpaqueKeys(), null, "opaque") {
		};
		SslBundle bundle = SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, SslOptions.NONE,
				SslBundle.DEFAULT_PROTOCOL,
				SslManagerBundle.of(keys, bundle(first, null).getManagers().getTrustManagerFactory()));
		assertThat(new TlsContexts(TlsProvider.AUTO, false, null).create(bundle)).isInstanceOf(JdkSslContext.class);
		assertThat(output).contains("TLS by the JDK, because OpenSSL cannot do what 'server.ssl' asks for: ")
			.contains("'token'");
	}

	@Test
	void whatOpenSslCannotIsRefusedWhereItIsWanted() {
		this.bundles.updateBundle("first", bundle(first, JDK_ONLY_CIPHER));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> start(TlsProvider.OPENSSL))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("sticky.cluster.gateway.tls-provider");
				assertThat(ex.getReason()).contains("server.ssl").contains(JDK_ONLY_CIPHER);
				assertThat(ex.getAction()).contains("'auto'");
			});
	}

	@Test
	void openSslThatIsMissingIsRefusedWhereItIsWanted() {
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> new GatewayTlsCustomizer(TlsProvider.OPENSSL, false))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("sticky.cluster.gateway.tls-provider");
				assertThat(ex.getAction()).contains("io.netty:netty-tcnative-boringssl-static");
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTO", "JDK" })
	void withoutOpenSslBootsOwnStays(TlsProvider provider) {
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
		factory.setSsl(this.ssl);
		new GatewayTlsCustomizer(provider, false).customize(factory);
		assertThat(factory.getSsl()).isSameAs(this.ssl);
		assertThat(factory.getServerCustomizers()).isEmpty();
	}

	@Test
	void serverWithoutTlsStaysWithout() {
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
		this.ssl.setEnabled(false);
		factory.setSsl(this.ssl);
		new GatewayTlsCustomizer(TlsProvider.AUTO, true).customize(factory);
		assertThat(factory.getServerCustomizers()).isEmpty();
	}

	private void start(TlsProvider provider) {
		start(provider, (factory) -> {
		});
	}

	private void start(TlsProvider provider, Consumer<NettyReactiveWebServerFactory> customizer) {
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		factory.setSsl(this.ssl);
		factory.setSslBundles(this.bundles);
		customizer.accept(factory);
		new GatewayTlsCustomizer(provider, true).customize(factory);
		HttpHandler hello = (request, response) -> {
			response.getHeaders().setContentLength(5);
			return response
				.writeWith(Mono.just(response.bufferFactory().wrap("hello".getBytes(StandardCharsets.US_ASCII))));
		};
		this.server = factory.getWebServer(hello);
		this.server.start();
	}

	private static SslBundle bundle(TestCertificate certificate, String cipher) {
		return SslBundle.of(stores(certificate.store()), SslBundleKey.of(certificate.password()),
				(cipher != null) ? SslOptions.of(Set.of(cipher), null) : SslOptions.NONE);
	}

	private static SslStoreBundle stores(KeyStore store) {
		return SslStoreBundle.of(store, null, store);
	}

	private TlsClient client(String protocol) throws Exception {
		return new TlsClient(this.server.getPort(), protocol, null);
	}

	private String get() throws Exception {
		try (TlsClient.Connection connection = client("TLSv1.3").connect(null)) {
			return connection.get("/");
		}
	}

	private String version() {
		return new LoopbackClient("127.0.0.1", this.server.getPort()).get("https", "/", Map.of()).version();
	}

	private static void assertCertificate(TlsClient client, String serverName, TestCertificate expected)
			throws Exception {
		try (TlsClient.Connection connection = client.connect(serverName)) {
			assertThat(connection.get("/")).isEqualTo("hello");
			assertThat(connection.certificate()).isEqualTo(expected.certificate());
		}
	}

	/**
	 * Gives out a key that signs and is not shown, as that of a token.
	 */
	private static final class OpaqueKeys extends KeyManagerFactorySpi {

		@Override
		protected void engineInit(KeyStore store, char[] password) {
		}

		@Override
		protected void engineInit(ManagerFactoryParameters parameters) {
		}

		@Override
		protected KeyManager[] engineGetKeyManagers() {
			return new KeyManager[] { new OpaqueKeyManager() };
		}

	}

	private static final class OpaqueKeyManager extends X509ExtendedKeyManager {

		@Override
		public String[] getServerAliases(String keyType, Principal[] issuers) {
			return keyType.equals("EC") ? new String[] { "token" } : null;
		}

		@Override
		public PrivateKey getPrivateKey(String alias) {
			return new OpaqueKey();
		}

		@Override
		public X509Certificate[] getCertificateChain(String alias) {
			return null;
		}

		@Override
		public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
			return null;
		}

		@Override
		public String[] getClientAliases(String keyType, Principal[] issuers) {
			return null;
		}

		@Override
		public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
			return null;
		}

	}

	private static final class OpaqueKey implements PrivateKey {

		private static final long serialVersionUID = 1L;

		@Override
		public String getAlgorithm() {
			return "EC";
		}

		@Override
		public String getFormat() {
			return null;
		}

		@Override
		public byte[] getEncoded() {
			return null;
		}

	}

}
