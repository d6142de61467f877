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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.LoopbackClient.Response;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of instances that fail, and of what operators and clients see of it.
 */
@ParameterizedClass
@EachIsolation
class FailingInstancesIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final Isolation isolation;

	private RunningCluster cluster;

	FailingInstancesIntegrationTests(Isolation isolation) {
		this.isolation = isolation;
	}

	@AfterEach
	void close() {
		this.cluster.close();
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void instanceThatFailsAtFirstIsLaunchedAgain(@TempDir Path starts) throws Exception {
		this.cluster = RunningCluster.of(this.isolation, ServletApplication.class, FailsAtFirst.class,
				"--sticky.cluster.instances=2", "--sticky.cluster.restart-delay=10ms", "--test.starts=" + starts);
		this.cluster.awaitReady(2);
		try (Stream<Path> files = Files.list(starts)) {
			assertThat(files).hasSize(3);
		}
		assertThat(this.cluster.snapshot().instances()).extracting(Instance::generation)
			.containsExactlyInAnyOrder(1, 2);
		Instance second = this.cluster.snapshot()
			.instances()
			.stream()
			.filter((instance) -> instance.generation() == 2)
			.findFirst()
			.orElseThrow();
		assertThat(second.unplannedRestarts()).isEqualTo(1);
		assertThat(second.lastFailure()).contains("no database yet");
	}

	@Test
	void instanceThatDiesAgainAndAgainIsGivenUpUntilTheOperatorStartsIt() throws Exception {
		start("--sticky.cluster.max-restarts=2");
		for (int generation = 1; generation <= 3; generation++) {
			awaitUp(1, generation);
			this.cluster.closeContext(1);
		}
		awaitState(1, InstanceState.FAILED);
		assertThat(this.cluster.instance(1).lastFailure()).contains("closed its own context");
		assertThat(get("/who").status()).isEqualTo(200);
		Response health = get("/actuator/health");
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.body()).contains("\"status\":\"DEGRADED\"");
		assertThat(post(1, "start")).isEqualTo(202);
		awaitUp(1, 4);
		// With a full budget
		this.cluster.closeContext(1);
		awaitUp(1, 5);
	}

	@Test
	void instanceWhoseContextIsStoppedIsLaunchedAgain() {
		start("--sticky.cluster.max-restarts=1");
		// Its web server goes, and the context stays
		this.cluster.stopContext(1);
		awaitUp(1, 2);
		assertThat(this.cluster.instance(1).lastFailure()).contains("stopped its own context");
		assertThat(InstanceRegistry.contexts()).hasSize((this.isolation == Isolation.CONTEXT) ? 2 : 0);
	}

	@Test
	void clientsAndHealthChecksAreToldWhenNoInstanceIsLeft() throws Exception {
		start("--sticky.cluster.max-restarts=0");
		for (int index = 0; index < 2; index++) {
			this.cluster.closeContext(index);
			awaitState(index, InstanceState.FAILED);
		}
		Response response = get("/who");
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.headers().get("Retry-After")).matches("[1-9][0-9]*");
		assertThat(response.headers().get("Content-Type")).startsWith("application/problem+json");
		assertThat(response.body()).contains("\"status\":503");
		for (String path : List.of("/actuator/health", "/actuator/health/readiness")) {
			assertThat(get(path).status()).isEqualTo(503);
			assertThat(get(path).body()).contains("\"status\":\"DOWN\"");
		}
		assertThat(post(0, "start")).isEqualTo(202);
		awaitUp(0, 2);
		assertThat(get("/who").status()).isEqualTo(200);
	}

	private void start(String restarts) {
		this.cluster = RunningCluster.of(this.isolation, ServletApplication.class, "--sticky.cluster.instances=2",
				restarts, "--sticky.cluster.restart-delay=10ms", "--management.endpoint.health.probes.enabled=true");
		this.cluster.awaitReady(2);
	}

	private void awaitUp(int index, int generation) {
		Awaitility.await().atMost(TIMEOUT).until(() -> {
			Instance instance = this.cluster.instance(index);
			return instance.state() == InstanceState.UP && instance.generation() == generation;
		});
	}

	private void awaitState(int index, InstanceState state) {
		Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.instance(index).state() == state);
	}

	private Response get(String path) {
		return this.cluster.client("127.0.8.1").get(path);
	}

	private int post(int index, String action) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + this.cluster.port() + "/actuator/cluster/" + index);
		HttpRequest request = HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"" + action + "\"}"))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	@Configuration(proxyBeanMethods = false)
	static class FailsAtFirst {

		@Bean
		Object database(@Value("${test.starts}") Path starts) throws IOException {
			try {
				Files.createFile(starts.resolve("first"));
			}
			catch (FileAlreadyExistsException ex) {
				return Files.createTempFile(starts, "later", "");
			}
			throw new IllegalStateException("no database yet");
		}

	}

}
