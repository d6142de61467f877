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

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.AssignedController;
import io.stickycluster.app.FreePorts;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.app.TestCertificate;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;
import io.stickycluster.supervisor.ClusterOperation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for clusters whose instances are not reached through the gateway only, in this
 * JVM.
 */
@NullUnmarked
class DirectInstancesTests {

	private static final JsonMapper JSON = new JsonMapper();

	private RunningCluster cluster;

	@AfterEach
	void close() {
		if (this.cluster != null) {
			this.cluster.close();
		}
		RunningCluster.assertNothingIsLeft();
	}

	@ParameterizedTest
	@CsvSource({ "io.stickycluster.app.ServletApplication, servlet",
			"io.stickycluster.app.ReactiveApplication, reactive" })
	void clientsAreToldTheirInstanceAndPagesOfItToo(Class<?> application, String type) {
		this.cluster = RunningCluster.of(Isolation.CONTEXT, application, AssignedController.class,
				"--sticky.cluster.instances=3", "--sticky.cluster.routing.mode=assign",
				"--spring.main.web-application-type=" + type);
		this.cluster.awaitReady(3);
		for (int i = 1; i <= 6; i++) {
			String client = "127.0.9." + i;
			JsonNode model = get(client, this.cluster.port(), "/model");
			JsonNode assignment = get(client, this.cluster.port(), "/cluster/assign");
			int index = assignment.get("index").asInt();
			int port = this.cluster.instance(index).address().getPort();
			assertThat(model.get("index").asInt()).isEqualTo(index);
			assertThat(assignment.get("port").asInt()).isEqualTo(port);
			assertThat(assignment.get("httpUrl").asString()).isEqualTo("http://localhost:" + port)
				.isEqualTo(model.get("httpUrl").asString());
			assertThat(assignment.get("wsUrl").asString()).isEqualTo("ws://localhost:" + port)
				.isEqualTo(model.get("wsUrl").asString());
			for (JsonNode told : new JsonNode[] { model, assignment }) {
				String valid = "/valid?token=" + told.get("token").asString();
				assertThat(get(client, port, valid).asBoolean()).isTrue();
				int other = this.cluster.instance((index + 1) % 3).address().getPort();
				assertThat(get(client, other, valid).asBoolean()).isFalse();
			}
		}
		pagesOfTheHostMayTalkToInstancesAndOthersMayNot();
		// The one that is gone is not assigned any more
		int first = get("127.0.9.1", this.cluster.port(), "/cluster/assign").get("index").asInt();
		this.cluster.run(new OnInstance(first, InstanceAction.STOP));
		int second = get("127.0.9.1", this.cluster.port(), "/cluster/assign").get("index").asInt();
		assertThat(second).isNotEqualTo(first);
		this.cluster.run(new OnCluster(ClusterAction.STOP));
		var refusal = new LoopbackClient("127.0.9.1", this.cluster.port()).get("/cluster/assign");
		assertThat(refusal.status()).isEqualTo(503);
		assertThat(refusal.headers().get("Retry-After")).isEqualTo("1");
	}

