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

import java.net.URI;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.stickycluster.endpoint.ClusterEndpoint;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.supervisor.ClusterOperation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndpoint} over HTTP, against a real server.
 */
class ClusterEndpointWebTests {

	private static final String SCALE_TO_4 = "{\"action\":\"scale\",\"instances\":4,\"wait\":true}";

	private static final ManagementServer server = new ManagementServer();

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void reset() {
		server.reset();
	}

	@Test
	void showsTheCluster() {
		server.client()
			.get()
			.uri("/actuator/cluster")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.wanted")
			.isEqualTo(3)
			.jsonPath("$.ready")
			.isEqualTo(3)
			.jsonPath("$.mode")
			.isEqualTo("context")
			.jsonPath("$.instances.length()")
			.isEqualTo(3)
			.jsonPath("$.instances[2].index")
			.isEqualTo(2)
			.jsonPath("$.instances[2].generation")
			.isNumber()
			.jsonPath("$.instances[2].state")
			.isEqualTo("UP")
			.jsonPath("$.instances[2].port")
			.isEqualTo(3133)
			.jsonPath("$.instances[2].pid")
			.isEqualTo(4711)
			.jsonPath("$.instances[2].readySince")
			.isNotEmpty()
			.jsonPath("$.instances[2].restarts.planned")
			.isNumber()
			.jsonPath("$.instances[2].restarts.unplanned")
			.isNumber()
			.jsonPath("$.instances[2].openConnections")
			.isEqualTo(1)
			.jsonPath("$.instances[2].activeRequests")
			.isEqualTo(0)
			.jsonPath("$.instances[2].openStreams")
			.isEqualTo(0)
			.jsonPath("$.instances[2].assignedClients")
			.isEqualTo(4)
			.jsonPath("$.instances[2].totalRequests")
			.isEqualTo(7)
			.jsonPath("$.instances[2].vitals.heapUsed")
			.isEqualTo(1024)
			.jsonPath("$.instances[2].vitals.resident")
			.isEqualTo(4096)
			.jsonPath("$.instances[2].vitals.cpuTime")
			.isEqualTo("PT1.5S")
			.jsonPath("$.instances[2].vitals.threads")
			.isEqualTo(20)
			.jsonPath("$.instances[2].vitals.openSessions")
			.isEmpty()
			.jsonPath("$.operations")
			.isArray();
	}

