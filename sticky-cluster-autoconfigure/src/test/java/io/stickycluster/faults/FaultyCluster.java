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

package io.stickycluster.faults;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.FaultyApplication;
import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.TestJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster of {@link FaultyApplication}s as a user starts it, seen and managed through
 * its endpoint.
 */
final class FaultyCluster implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final ApplicationProcess application;

	private final Path directory;

	private final int port;

	private FaultyCluster(ApplicationProcess application, Path directory) {
		this.application = application;
		this.directory = directory;
		this.port = application.awaitGatewayPort();
	}

	/**
	 * Start a cluster of processes, and wait until its port is open.
	 * @param directory where plans of faults are put
	 * @param args further arguments
	 * @return the cluster
	 */
	static FaultyCluster start(Path directory, String... args) {
		return startOn(0, directory, args);
	}

	/**
	 * Start a cluster of processes, and wait until its port is open.
	 * @param port its port
	 * @param directory where plans of faults are put
	 * @param args further arguments
	 * @return the cluster
	 */
	static FaultyCluster startOn(int port, Path directory, String... args) {
		return start(port, directory, "-Xmx256m",
				List.of("--sticky.cluster.isolation=process", TestJvm.ofInstances("-Xmx96m")), args);
	}

	/**
	 * Start a cluster whose instances share the supervisor's JVM, and wait until its port
	 * is open.
	 * @param directory where plans of faults are put
	 * @param args further arguments
	 * @return the cluster
	 */
	static FaultyCluster startInOneJvm(Path directory, String... args) {
		return start(0, directory, "-Xmx512m", List.of("--sticky.cluster.isolation=context"), args);
	}

	private static FaultyCluster start(int port, Path directory, String heap, List<String> isolation, String... args) {
		List<String> all = new ArrayList<>(List.of("--server.port=" + port, "--faults.directory=" + directory,
				// Requests whose body stops keep their instances busy
				"--sticky.cluster.gateway.client.min-body-rate=0"));
		all.addAll(isolation);
		all.addAll(Arrays.asList(args));
		ApplicationProcess application = ApplicationProcess.ofMain(FaultyApplication.class, List.of(heap),
				all.toArray(String[]::new));
		try {
			return new FaultyCluster(application, directory);
		}
		catch (RuntimeException | Error ex) {
			application.close();
			throw ex;
		}
	}

	ApplicationProcess application() {
		return this.application;
	}

	int port() {
		return this.port;
	}

	/**
	 * Let an instance break when it next starts or stops.
	 * @param moment {@code starting} or {@code stopping}
	 * @param index the instance
	 * @param fault how
	 */
	void plan(String moment, int index, String fault) {
		try {
			Path draft = Files.writeString(this.directory.resolve("draft"), fault);
			Files.move(draft, this.directory.resolve(moment + "-" + index));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void awaitStruck(String moment, int index) {
		Awaitility.await().atMost(TIMEOUT).until(() -> Files.notExists(this.directory.resolve(moment + "-" + index)));
	}

	/**
	 * Ask for something, and do not wait for its end.
	 * @param path which instance, such as {@code /1}, or nothing for all
	 * @param action what
	 */
	void request(String path, String action) {
		post(path, "{\"action\":\"" + action + "\"}");
	}

	/**
	 * Change the number of instances, and wait until the operation has ended.
	 * @param instances how many
	 * @return the operation
	 */
	JsonNode scale(int instances) {
		post("", "{\"action\":\"scale\",\"instances\":" + instances + "}");
		return awaitOutcome();
	}

	private void post(String path, String body) {
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/actuator/cluster" + path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
	}

	/**
	 * Wait until the latest operation has ended.
	 * @return the operation
	 */
	JsonNode awaitOutcome() {
		await("end of the operation", () -> !operation().path("status").asString().equals("RUNNING"));
		return operation();
	}

	private JsonNode operation() {
		return cluster().path("operations").path(0);
	}

	JsonNode cluster() {
		return this.json.readTree(send(HttpRequest.newBuilder(uri("/actuator/cluster")).build()).body());
	}

	JsonNode instance(int index) {
		return this.json.readTree(send(HttpRequest.newBuilder(uri("/actuator/cluster/" + index)).build()).body());
	}

	String tail(int index) {
		return send(HttpRequest.newBuilder(uri("/actuator/cluster/" + index + "/logs?lines=1000")).build()).body();
	}

	String state(int index) {
		return instance(index).path("state").asString();
	}

	int generation(int index) {
		return instance(index).path("generation").asInt();
	}

	ProcessHandle process(int index) {
		await("process of instance " + index, () -> instance(index).path("pid").isNumber());
		return ProcessHandle.of(instance(index).path("pid").asLong()).orElseThrow();
	}

	void awaitState(int index, String state) {
		await("instance " + index + " in state " + state, () -> state(index).equals(state));
	}

	void awaitReady(int ready) {
		await(ready + " instances", () -> cluster().path("ready").asInt() == ready);
	}

	private void await(String what, Callable<Boolean> condition) {
		try {
			Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(TIMEOUT).until(condition);
		}
		catch (RuntimeException ex) {
			throw new AssertionError("No " + what + " in:\n" + this.application.output(), ex);
		}
	}

	/**
	 * Find an address whose client an instance has.
	 * @param network the first three parts of the address
	 * @param index the instance
	 * @return the address
	 */
	String addressOn(String network, int index) {
		for (int host = 1; host < 255; host++) {
			try (KeepAliveClient client = client(network + "." + host)) {
				if (client.get("/who").instance() == index) {
					return network + "." + host;
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
		throw new AssertionError("No client of " + network + " is given to instance " + index);
	}

	KeepAliveClient client(String address) {
		return new KeepAliveClient(address, this.port);
	}

	/**
	 * Send a request that makes an instance start a process.
	 * @param client a client of the instance
	 * @return the process
	 */
	ProcessHandle startChild(KeepAliveClient client) throws IOException {
		client.send("POST /child HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
		return ProcessHandle.of(Long.parseLong(client.read().body())).orElseThrow();
	}

	/**
	 * Send a request that makes an instance break, and do not wait for an answer.
	 * @param client a client of the instance
	 * @param fault how
	 */
	void strike(KeepAliveClient client, String fault) throws IOException {
		client.send("POST /fault?name=" + URLEncoder.encode(fault, StandardCharsets.UTF_8)
				+ " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
	}

	static void signal(String name, long pid) {
		try {
			Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start();
			assertThat(kill.waitFor()).isZero();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.application.close();
	}

}
