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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import io.stickycluster.affinity.AffinityKeyResolver;
import io.stickycluster.gateway.AddressRange;
import io.stickycluster.gateway.Gateway;
import io.stickycluster.gateway.ProxyProtocolSettings;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GatewayConfiguration} and its properties.
 */
@NullUnmarked
class GatewayConfigurationTests {

	private final CountDownLatch received = new CountDownLatch(1);

	private final CompletableFuture<String> answer = new CompletableFuture<>();

	private final HttpClient client = HttpClient.newHttpClient();

	private AffinityKeyResolver resolver;

	private DisposableServer instance;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void startInstance() {
		this.instance = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes.get("/slow", (request, response) -> {
				this.received.countDown();
				return response.sendString(Mono.fromFuture(this.answer));
			}).get("/**", (request, response) -> response.sendString(Mono.just("instance " + request.uri()))))
			.bindNow();
	}

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		this.instance.disposeNow();
	}

	@Test
	void supervisorAnswersItsEndpointsAndInstancesTheRest() throws Exception {
		start("--management.endpoints.web.exposure.include=health,info");
		assertThat(get("/hello").body()).isEqualTo("instance /hello");
		assertThat(get("/actuator/health").body()).contains("\"UP\"");
		assertThat(get("/actuator/info").body()).isEqualTo("{}");
		assertThat(get("/actuator").body()).contains("_links");
		assertThat(get("/actuator/").headers().firstValue("X-Sticky-Instance")).isEmpty();
		assertThat(get("/actuator/env").body()).isEqualTo("instance /actuator/env");
		assertThat(get("/actuator/healthy").body()).isEqualTo("instance /actuator/healthy");
		assertThat(get("/").headers().firstValue("X-Sticky-Instance")).contains("0");
	}

	@Test
	void supervisorHonoursBasePaths() throws Exception {
		start("--spring.webflux.base-path=/app", "--management.endpoints.web.base-path=/manage");
		assertThat(get("/app/manage/health").body()).contains("\"UP\"");
		assertThat(get("/app/manage").body()).contains("_links");
		assertThat(get("/manage/health").body()).isEqualTo("instance /manage/health");
		assertThat(get("/app/actuator/health").body()).isEqualTo("instance /app/actuator/health");
	}

	@Test
	void endpointsAtTheRootLeaveTheRestToInstances() throws Exception {
		start("--management.endpoints.web.base-path=/");
		assertThat(get("/health").body()).contains("\"UP\"");
		assertThat(get("/").body()).isEqualTo("instance /");
		assertThat(get("/other").body()).isEqualTo("instance /other");
	}

	@Test
	void additionalHealthPathIsTheSupervisors() throws Exception {
		start("--management.endpoint.health.group.live.include=ping",
				"--management.endpoint.health.group.live.additional-path=server:/livez");
		assertThat(get("/livez").body()).contains("\"UP\"");
		assertThat(get("/readyz").body()).isEqualTo("instance /readyz");
	}

	@Test
	void separateManagementPortHidesManagementOnTheGatewaysPort() throws Exception {
		start("--management.server.port=0", "--management.endpoints.web.exposure.include=*");
		for (String path : List.of("/actuator", "/actuator/health", "/actuator/env", "/actuator/x", "//actuator/env",
				"/%61ctuator/env", "/a/../actuator/env", "/actuator;a=b/env")) {
			HttpResponse<String> response = get(path);
			assertThat(response.statusCode()).as(path).isEqualTo(404);
			assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		}
		assertThat(get("/hello").body()).isEqualTo("instance /hello");
		int management = this.context.getEnvironment().getProperty("local.management.port", Integer.class);
		assertThat(get(management, "/actuator/health").body()).contains("\"UP\"");
		assertThat(get(management, "/hello").statusCode()).isEqualTo(404);
	}

	@Test
	void requestInProgressSurvivesTheEndOfTheContext() throws Exception {
		start();
		CompletableFuture<HttpResponse<String>> slow = this.client.sendAsync(request(port(), "/slow"),
				BodyHandlers.ofString());
		assertThat(this.received.await(10, TimeUnit.SECONDS)).isTrue();
		Gateway gateway = this.context.getBean(Gateway.class);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.context::close);
		Awaitility.await().until(() -> get("/hello").statusCode() == 503);
		assertThat(closed).isNotDone();
		this.answer.complete("done");
		assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
		closed.get(20, TimeUnit.SECONDS);
		assertThat(gateway.counts(0).openConnections()).isZero();
	}

	@Test
	void immediateShutdownBreaksRequestsOff() throws Exception {
		start("--server.shutdown=immediate");
		try (Socket socket = new Socket("127.0.0.1", port())) {
			socket.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(this.received.await(10, TimeUnit.SECONDS)).isTrue();
			this.context.close();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void resolverIsFoundByTheNameOfItsBean() throws Exception {
		List<String> paths = new CopyOnWriteArrayList<>();
		this.resolver = (request) -> {
			paths.add(request.path());
			return "one";
		};
		start("--sticky.cluster.affinity.keys=bean:tenants,cookie");
		HttpResponse<String> response = get("/hello?x=y");
		assertThat(response.body()).startsWith("instance ");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(paths).containsExactly("/hello");
	}

	@Test
	void cookieIsGivenOnceItIsAskedFor() throws Exception {
		start("--sticky.cluster.affinity.keys=cookie", "--sticky.cluster.affinity.cookie.name=AT",
				"--sticky.cluster.instance.0.weight=2", "--sticky.cluster.affinity.max-load-factor=1.25");
		assertThat(get("/hello").headers().firstValue("Set-Cookie").orElse("")).startsWith("AT=")
			.contains("; Max-Age=86400;");
		assertThat(get("/actuator/health").headers().firstValue("Set-Cookie")).isEmpty();
	}

	@Test
	void unknownAffinityKeyIsRefused() {
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> start("--sticky.cluster.affinity.keys=bean:nobody"))
			.withRootCauseInstanceOf(InvalidClusterPropertyException.class);
	}

	@ParameterizedTest
	@CsvSource({ "sticky.cluster.gateway.connect-timeout, 0s", "sticky.cluster.gateway.response-timeout, -1s",
			"sticky.cluster.gateway.instance-idle-timeout, -1s", "sticky.cluster.gateway.client.idle-timeout, -1s",
			"sticky.cluster.gateway.client.head-timeout, -1s", "sticky.cluster.gateway.client.send-timeout, -1s",
			"sticky.cluster.gateway.client.min-body-rate, -1B", "sticky.cluster.gateway.client.max-connections, -1",
			"sticky.cluster.gateway.client.max-connections-per-address, -1",
			"sticky.cluster.gateway.max-connections, 0", "sticky.cluster.gateway.max-idle-connections, -1",
			"sticky.cluster.gateway.tls-provider, gnutls", "sticky.cluster.gateway.proxy-protocol.send, v3",
			"sticky.cluster.gateway.via, my gateway", "sticky.cluster.affinity.ipv4-prefix, 33",
			"sticky.cluster.affinity.ipv6-prefix, 0", "sticky.cluster.affinity.selector, random",
			"sticky.cluster.affinity.table.max-clients, -1", "sticky.cluster.affinity.table.idle-expiry, 0s" })
	void badValueIsRefusedWithTheNameOfItsProperty(String name, String value) {
		Class<?> type = name.startsWith("sticky.cluster.gateway") ? GatewayProperties.class : AffinityProperties.class;
		String prefix = name.startsWith("sticky.cluster.gateway") ? "sticky.cluster.gateway"
				: "sticky.cluster.affinity";
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(prefix, type, Map.of(name, value)))
			.satisfies((ex) -> assertThat(ex.getProperty().getName()).hasToString(name));
	}

	@Test
	void addressRangesAreBoundAndRefusedWithTheNameOfTheirProperty() {
		Bindable<List<AddressRange>> ranges = Bindable.listOf(AddressRange.class);
		assertThat(binder(Map.of("trusted", "10.0.0.0/8,::1")).bind("trusted", ranges).get()).hasSize(2);
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> binder(Map.of("trusted[0]", "10.0.0.0/40")).bind("trusted", ranges))
			.satisfies((ex) -> assertThat(ex.getProperty().getName()).hasToString("trusted[0]"));
	}

	@Test
	void proxyProtocolNeedsTrustedProxies() {
		GatewayProperties properties = bind("sticky.cluster.gateway", GatewayProperties.class,
				Map.of("sticky.cluster.gateway.proxy-protocol.accept", "true"));
		assertThatExceptionOfType(InvalidClusterPropertyException.class)
			.isThrownBy(() -> GatewayConfiguration.clients(properties, new GatewayNetwork(List.of(), List.of())))
			.withMessageContaining("sticky.cluster.gateway.proxy-protocol.accept")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("sticky.cluster.trusted-proxies"));
		assertThat(GatewayConfiguration
			.clients(properties, new GatewayNetwork(List.of(AddressRange.of("127.0.0.1")), List.of()))
			.proxyProtocol()).isEqualTo(new ProxyProtocolSettings(true, ProxyProtocolSettings.Send.NONE));
	}

	@Test
	void gatewayPropertiesAreBound() {
		GatewayProperties defaults = new GatewayProperties();
		assertThat(defaults.getConnectTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(defaults.getResponseTimeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(defaults.getInstanceIdleTimeout()).isEqualTo(Duration.ofSeconds(15));
		assertThat(defaults.getClient().getIdleTimeout()).isEqualTo(Duration.ofSeconds(75));
		assertThat(defaults.getClient().getHeadTimeout()).isEqualTo(Duration.ofSeconds(20));
		assertThat(defaults.getClient().getSendTimeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(defaults.getClient().getMinBodyRate()).isEqualTo(DataSize.ofBytes(240));
		assertThat(defaults.getMaxConnections()).isEqualTo(10_000);
		assertThat(defaults.getMaxIdleConnections()).isEqualTo(128);
		assertThat(defaults.isInstanceHeader()).isTrue();
		assertThat(defaults.getTlsProvider()).isEqualTo(GatewayProperties.TlsProvider.AUTO);
		GatewayProperties bound = bind("sticky.cluster.gateway", GatewayProperties.class, Map.of(
				"sticky.cluster.gateway.connect-timeout", "1s", "sticky.cluster.gateway.response-timeout", "2s",
				"sticky.cluster.gateway.instance-idle-timeout", "3s", "sticky.cluster.gateway.client.idle-timeout",
				"4s", "sticky.cluster.gateway.max-connections", "5", "sticky.cluster.gateway.max-idle-connections", "6",
				"sticky.cluster.gateway.instance-header", "false", "sticky.cluster.gateway.tls-provider", "jdk"));
		assertThat(bound.getConnectTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(bound.getResponseTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(bound.getInstanceIdleTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(bound.getClient().getIdleTimeout()).isEqualTo(Duration.ofSeconds(4));
		assertThat(bound.getMaxConnections()).isEqualTo(5);
		assertThat(bound.getMaxIdleConnections()).isEqualTo(6);
		assertThat(bound.isInstanceHeader()).isFalse();
		assertThat(bound.getTlsProvider()).isEqualTo(GatewayProperties.TlsProvider.JDK);
	}

	@Test
	void affinityPropertiesAreBound() {
		AffinityProperties defaults = new AffinityProperties();
		assertThat(defaults.getIpv4Prefix()).isEqualTo(32);
		assertThat(defaults.getIpv6Prefix()).isEqualTo(64);
		assertThat(defaults.getSelector()).isEqualTo(AffinityProperties.Selector.RENDEZVOUS);
		assertThat(defaults.getKeys()).containsExactly("client-address");
		assertThat(defaults.getMaxLoadFactor()).isZero();
		assertThat(defaults.getTable().getMaxClients()).isEqualTo(100_000);
		assertThat(defaults.getTable().getIdleExpiry()).isEqualTo(Duration.ofMinutes(30));
		AffinityProperties bound = bind("sticky.cluster.affinity", AffinityProperties.class,
				Map.of("sticky.cluster.affinity.ipv4-prefix", "24", "sticky.cluster.affinity.ipv6-prefix", "48",
						"sticky.cluster.affinity.selector", "round-robin", "sticky.cluster.affinity.table.max-clients",
						"10", "sticky.cluster.affinity.table.idle-expiry", "1m"));
		assertThat(bound.getIpv4Prefix()).isEqualTo(24);
		assertThat(bound.getIpv6Prefix()).isEqualTo(48);
		assertThat(bound.getSelector()).isEqualTo(AffinityProperties.Selector.ROUND_ROBIN);
		assertThat(bound.getTable().getMaxClients()).isEqualTo(10);
		assertThat(bound.getTable().getIdleExpiry()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void slowStartIsBoundAndRefusedWhenItIsNegative() {
		assertThat(new ScaleProperties().getSlowStart()).isZero();
		assertThat(bind("sticky.cluster.scale", ScaleProperties.class, Map.of("sticky.cluster.scale.slow-start", "90s"))
			.getSlowStart()).isEqualTo(Duration.ofSeconds(90));
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> start("--sticky.cluster.scale.slow-start=-1s"))
			.havingRootCause()
			.withMessageContaining("'sticky.cluster.scale.slow-start'");
	}

	private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
		return binder(values).bind(prefix, type).get();
	}

	private static Binder binder(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values));
	}

	private void start(String... arguments) {
		SpringApplication application = new SpringApplicationBuilder(Supervisor.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.jmx.enabled=false")
			.build();
		Instance up = new Instance(0, 1, InstanceState.UP, new InetSocketAddress("127.0.0.1", this.instance.port()),
				null, Map.of(), 1, null, 0, 0, null, null, null, true, false);
		ClusterSnapshot snapshot = new ClusterSnapshot(1, List.of(up));
		ClusterSnapshots snapshots = new ClusterSnapshots();
		snapshots.accept(snapshot);
		application.addInitializers((created) -> ((GenericApplicationContext) created).registerBean("snapshots",
				ClusterSnapshots.class, () -> snapshots));
		if (this.resolver != null) {
			application.addInitializers((created) -> ((GenericApplicationContext) created).registerBean("tenants",
					AffinityKeyResolver.class, () -> this.resolver));
		}
		this.context = application.run(arguments);
	}

	private int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return get(port(), path);
	}

	private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		return this.client.send(request(port, path), BodyHandlers.ofString());
	}

	private static HttpRequest request(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = TomcatReactiveManagementContextAutoConfiguration.class)
	@EnableConfigurationProperties(ClusterProperties.class)
	@Import({ AffinityConfiguration.class, GatewayConfiguration.class, SessionStoreConfiguration.class })
	static class Supervisor {

		@Bean
		ClusterSettings clusterSettings() {
			ClusterProperties properties = new ClusterProperties();
			properties.setTrustedProxies(List.of("10.0.0.0/8"));
			return new ClusterSettings(properties, 1);
		}

	}

}
