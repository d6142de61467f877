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

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.stickycluster.endpoint.ClusterEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the deployment of releases by {@link ClusterEndpoint} over HTTP, against a
 * real server.
 */
class ClusterDeployWebTests {

	private static final ManagementServer server = new ManagementServer();

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void propertiesAreAnObjectAndShownByTheirNames() {
		post("{\"action\":\"reload\",\"properties\":{\"shop.open\":true,\"shop.name\":\"a\\\"b\",\"shop.old\":null}}")
			.expectStatus()
			.isAccepted()
			.expectBody()
			.jsonPath("$.release.properties")
			.isEqualTo(List.of("shop.name", "shop.open"));
		expect("{\"action\":\"abort\"}", HttpStatus.ACCEPTED);
		server.client()
			.get()
			.uri("/actuator/cluster")
			.exchange()
			.expectBody()
			.jsonPath("$.deployments[0].action")
			.isEqualTo("reload")
			.jsonPath("$.deployments[0].release.properties.length()")
			.isEqualTo(2);
	}

	@Test
	void propertiesMayBeTextOfAnObjectToo() {
		expect("{\"action\":\"reload\",\"properties\":\"[1]\"}", HttpStatus.BAD_REQUEST);
		expect("{\"action\":\"restart\",\"properties\":\"{\\\"a\\\":1}\"}", HttpStatus.BAD_REQUEST);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"action":"reload","artifact":"app-2.0.jar"}          | 'artifact' makes sense only with
			{"action":"reload","env":{"A":"b"}}                   | 'env' makes sense only with
			{"action":"reload","properties":{"a":{"b":"c"}}}      | no object of names and plain values
			{"action":"reload","properties":"text"}               | no object of names and plain values
			{"action":"reload","properties":{"":"c"}}             | must not have ''
			{"action":"reload","properties":{"sticky.cluster.instances":"9"}} | must not have
			{"action":"scale","instances":2,"artifact":"a.jar"}   | make no sense with 'scale'
			{"action":"rollback","env":{"A":"b"}}                 | make no sense with 'rollback'
			""")
	void nonsenseIsRefusedWithTheReason(String body, String reason) {
		post(body).expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.value((detail) -> assertThat((String) detail).contains(reason));
	}

	@Test
	void rollbackWithoutAnythingToGoBackToIsAConflict() {
		expect("{\"action\":\"rollback\"}", HttpStatus.CONFLICT);
	}

	@Test
	void bodyThatIsNoJsonOrTooLongIsRefused() {
		expect("{\"action\":", HttpStatus.BAD_REQUEST);
		expect("{\"action\":\"reload\",\"properties\":{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}}",
				HttpStatus.CONTENT_TOO_LARGE);
	}

	private static void expect(String body, HttpStatus status) {
		post(body).expectStatus().isEqualTo(status).expectBody().returnResult();
	}

	private static WebTestClient.ResponseSpec post(String body) {
		return ManagementServer.post(server.client(), "/actuator/cluster", body);
	}

}