	@Test
	void showsOneInstance() {
		server.client()
			.get()
			.uri("/actuator/cluster/1")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.index")
			.isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "text/plain", "application/json" })
	void printsTheConfigurationOfAProxy(String accepted) {
		server.client()
			.get()
			.uri("/actuator/cluster/config/nginx")
			.header("Accept", accepted)
			.header("X-Forwarded-For", "203.0.113.7")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.TEXT_PLAIN)
			.expectBody(String.class)
			.value((text) -> assertThat(text).contains("upstream test {", "127.0.0.1:3132"));
		server.client()
			.get()
			.uri("/actuator/cluster/config/apache")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.allowed[2]")
			.isEqualTo("caddy");
	}

	@Test
	void showsWhyAnInstanceIsDown() {
		WebTestClient client = server.client();
		ManagementServer.post(client, "/actuator/cluster/1", "{\"action\":\"stop\",\"wait\":true}")
			.expectStatus()
			.isOk()
			.expectBody();
		client.get()
			.uri("/actuator/cluster/1")
			.exchange()
			.expectBody()
			.jsonPath("$.state")
			.isEqualTo("STOPPED")
			.jsonPath("$.detail")
			.isEqualTo("ended")
			.jsonPath("$.vitals")
			.isEmpty();
		server.breakIndex(1);
		ManagementServer.post(client, "/actuator/cluster/1", "{\"action\":\"start\",\"wait\":true}")
			.expectStatus()
			.isOk()
			.expectBody();
		client.get()
			.uri("/actuator/cluster/1")
			.exchange()
			.expectBody()
			.jsonPath("$.state")
			.isEqualTo("BACKING_OFF")
			.jsonPath("$.lastFailure")
			.isEqualTo("no database")
			.jsonPath("$.lastFailureKind")
			.isEqualTo("ERROR");
		client.get()
			.uri("/actuator/cluster")
			.exchange()
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains("no database").doesNotContain("secret"));
		client.get()
			.uri("/actuator/cluster/1/failure")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.kind")
			.isEqualTo("ERROR")
			.jsonPath("$.text")
			.isEqualTo("no database\nLast output:\npassword: secret");
		client.get().uri("/actuator/cluster/0/failure").exchange().expectBody().jsonPath("$.text").isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "-1", "01", "x", "99999999999999999999" })
	void unknownInstanceIsNotFound(String index) {
		WebTestClient client = server.client();
		client.get().uri("/actuator/cluster/" + index).exchange().expectStatus().isNotFound().expectBody();
		ManagementServer.post(client, "/actuator/cluster/" + index, "{\"action\":\"drain\"}")
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("There is no instance '" + index + "'")
			.jsonPath("$.allowed.length()")
			.isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			4      | 4
			"4"    | 4
			"+2"   | 5
			"-1"   | 2
			-1     | 2
			""")
	void scalesToANumberOrByADifference(String instances, int expected) {
		String body = "{\"action\":\"scale\",\"instances\":%s,\"wait\":\"true\"}".formatted(instances);
		ManagementServer.post(server.client(), "/actuator/cluster", body)
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.action")
			.isEqualTo("scale")
			.jsonPath("$.status")
			.isEqualTo("COMPLETED")
			.jsonPath("$.endedAt")
			.isNotEmpty();
		assertThat(server.supervisor().get().ready()).isEqualTo(expected);
	}

	@Test
	void acceptsWithoutWaiting() {
		WebTestClient client = server.client();
		server.streams(1);
		ManagementServer.post(client, "/actuator/cluster", "{\"action\":\"restart\"}")
			.expectStatus()
			.isAccepted()
			.expectBody()
			.jsonPath("$.id")
			.isNumber()
			.jsonPath("$.status")
			.isEqualTo("RUNNING");
		ManagementServer.post(client, "/actuator/cluster", SCALE_TO_4)
			.expectStatus()
			.isEqualTo(409)
			.expectBody()
			.jsonPath("$.detail")
			.value((detail) -> assertThat((String) detail).contains("restart (operation "));
		server.streams(0);
		Awaitility.await()
			.untilAsserted(() -> assertThat(server.supervisor().operations()).allMatch(ClusterOperation::isFinished));
	}

	@Test
	void waitingEndsWithTheOutcomeOfAFailure() {
		WebTestClient client = server.client();
		server.breakIndex(1);
		ManagementServer.post(client, "/actuator/cluster/1", "{\"action\":\"restart\",\"wait\":true}")
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("FAILED")
			.jsonPath("$.index")
			.isEqualTo(1)
			.jsonPath("$.failure")
			.isEqualTo("Instance 1 did not come back: no database");
	}

	@Test
	void managesOneInstance() {
		WebTestClient client = server.client();
		for (String action : List.of("drain", "undrain", "stop", "start", "restart")) {
			ManagementServer.post(client, "/actuator/cluster/0", "{\"action\":\"%s\",\"wait\":true}".formatted(action))
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.status")
				.isEqualTo("COMPLETED");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{}                                      | 'action' is missing; allowed: scale, reload, rollback, continue, abort, restart, stop, hand-over
					{"action":null}                         | 'action' is missing; allowed: scale, reload, rollback, continue, abort, restart, stop, hand-over
					{"action":"reboot"}                     | 'action' must not be 'reboot'; allowed: scale, reload, rollback, continue, abort, restart, stop, hand-over
					{"action":7}                            | 'action' must not be '7'; allowed: scale, reload, rollback, continue, abort, restart, stop, hand-over
					{"action":"scale"}                      | 'instances' is missing; allowed: a number
					{"action":"scale","instances":"many"}   | 'instances' must not be 'many'; allowed: a number
					{"action":"scale","instances":1.5}      | 'instances' must not be '1.5'; allowed: a number
					{"action":"scale","instances":0}        | 'instances' must be between 1 and 8 but would be 0
					{"action":"scale","instances":99}       | 'instances' must be between 1 and 8 but would be 99
					{"action":"restart","instances":2}      | 'instances' makes no sense with 'restart'; allowed: scale
					{"action":"reload","instances":2}       | 'instances' makes no sense with 'reload'; allowed: scale
					{"action":"hand-over"}                  | 'hand-over' needs 'sticky.cluster.survive-supervisor', which is not set
					{"action":"restart","wait":"maybe"}     | 'wait' must not be 'maybe'; allowed: true, false
					""",
			quoteCharacter = '`')
	void nonsenseIsRefusedWithWhatIsAllowed(String body, String detail) {
		ManagementServer.post(server.client(), "/actuator/cluster", body)
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(400)
			.jsonPath("$.detail")
			.value((actual) -> assertThat((String) actual).startsWith(detail));
	}

	@ParameterizedTest
	@ValueSource(strings = { "continue", "abort" })
	void whatIsSaidToAReloadNeedsOne(String action) {
		ManagementServer.post(server.client(), "/actuator/cluster", "{\"action\":\"" + action + "\"}")
			.expectStatus()
			.isEqualTo(HttpStatus.CONFLICT)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("There is no reload in progress to '" + action + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"action\":[\"restart\"]}", "{\"action\":{\"a\":1}}", "{\"action\":", "[]", "7",
			"\"restart\"" })
	void bodyThatIsNoFlatObjectIsRefused(String body) {
		ManagementServer.post(server.client(), "/actuator/cluster", body).expectStatus().isBadRequest().expectBody();
	}

	@Test
	void actionThatTheStateDoesNotAllowIsRefused() {
		ManagementServer.post(server.client(), "/actuator/cluster/0", "{\"action\":\"start\"}")
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("'start' is allowed in states [STOPPED, BACKING_OFF, FAILED] only, but instance 0 is UP")
			.jsonPath("$.allowed")
			.isEqualTo(List.of("restart", "reload", "stop", "drain"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Host            | app.example.org
			Host            | localhost.evil.example
			Origin          | http://evil.example
			Origin          | null
			Sec-Fetch-Site  | cross-site
			Sec-Fetch-Site  | same-site
			X-Forwarded-For | 127.0.0.1
			x-forwarded-foo | bar
			Forwarded       | for=127.0.0.1;host=localhost
			X-Real-IP       | 127.0.0.1
			Via             | 1.1 proxy
			""")
	void writeThatMayNotComeFromThisMachineIsForbidden(String header, String value) {
		WebTestClient client = server.client();
		client.post()
			.uri("/actuator/cluster")
			.header(header, value)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(SCALE_TO_4)
			.exchange()
			.expectStatus()
			.isForbidden()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.value((detail) -> assertThat((String) detail).contains("sticky.cluster.management.allow-remote=true"));
		client.get().uri("/actuator/cluster").header(header, value).exchange().expectStatus().isOk().expectBody();
		assertThat(server.supervisor().get().wanted()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/cluster", "/actuator/%63luster", "/actuator/cluster;a=b", "/actuator;x/cluster",
			"/actuator/cluster/", "//actuator/cluster", "/actuator//cluster", "/actuator/./cluster",
			"/x/../actuator/cluster", "/actuator/cluster/0", "/actuator/cluster/%30", "/actuator/cluster;/0;",
			"/ACTUATOR/cluster", "/actuator/cluster%2F0", "/actuator%2Fcluster" })
	void noWayToWriteThePathPassesTheFilter(String path) {
		int port = server.port();
		ClusterSnapshot before = server.supervisor().get();
		WebTestClient client = WebTestClient.bindToServer(new ReactorClientHttpConnector()).build();
		for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)) {
			client.method(method)
				.uri(URI.create("http://127.0.0.1:" + port + path))
				.header(HttpHeaders.HOST, "evil.example")
				.contentType(MediaType.APPLICATION_JSON)
				.bodyValue("{\"action\":\"stop\"}")
				.exchange()
				.expectStatus()
				.value((status) -> assertThat(status).isIn(403, 404, 405))
				.expectBody();
		}
		assertThat(server.supervisor().get()).isSameAs(before);
	}

	@Test
	void ownOriginIsNotAnotherOne() {
		int port = server.port();
		WebTestClient.bindToServer(new ReactorClientHttpConnector())
			.baseUrl("http://localhost:" + port)
			.build()
			.post()
			.uri("/actuator/cluster")
			.header("Origin", "http://localhost:" + port)
			.header("Sec-Fetch-Site", "same-origin")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(SCALE_TO_4)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
	}

}
