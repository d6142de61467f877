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

import java.lang.management.ManagementFactory;
import java.util.Map;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EndpointConfiguration}, each against a real server of its own.
 */
class EndpointConfigurationTests {

	private static final String SCALE_TO_4 = "{\"action\":\"scale\",\"instances\":4,\"wait\":true}";

	private static final String RESTART = "{\"action\":\"restart\",\"wait\":true}";

	private @Nullable ManagementServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "framework", "native" })
	void forwardingHeadersDoNotMakeAPeerLocal(String strategy) {
		WebTestClient client = start("--server.forward-headers-strategy=" + strategy).client();
		client.post()
			.uri("/actuator/cluster")
			.header("X-Forwarded-For", "127.0.0.1")
			.header("X-Forwarded-Host", "localhost")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(SCALE_TO_4)
			.exchange()
			.expectStatus()
			.isForbidden()
			.expectBody();
	}

	@Test
	void allowRemoteAllowsItAll() {
		WebTestClient client = start("--sticky.cluster.management.allow-remote=true").client();
		client.post()
			.uri("/actuator/cluster")
			.header("Host", "app.example.org")
			.header("X-Forwarded-For", "203.0.113.7")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(SCALE_TO_4)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
	}

	@ParameterizedTest
	@CsvSource({ "--management.endpoints.web.base-path=/ops, /ops/cluster",
			"--management.endpoints.web.path-mapping.cluster=group, /actuator/group",
			"--spring.webflux.base-path=/app, /app/actuator/cluster" })
	void filterFollowsThePathOfTheEndpoint(String property, String path) {
		expectGuarded(start(property).client(), path);
	}

	@ParameterizedTest
	@CsvSource({ "'', /actuator/cluster", "/management, /management/actuator/cluster" })
	void filterGuardsASeparateManagementPortToo(String basePath, String path) {
		ManagementServer server = start("--management.server.port=0", "--management.server.base-path=" + basePath);
		assertThat(server.managementPort()).isNotEqualTo(server.port());
		expectGuarded(ManagementServer.client(server.managementPort()), path);
	}

	@Test
	void healthIsPartOfReadinessAndDegradedIsNotDown() {
		ManagementServer server = start("--management.endpoint.health.probes.enabled=true",
				"--management.endpoint.health.group.readiness.include=readinessState,cluster",
				"--management.endpoint.health.status.order=DOWN,OUT_OF_SERVICE,DEGRADED,UP,UNKNOWN",
				"--management.endpoint.health.group.readiness.show-components=always");
		WebTestClient client = server.client();
		expectReadiness(client, 200, "UP");
		server.breakIndex(0);
		expectOk(client, "/actuator/cluster/0", RESTART);
		expectReadiness(client, 200, "DEGRADED");
		expectOk(client, "/actuator/cluster", "{\"action\":\"stop\",\"wait\":true}");
		expectReadiness(client, 503, "DOWN");
	}

	@Test
	void metricsFollowTheCluster() {
		ManagementServer server = start();
		MeterRegistry registry = server.bean(MeterRegistry.class);
		assertThat(registry.get("sticky.cluster.instances").tag("state", "up").gauge().value()).isEqualTo(3);
		assertThat(registry.get("sticky.cluster.instances").tag("state", "stopped").gauge().value()).isZero();
		expectOk(server.client(), "/actuator/cluster/0", RESTART);
		assertThat(registry.get("sticky.cluster.restarts").tag("kind", "planned").gauge().value()).isEqualTo(1);
		assertThat(registry.get("sticky.cluster.restarts").tag("kind", "unplanned").gauge().value()).isZero();
	}

	@Test
	void metricsOfAnInstanceComeAndGoWithItsProcess() {
		ManagementServer server = start();
		MeterRegistry registry = server.bean(MeterRegistry.class);
		assertThat(registry.get("sticky.cluster.instance.memory.used").tag("index", "2").gauge().value())
			.isEqualTo(1024);
		assertThat(registry.get("sticky.cluster.instance.cpu.time").tag("index", "2").gauge().value()).isEqualTo(1.5);
		assertThat(registry.get("sticky.cluster.instance.sessions").tag("index", "2").gauge().value()).isNaN();
		expectOk(server.client(), "/actuator/cluster/2", "{\"action\":\"stop\",\"wait\":true}");
		assertThat(registry.find("sticky.cluster.instance.memory.used").gauges()).hasSize(2);
		expectOk(server.client(), "/actuator/cluster", SCALE_TO_4);
		assertThat(registry.find("sticky.cluster.instance.memory.used").gauges()).hasSize(4);
	}

	@Test
	void worksOverJmx() throws Exception {
		start("--spring.jmx.enabled=true", "--management.endpoints.jmx.exposure.include=cluster");
		MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Cluster");
		String string = String.class.getName();
		Object scaled = beans.invoke(name, "manage", new Object[] { "scale", "4", "true" },
				new String[] { string, string, string });
		assertThat((Map<?, ?>) scaled).extracting("status").isEqualTo("COMPLETED");
		Object cluster = beans.invoke(name, "cluster", new Object[0], new String[0]);
		assertThat((Map<?, ?>) cluster).extracting("ready").isEqualTo(4);
		Object instance = beans.invoke(name, "instance", new Object[] { "3" }, new String[] { string });
		assertThat((Map<?, ?>) instance).extracting("state").isEqualTo("UP");
		assertThatExceptionOfType(MBeanException.class)
			.isThrownBy(() -> beans.invoke(name, "manageInstance", new Object[] { "0", "reboot", null },
					new String[] { string, string, string }))
			.withMessage("'action' must not be 'reboot'; allowed: restart, reload, stop, start, drain, undrain");
	}

	@Test
	void endpointIsAbsentWhereItIsNotExposed() {
		WebTestClient client = start("--management.endpoints.web.exposure.include=health").client();
		client.get().uri("/actuator/cluster").exchange().expectStatus().isNotFound().expectBody();
	}

	private ManagementServer start(String... arguments) {
		ManagementServer server = new ManagementServer(arguments);
		this.server = server;
		return server;
	}

	private static void expectGuarded(WebTestClient client, String path) {
		client.post()
			.uri(path)
			.header("Host", "evil.example")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(SCALE_TO_4)
			.exchange()
			.expectStatus()
			.isForbidden()
			.expectBody();
		expectOk(client, path, SCALE_TO_4);
	}

	private static void expectOk(WebTestClient client, String path, String body) {
		ManagementServer.post(client, path, body).expectStatus().isOk().expectBody();
	}

	private static void expectReadiness(WebTestClient client, int status, String code) {
		client.get()
			.uri("/actuator/health/readiness")
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(code)
			.jsonPath("$.components.cluster.status")
			.isEqualTo(code);
	}

}
