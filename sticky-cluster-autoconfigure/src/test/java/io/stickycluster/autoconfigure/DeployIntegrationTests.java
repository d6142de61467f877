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
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.TestJvm;
import io.stickycluster.app.VersionedApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients see while other versions of an application are deployed, with
 * executable jars.
 */
class DeployIntegrationTests {

	private static final int CLIENTS = 20;

	private static final int INSTANCES = 2;

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	@TempDir
	private static Path versions;

	@TempDir
	private Path temp;

	private Path directory;

	private ApplicationProcess application;

	private int port;

	@BeforeAll
	static void build() throws IOException {
		for (String version : List.of("1.0", "2.0", "broken")) {
			VersionedApplication.build(version, versions.resolve(version + ".jar"));
		}
	}

	@Test
	void deployFailedDeployRestartAndRollbackFailNoRequest() throws Exception {
		this.directory = Files.createDirectory(this.temp.resolve("deploy"));
		Path own = Files.copy(versions.resolve("1.0.jar"), this.temp.resolve("app.jar"));
		Path next = Files.copy(versions.resolve("2.0.jar"), this.directory.resolve("app-2.0.jar"));
		Files.copy(versions.resolve("broken.jar"), this.directory.resolve("app-3.0.jar"));
		try (ApplicationProcess first = start(own)) {
			try (SteadyTraffic traffic = new SteadyTraffic(this.port, "127.0.31", CLIENTS)) {
				traffic.awaitAnswers(3);
				assertThat(versions()).containsOnly("1.0");
				JsonNode deployed = manage(
						"{\"action\":\"reload\",\"artifact\":\"app-2.0.jar\",\"properties\":{\"shop.setting\":\"p\"},"
								+ "\"env\":{\"SHOP_SETTING\":\"e\"},\"wait\":true}");
				assertThat(deployed.path("status").asString()).as(deployed.toString()).isEqualTo("COMPLETED");
				Files.delete(next);
				traffic.awaitAnswers(3);
				assertThat(versions()).containsOnly("2.0");
				assertThat(get("127.0.31.1", "/setting")).isEqualTo("p e");
				JsonNode broken = manage("{\"action\":\"reload\",\"artifact\":\"app-3.0.jar\",\"wait\":true}");
				assertThat(broken.path("status").asString()).isEqualTo("FAILED");
				assertThat(broken.path("failure").asString()).contains("This version is broken");
				traffic.awaitAnswers(3);
				assertThat(traffic.failures()).isEmpty();
			}
			assertThat(versions()).containsOnly("2.0");
			assertThat(cluster().at("/instances/1/release/version").asString()).isEqualTo("2.0");
			assertThat(cluster().at("/instances/1/release/artifact").asString()).isEqualTo("app-2.0.jar");
			assertThat(cluster().path("deployments").valueStream().map((entry) -> entry.path("status").asString()))
				.containsExactly("FAILED", "COMPLETED");
			first.terminate();
			first.awaitExit();
		}
		try (ApplicationProcess second = start(own);
				SteadyTraffic traffic = new SteadyTraffic(this.port, "127.0.32", CLIENTS)) {
			traffic.awaitAnswers(3);
			assertThat(versions()).containsOnly("2.0");
			assertThat(second.output()).contains("Starting the last release that was good: app-2.0.jar");
			assertThat(manage("{\"action\":\"rollback\",\"wait\":true}").path("status").asString())
				.isEqualTo("COMPLETED");
			traffic.awaitAnswers(3);
			assertThat(versions()).containsOnly("1.0");
			assertThat(traffic.failures()).isEmpty();
		}
	}