	private void pagesOfTheHostMayTalkToInstancesAndOthersMayNot() {
		LoopbackClient direct = new LoopbackClient("127.0.0.1", this.cluster.instance(0).address().getPort());
		LoopbackClient supervisor = new LoopbackClient("127.0.0.1", this.cluster.port());
		for (String path : new String[] { "/who", "/cluster/assign" }) {
			LoopbackClient client = path.equals("/who") ? direct : supervisor;
			String page = "http://127.0.0.1:9";
			var answer = client.get("http", path, Map.of("Origin", page));
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.headers().get(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)).isEqualTo(page);
			assertThat(client.get("http", path, Map.of("Origin", "http://evil.example"))
				.headers()
				.contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "io.stickycluster.app.ServletApplication, servlet",
			"io.stickycluster.app.ReactiveApplication, reactive" })
	void instancesKeepTlsAndTheGatewayReachesThem(Class<?> application, String type, @TempDir Path directory)
			throws Exception {
		Path certificate = directory.resolve("server.crt");
		Path key = directory.resolve("server.key");
		TestCertificate.create(directory, "shop").writePem(certificate, key);
		// Any address that is not loopback would do; the test has no other
		this.cluster = RunningCluster.of(application, "--sticky.cluster.instances=1",
				"--sticky.cluster.routing.mode=assign", "--sticky.cluster.instance-address=0.0.0.0",
				"--sticky.cluster.assign.advertised-host=localhost", "--server.ssl.bundle=web",
				"--spring.main.web-application-type=" + type, "--sticky.cluster.reload.survive=0",
				"--sticky.cluster.reload.canary-pause=0", "--sticky.cluster.reload.close-spread=0",
				"--spring.ssl.bundle.pem.web.keystore.certificate=file:" + certificate,
				"--spring.ssl.bundle.pem.web.keystore.private-key=file:" + key);
		this.cluster.awaitReady(1);
		Map<String, String> forged = Map.of("X-Forwarded-For", "192.0.2.1");
		LoopbackClient gateway = new LoopbackClient("127.0.0.9", this.cluster.port());
		JsonNode assignment = JSON.readTree(gateway.get("https", "/cluster/assign", Map.of()).body());
		int port = this.cluster.instance(0).address().getPort();
		assertThat(assignment.get("httpUrl").asString()).isEqualTo("https://localhost:" + port);
		assertThat(assignment.get("wsUrl").asString()).isEqualTo("wss://localhost:" + port);
		JsonNode relayed = JSON.readTree(gateway.get("https", "/who", forged).body());
		assertThat(relayed.get("remoteAddress").asString()).isEqualTo("127.0.0.9");
		assertThat(relayed.get("scheme").asString()).isEqualTo("https");
		LoopbackClient direct = new LoopbackClient("127.0.0.8", port);
		JsonNode straight = JSON.readTree(direct.get("https", "/who", Map.of()).body());
		assertThat(straight.get("remoteAddress").asString()).isEqualTo("127.0.0.8");
		assertThat(straight.get("scheme").asString()).isEqualTo("https");
		if (type.equals("reactive")) {
			// Nobody asks for the health path without TLS
			ClusterOperation reload = this.cluster.run(new OnCluster(ClusterAction.RELOAD));
			assertThat(reload.status()).as("%s", reload).isEqualTo(ClusterOperation.Status.COMPLETED);
		}
	}

	@Test
	void withoutAGatewayManagementIsAllThereIsAndKeepsToItself() throws Exception {
		int base = FreePorts.find(2);
		int unopened = FreePorts.find(1);
		this.cluster = RunningCluster.of(ServletApplication.class, "--sticky.cluster.instances=2",
				"--sticky.cluster.routing.mode=external", "--sticky.cluster.base-port=" + base,
				"--server.port=" + unopened, "--management.server.port=0", "--sticky.cluster.reload.survive=0");
		this.cluster.awaitReady(2);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress("127.0.0.1", unopened));
			}
		});
		LoopbackClient management = new LoopbackClient("127.0.0.1",
				Integer.parseInt(this.cluster.supervisorProperty("local.management.port")));
		assertThat(management.get("/actuator/cluster").body()).contains("\"ready\":2");
		assertThat(management.get("/actuator/cluster/config/nginx").body()).contains("server 127.0.0.1:" + base,
				"server 127.0.0.1:" + (base + 1));
		assertThat(this.cluster.traffic()).isSameAs(InstanceTraffic.NONE);
		LoopbackClient instance = new LoopbackClient("127.0.0.1", base);
		assertThat(instance.get("/actuator/health").status()).isEqualTo(404);
		JsonNode who = JSON
			.readTree(instance.get("http", "/who", Map.of("X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "https"))
				.body());
		assertThat(who.get("remoteAddress").asString()).isEqualTo("192.0.2.1");
		assertThat(who.get("scheme").asString()).isEqualTo("https");
	}

	private static JsonNode get(String client, int port, String path) {
		LoopbackClient.Response response = new LoopbackClient(client, port).get(path);
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

}
