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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.endpoint.ClusterLogs;
import io.stickycluster.logs.InstanceLogs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterLogs}, over HTTP against a real server and over JMX.
 */
@Timeout(120)
class ClusterLogsWebTests {

	private static final String EVENT_STREAM = "text/event-stream";

	private final HttpClient client = HttpClient.newHttpClient();

	private @Nullable ManagementServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void showsTheLastLines() throws Exception {
		start();
		logs().of(1).append("one\ntwo\nthree\n");
		HttpResponse<String> response = get("/actuator/cluster/1/logs?lines=2", "*/*");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
		assertThat(response.body()).matches("\\{\"index\":1,\"lines\":\\[\\{\"time\":\"20[^\"]*Z\",\"text\":\"two\"},"
				+ "\\{\"time\":\"20[^\"]*Z\",\"text\":\"three\"}],\"dropped\":0}");
		assertThat(get("/actuator/cluster/1/logs", null).body()).contains("one", "two", "three");
		assertThat(get("/actuator/cluster/1/logs", "application/vnd.spring-boot.actuator.v3+json").body())
			.contains("three");
		assertThat(get("/actuator/cluster/2/logs", null).body()).isEqualTo("{\"index\":2,\"lines\":[],\"dropped\":0}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/actuator/cluster/7/logs            | 404 | There is no instance '7'
			/actuator/cluster/x/logs            | 404 | There is no instance 'x'
			/actuator/cluster/1/log             | 404 | An instance has no 'log'
			/actuator/cluster/1/logs?lines=-1   | 400 | 'lines' must not be '-1'
			/actuator/cluster/1/logs?lines=many | 400 | 'lines' must not be 'many'
			""")
	void nonsenseIsRefused(String path, int status, String detail) throws Exception {
		start();
		for (String accept : List.of("application/json", EVENT_STREAM)) {
			HttpResponse<String> response = get(path, accept);
			assertThat(response.statusCode()).isEqualTo(status);
			assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
			assertThat(response.body()).contains(detail);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/cluster/0/logs", "/actuator/cluster/%30/%6cogs", "/actuator/cluster;a/0/logs",
			"/actuator/./cluster/0/logs", "//actuator/cluster/0/logs", "/actuator/cluster/0//logs" })
	void noOtherMachineReads(String path) throws Exception {
		start();
		for (String accept : List.of("application/json", EVENT_STREAM)) {
			HttpRequest request = HttpRequest.newBuilder(request(path, accept), (name, value) -> true)
				.header("X-Forwarded-For", "203.0.113.7")
				.build();
			assertThat(this.client.send(request, BodyHandlers.ofString()).statusCode()).isIn(403, 404);
		}
	}

	@ParameterizedTest
	@CsvSource({ "--management.endpoints.web.base-path=/ops, /ops/cluster",
			"--management.endpoints.web.path-mapping.cluster=group, /actuator/group",
			"--spring.webflux.base-path=/app, /app/actuator/cluster" })
	void pathFollowsTheEndpoint(String property, String path) throws Exception {
		start(property);
		logs().of(0).append("here");
		assertThat(get(path + "/0/logs", null).body()).contains("here");
		try (BufferedReader stream = stream(path + "/0/logs")) {
			assertThat(nextData(stream)).contains("here");
		}
	}

	@Test
	void streamsWhatIsThereAndWhatFollows() throws Exception {
		start();
		logs().of(1).append("one\ntwo");
		try (BufferedReader stream = stream("/actuator/cluster/1/logs?lines=1")) {
			assertThat(stream.readLine()).isEqualTo("id:1");
			assertThat(stream.readLine()).matches("data:\\{\"time\":\"20[^\"]*Z\",\"text\":\"two\"}");
			assertThat(stream.readLine()).isEmpty();
			logs().of(1).append("three");
			assertThat(nextData(stream)).contains("\"text\":\"three\"");
			logs().of(2).append("of another");
			logs().of(1).append("four");
			assertThat(nextData(stream)).contains("\"text\":\"four\"");
		}
	}

	@Test
	void quietStreamBeginsAtOnce() throws Exception {
		start();
		try (BufferedReader stream = stream("/actuator/cluster/2/logs")) {
			assertThat(stream.readLine()).isEqualTo(":");
			assertThat(stream.readLine()).isEmpty();
			logs().of(2).append("first");
			assertThat(stream.readLine()).isEqualTo("id:0");
		}
	}

	@Test
	void readerIsToldWhatItMissed() throws Exception {
		start();
		try (BufferedReader stream = stream("/actuator/cluster/1/logs")) {
			assertThat(stream.readLine()).isEqualTo(":");
			// More than the tail holds and than connections buffer, so that none of it is
			// read in time
			String line = "x".repeat(1000) + "\n";
			for (int i = 0; i < 50; i++) {
				logs().of(1).append(line.repeat(1000));
			}
			logs().of(1).append("last");
			long missed = 0;
			long lines = 0;
			String text;
			do {
				text = stream.readLine();
				assertThat(text).isNotNull();
				if (text.equals("event:missed")) {
					String data = stream.readLine();
					assertThat(data).matches("data:\\{\"lines\":\\d+}");
					missed += Long.parseLong(data.replaceAll("\\D", ""));
				}
				else if (text.startsWith("data:")) {
					lines++;
				}
			}
			while (!text.endsWith("\"text\":\"last\"}"));
			assertThat(missed).isPositive();
			assertThat(missed + lines).isEqualTo(50_001);
		}
	}

	@Test
	void streamsAreBoundedAndEndWithTheirReaders() throws Exception {
		start();
		List<BufferedReader> open = new ArrayList<>();
		for (int i = 0; i < 32; i++) {
			BufferedReader stream = stream("/actuator/cluster/0/logs");
			assertThat(stream.readLine()).isEqualTo(":");
			open.add(stream);
		}
		HttpResponse<String> refused = get("/actuator/cluster/0/logs", EVENT_STREAM);
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.body()).contains("There are 32 streams of logs already");
		assertThat(get("/actuator/cluster/0/logs", null).statusCode()).isEqualTo(200);
		open.remove(0).close();
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			HttpResponse<InputStream> response = this.client.send(request("/actuator/cluster/0/logs", EVENT_STREAM),
					BodyHandlers.ofInputStream());
			response.body().close();
			return response.statusCode() == 200;
		});
		for (BufferedReader stream : open) {
			stream.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "--server.shutdown=graceful", "--management.server.port=0" })
	void shutdownEndsStreamsAndDoesNotWaitForThem(String port) throws Exception {
		ManagementServer started = start(port, "--spring.lifecycle.timeout-per-shutdown-phase=10m");
		try (BufferedReader stream = stream("/actuator/cluster/0/logs")) {
			assertThat(stream.readLine()).isEqualTo(":");
			CompletableFuture<Void> closed = CompletableFuture.runAsync(started::close);
			assertThat(stream.lines()).allMatch(String::isEmpty);
			assertThat(closed).succeedsWithin(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void saysThatThereAreNone() throws Exception {
		start("--test.logs=false");
		HttpResponse<String> response = get("/actuator/cluster/0/logs", null);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).contains("only Logback lets them be told apart");
	}

	@Test
	void metricsCountLines() {
		MeterRegistry registry = start().bean(MeterRegistry.class);
		logs().of(2).append("one\ntwo");
		assertThat(registry.get("sticky.cluster.log.lines").tag("index", "2").functionCounter().count()).isEqualTo(2);
		assertThat(registry.get("sticky.cluster.log.dropped").tag("index", "2").functionCounter().count()).isZero();
	}

	@Test
	void showsTheLastLinesOverJmx() throws Exception {
		start("--spring.jmx.enabled=true", "--management.endpoints.jmx.exposure.include=cluster");
		logs().of(1).append("one\ntwo");
		MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Cluster");
		String[] types = { String.class.getName(), String.class.getName() };
		Object answer = beans.invoke(name, "logs", new Object[] { "1", "1" }, types);
		assertThat((Map<?, ?>) answer).extracting("lines").asString().contains("text=two").doesNotContain("text=one");
		assertThatExceptionOfType(MBeanException.class)
			.isThrownBy(() -> beans.invoke(name, "logs", new Object[] { "7", null }, types))
			.withMessageContaining("There is no instance '7'");
	}

	private ManagementServer start(String... arguments) {
		ManagementServer started = new ManagementServer(arguments);
		this.server = started;
		return started;
	}

	private InstanceLogs logs() {
		assertThat(this.server).isNotNull();
		return this.server.bean(InstanceLogs.class);
	}

	private HttpResponse<String> get(String path, @Nullable String accept) throws IOException, InterruptedException {
		return this.client.send(request(path, accept), BodyHandlers.ofString());
	}

	private BufferedReader stream(String path) throws IOException, InterruptedException {
		var response = this.client.send(request(path, EVENT_STREAM), BodyHandlers.ofInputStream());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(EVENT_STREAM);
		return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
	}

	private HttpRequest request(String path, @Nullable String accept) {
		assertThat(this.server).isNotNull();
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.server.managementPort() + path));
		if (accept != null) {
			request.header("Accept", accept);
		}
		return request.build();
	}

	private static String nextData(BufferedReader stream) throws IOException {
		String line = stream.readLine();
		while (line != null && !line.startsWith("data:")) {
			line = stream.readLine();
		}
		assertThat(line).isNotNull();
		return line;
	}

}
