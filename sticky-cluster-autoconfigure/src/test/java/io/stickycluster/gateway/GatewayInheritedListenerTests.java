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

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

import io.stickycluster.app.OpenDescriptors;
import io.stickycluster.app.TestCertificate;
import io.stickycluster.systemd.InheritedListener;
import io.stickycluster.systemd.ServiceEnvironment.PassedListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link Gateway} on an {@link InheritedListener}.
 */
@NullUnmarked
@EnabledOnOs(OS.LINUX)
class GatewayInheritedListenerTests {

	private final GatewayFixture fixture = new GatewayFixture();

	private final LoopResources loops = LoopResources.create("inherited-test", 1, 2, true);

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(30));
	}

	@Test
	void tlsHttp2AndLimitsAreThoseOfAnyListener(@TempDir Path directory) throws Exception {
		// The gateway closes it: its number may be another's when the JDK would do so
		ServerSocketChannel server = ServerSocketChannel.open();
		server.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
		int passed = OpenDescriptors.ofPort(server.socket().getLocalPort());
		InheritedListener listener = InheritedListener.of(List.of(new PassedListener(passed, "")));
		LoopResources inherited = listener.loops(this.loops);
		TestCertificate certificate = TestCertificate.create(directory, "localhost");
		KeyManagerFactory keys = certificate.keys();
		this.fixture.cluster(
				this.fixture.instance((routes) -> routes.get("/**",
						(request, response) -> response
							.header("X-Proto", request.requestHeaders().get("X-Forwarded-Proto"))
							.header("Content-Length", "0"))));
		int port = this.fixture.start(
				GatewayFixture.settings(Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(),
						ClientSettings.DEFAULT.withMaxConnections(2, 0), List.of()),
				(own) -> own.protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
					.secure((ssl) -> ssl
						.sslContext((SslProvider.GenericSslContextSpec<?>) Http2SslContextSpec.forServer(keys)))
					.runOn(inherited));
		assertThat(port).isEqualTo(listener.address().getPort());
		HttpClient client = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
		HttpResponse<Void> response = client.send(HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/"))
			.timeout(Duration.ofSeconds(30))
			.build(), BodyHandlers.discarding());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(response.headers().firstValue("X-Proto")).contains("https");
		this.fixture.closing(new RawClient(port));
		Awaitility.await().until(() -> this.fixture.gateway().clientConnections().open() == 2);
		assertThat(this.fixture.closing(new RawClient(port)).isClosed()).as("beyond the limit").isTrue();
		listener.stopAccepting().toCompletableFuture().get(30, TimeUnit.SECONDS);
		// Connected, but by the kernel only
		this.fixture.closing(new RawClient(port));
		assertThat(this.fixture.gateway().clientConnections().refused()).isOne();
	}

	private static SSLContext trusting(TestCertificate certificate) throws Exception {
		KeyStore store = certificate.store();
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