	@Test
	void fileReplacedInPlaceIsTakenByTheNextReloadAndNotByARestart() throws Exception {
		Path own = Files.copy(versions.resolve("1.0.jar"), this.temp.resolve("app.jar"));
		try (ApplicationProcess process = start(own)) {
			// Into the very file, as 'cp' does
			Files.write(own, Files.readAllBytes(versions.resolve("2.0.jar")));
			long pid = cluster().at("/instances/0/pid").asLong();
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> cluster().at("/instances/0/generation").asInt() == 2
						&& cluster().path("ready").asInt() == INSTANCES);
			assertThat(versions()).containsOnly("1.0");
			try (SteadyTraffic traffic = new SteadyTraffic(this.port, "127.0.33", CLIENTS)) {
				traffic.awaitAnswers(3);
				assertThat(manage("{\"action\":\"reload\",\"wait\":true}").path("status").asString())
					.isEqualTo("COMPLETED");
				traffic.awaitAnswers(3);
				assertThat(traffic.failures()).isEmpty();
			}
			assertThat(versions()).containsOnly("2.0");
			assertThat(process.output()).doesNotContain("ZipException");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "surge", "in-place" })
	@EnabledIfSystemProperty(named = "sticky.faults", matches = "all")
	void deploysWithEachStrategyAndClassDataSharing(String strategy) throws Exception {
		this.directory = Files.createDirectory(this.temp.resolve("deploy"));
		Path cache = this.temp.resolve("cache");
		Path own = Files.copy(versions.resolve("1.0.jar"), this.temp.resolve("app.jar"));
		Files.copy(versions.resolve("2.0.jar"), this.directory.resolve("app-2.0.jar"));
		Files.copy(versions.resolve("broken.jar"), this.directory.resolve("app-3.0.jar"));
		try (ApplicationProcess first = start(own, "--sticky.cluster.reload.strategy=" + strategy,
				"--sticky.cluster.process.class-data-sharing=true",
				"--sticky.cluster.process.cache-directory=" + cache)) {
			try (SteadyTraffic traffic = new SteadyTraffic(this.port, "127.0.35", CLIENTS)) {
				traffic.awaitAnswers(3);
				assertThat(versions()).containsOnly("1.0");
				assertThat(operation("{\"action\":\"reload\",\"artifact\":\"app-2.0.jar\",\"wait\":true}"))
					.isEqualTo("COMPLETED");
				assertThat(versions()).containsOnly("2.0");
				// These record the classes of the new version, or use what has been
				// recorded
				assertThat(operation("{\"action\":\"reload\",\"wait\":true}")).isEqualTo("COMPLETED");
				assertThat(operation("{\"action\":\"reload\",\"wait\":true}")).isEqualTo("COMPLETED");
				assertThat(versions()).containsOnly("2.0");
				assertThat(operation("{\"action\":\"reload\",\"artifact\":\"app-3.0.jar\",\"wait\":true}"))
					.isEqualTo("FAILED");
				assertThat(versions()).containsOnly("2.0");
				assertThat(operation("{\"action\":\"rollback\",\"wait\":true}")).isEqualTo("COMPLETED");
				traffic.awaitAnswers(3);
				assertThat(versions()).containsOnly("1.0");
				assertThat(traffic.failures()).isEmpty();
			}
			// One of each version that came up
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(archives(cache)).hasSize(2));
			assertThat(first.output()).doesNotContain("without class-data sharing");
		}
	}

	@Test
	@EnabledIfSystemProperty(named = "sticky.faults", matches = "all")
	void supervisorOfTheNextVersionTakesInstancesOverAndReplacesThem() throws Exception {
		Path own = Files.copy(versions.resolve("1.0.jar"), this.temp.resolve("app.jar"));
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		String[] survival = { "--server.port=" + this.port, "--sticky.cluster.survive-supervisor=60s",
				"--sticky.cluster.state-directory=" + this.temp.resolve("state"),
				// So that the former version is seen to serve
				"--sticky.cluster.reload.canary-pause=3s" };
		try (ApplicationProcess first = start(own, survival)) {
			assertThat(versions()).containsOnly("1.0");
			first.killAlone();
			Files.write(own, Files.readAllBytes(versions.resolve("2.0.jar")));
			try (ApplicationProcess second = start(own, survival);
					SteadyTraffic traffic = new SteadyTraffic(this.port, "127.0.36", CLIENTS)) {
				second.awaitLine("2 of 2 taken over");
				Awaitility.await()
					.atMost(TIMEOUT)
					.until(() -> cluster().at("/operations/0/status").asString().equals("COMPLETED"));
				traffic.awaitAnswers(3);
				assertThat(traffic.failures()).isEmpty();
				assertThat(versions()).containsOnly("2.0");
				assertThat(cluster().at("/operations/0/action").asString()).isEqualTo("reload");
				assertThat(cluster().path("instances").valueStream()).allSatisfy((instance) -> {
					assertThat(instance.path("generation").asInt()).isEqualTo(2);
					assertThat(instance.at("/release/version").asString()).isEqualTo("2.0");
				});
				second.terminate();
				second.awaitExit();
			}
			assertThat(first.processes()).isEmpty();
		}
	}

	private static List<Path> archives(Path cache) throws IOException {
		try (Stream<Path> files = Files.walk(cache)) {
			return files.filter((file) -> file.endsWith("classes.jsa")).toList();
		}
	}

	private String operation(String body) throws Exception {
		return manage(body).path("status").asString();
	}

	private ApplicationProcess start(Path jar, String... further) {
		List<String> own = new ArrayList<>(
				List.of("--sticky.cluster.instances=" + INSTANCES, "--sticky.cluster.min-ready=" + INSTANCES,
						"--sticky.cluster.process.jvm-args=" + String.join(",", TestJvm.ARGUMENTS) + ",-Xmx128m",
						"--sticky.cluster.drain-timeout=1s", "--sticky.cluster.reload.survive=1s",
						"--sticky.cluster.reload.canary-pause=0", "--sticky.cluster.reload.close-spread=100ms",
						"--sticky.cluster.deploy.directory=" + ((this.directory != null) ? this.directory : "")));
		own.addAll(List.of(further));
		String[] arguments = RunningCluster.arguments(ClusterProperties.Isolation.PROCESS, own.toArray(String[]::new));
		this.application = ApplicationProcess.ofJar(jar, List.of("-Xmx256m"), arguments);
		try {
			this.port = this.application.awaitGatewayPort();
			return this.application;
		}
		catch (RuntimeException | Error ex) {
			this.application.close();
			throw ex;
		}
	}

	/**
	 * Ask clients of all instances which version answers them.
	 */
	private List<String> versions() {
		return IntStream.rangeClosed(1, CLIENTS).mapToObj((host) -> get("127.0.34." + host, "/version")).toList();
	}

	private String get(String address, String path) {
		try (KeepAliveClient client = new KeepAliveClient(address, this.port)) {
			return client.get(path).body();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private JsonNode cluster() throws Exception {
		return send(HttpRequest.newBuilder(uri()).build());
	}

	private JsonNode manage(String body) throws Exception {
		return send(HttpRequest.newBuilder(uri())
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private URI uri() {
		return URI.create("http://127.0.0.1:" + this.port + "/actuator/cluster");
	}

	private static JsonNode send(HttpRequest request) throws Exception {
		return new JsonMapper()
			.readTree(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
	}

}
