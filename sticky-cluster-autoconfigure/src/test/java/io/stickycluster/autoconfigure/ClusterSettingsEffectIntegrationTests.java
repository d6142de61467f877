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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.LoopbackClient.Response;
import io.stickycluster.app.ReactiveApplication;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.Instance;
import io.stickycluster.supervisor.ClusterSupervisor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the application's own settings mean for the cluster what they mean for the
 * plain application: with instances as processes, too, where a setting that has to reach
 * an instance, or must not, could get lost on the way.
 */
class ClusterSettingsEffectIntegrationTests {

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		RunningCluster.assertNothingIsLeft();
	}

	@ParameterizedTest
	@EachIsolation
	void clientsAddressReachesTomcat(Isolation isolation) {
		start(isolation);
		assertThat(get("/who").body()).contains("Tomcat");
		assertWho(get("/who"), "127.0.0.9", "http");
	}

	@Test
	void clientsAddressReachesTomcatWithTheFrameworkStrategy() {
		start("--server.forward-headers-strategy=framework");
		assertWho(get("/who"), "127.0.0.9", "http");
	}

	@ParameterizedTest
	@CsvSource({ "CONTEXT, native", "CONTEXT, framework", "PROCESS, native" })
	void clientsAddressReachesWebFlux(Isolation isolation, String strategy) {
		this.context = new SpringApplicationBuilder(ReactiveApplication.class).web(WebApplicationType.REACTIVE)
			.run(arguments(isolation, "--server.forward-headers-strategy=" + strategy));
		assertWho(get("/who"), "127.0.0.9", "http");
	}

	@Test
	void forgedForwardingHeadersAreNotBelieved() {
		start();
		Response response = client().get("http", "/who", Map.of("X-Forwarded-For", "8.8.8.8", "Forwarded",
				"for=8.8.8.8;proto=https", "X-Forwarded-Proto", "https"));
		assertWho(response, "127.0.0.9", "http");
	}

	@ParameterizedTest
	@EachIsolation
	void forwardingHeadersOfATrustedProxyAreBelieved(Isolation isolation) {
		start(isolation, "--sticky.cluster.trusted-proxies=127.0.0.0/8");
		Response response = client().get("http", "/who", Map.of("X-Forwarded-For", "8.8.8.8", "Forwarded",
				"for=8.8.8.8;proto=https", "X-Forwarded-Proto", "https"));
		assertWho(response, "8.8.8.8", "https");
	}

	@ParameterizedTest
	@CsvSource({ "CONTEXT, false", "CONTEXT, true", "PROCESS, true" })
	void tlsEndsInTheGatewayAndTheInstanceKnowsIt(Isolation isolation, boolean http2) {
		start(isolation, "--server.ssl.key-store=classpath:io/stickycluster/test.p12",
				"--server.ssl.key-store-password=secret", "--server.http2.enabled=" + http2);
		Response response = client().get("https", "/who", Map.of());
		assertThat(response.version()).isEqualTo(http2 ? "HTTP/2.0" : "HTTP/1.1");
		assertWho(response, "127.0.0.9", "https");
		Response management = client().get("https", "/actuator/cluster", Map.of());
		assertThat(management.status()).isEqualTo(200);
		assertThat(management.version()).isEqualTo(response.version());
	}

	@Test
	void contextPathHoldsForTheApplicationAndForManagement() {
		start("--server.servlet.context-path=/shop");
		assertThat(get("/shop/who").body()).contains("\"contextPath\":\"/shop\"");
		assertThat(get("/shop/actuator/cluster").status()).isEqualTo(200);
		assertThat(get("/actuator/cluster").status()).isEqualTo(404);
		assertThat(get("/who").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@EachIsolation
	void managementPortIsTheSupervisorsAlone(Isolation isolation) {
		start(isolation, "--management.server.port=0", "--management.endpoints.web.exposure.include=*");
		int port = this.context.getEnvironment().getProperty("local.management.port", Integer.class, 0);
		Response management = new LoopbackClient("127.0.0.1", port).get("/actuator/cluster");
		assertThat(management.status()).isEqualTo(200);
		assertThat(get("/actuator/cluster").status()).isEqualTo(404);
		assertThat(get("/actuator/env").status()).isEqualTo(404);
		assertThat(get("/who").status()).isEqualTo(200);
	}

	@Test
	void managementPortMayHaveAnAddressOfItsOwn() {
		start("--management.server.port=0", "--management.server.address=127.0.0.1");
		assertThat(get("/actuator/health").status()).isEqualTo(404);
		assertThat(get("/who").status()).isEqualTo(200);
	}

	@Test
	void managementBasePathAndExposureAreTheUsers() {
		start("--management.endpoints.web.base-path=/ops", "--management.endpoints.web.exposure.include=cluster");
		assertThat(get("/ops/cluster").status()).isEqualTo(200);
		assertThat(get("/ops/health").headers().get("X-Sticky-Instance")).isEqualTo("0");
		assertThat(get("/ops/health").status()).isEqualTo(404);
	}

	@Test
	void compressionIsTheInstances() {
		start("--server.compression.enabled=true");
		Response response = client().get("http", "/text", Map.of("Accept-Encoding", "gzip"));
		assertThat(response.headers().get("Content-Encoding")).isEqualTo("gzip");
		assertThat(response.bytes()).hasSizeLessThan(1000);
	}

	@Test
	void headerLimitIsTheUsers() {
		start("--server.max-http-request-header-size=16KB");
		assertThat(get("/who?" + "x".repeat(12_000)).status()).isEqualTo(200);
		assertThat(get("/who?" + "x".repeat(20_000)).status()).isIn(400, 414, 431);
	}

	@ParameterizedTest
	@EachIsolation
	void addressIsTheGateways(Isolation isolation) {
		start(isolation, "--server.address=127.0.0.77");
		assertThat(instance().address().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
		assertThat(canConnect("127.0.0.77")).isTrue();
		assertThat(canConnect("127.0.0.1")).isFalse();
	}

	@ParameterizedTest
	@EachIsolation
	void springMainSettingsReachTheInstances(Isolation isolation) {
		start(isolation, "--spring.main.lazy-initialization=true", "--spring.main.banner-mode=console");
		assertWho(get("/who"), "127.0.0.9", "http");
	}

	private void start(String... args) {
		start(Isolation.CONTEXT, args);
	}

	private void start(Isolation isolation, String... args) {
		this.context = SpringApplication.run(ServletApplication.class, arguments(isolation, args));
	}

	private static String[] arguments(Isolation isolation, String... args) {
		List<String> all = new ArrayList<>(List.of("--sticky.cluster.instances=1"));
		all.addAll(List.of(args));
		return RunningCluster.arguments(isolation, all.toArray(new String[0]));
	}

	private Instance instance() {
		return this.context.getBean(ClusterSupervisor.class).get().instance(0).orElseThrow();
	}

	private boolean canConnect(String address) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address, port()), 2000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private int port() {
		return this.context.getEnvironment().getProperty("local.server.port", Integer.class, 0);
	}

	private Response get(String path) {
		return client().get(path);
	}

	private LoopbackClient client() {
		return new LoopbackClient("127.0.0.9", port());
	}

	private static void assertWho(Response response, String remoteAddress, String scheme) {
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).contains("\"remoteAddress\":\"" + remoteAddress + "\"",
				"\"scheme\":\"" + scheme + "\"");
		assertThat(response.headers().get("X-Sticky-Instance")).isEqualTo("0");
	}

}
