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
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.stickycluster.worker.ClusterInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that instances in one process have logs of their own.
 */
class ContextLogsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final HttpClient client = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	@Test
	void requestsAndScheduledTasksAreInTheLogOfTheirInstance() throws Exception {
		Path file = this.directory.resolve("app.log");
		try (RunningCluster cluster = RunningCluster.of(LoggingApplication.class, "--sticky.cluster.instances=2",
				"--sticky.cluster.logs.file=" + file)) {
			cluster.awaitReady(2);
			for (int index = 0; index < 2; index++) {
				int port = cluster.instance(index).address().getPort();
				assertThat(get("http://127.0.0.1:" + port + "/log")).isEqualTo("logged by " + index);
				String logs = "http://127.0.0.1:" + cluster.port() + "/actuator/cluster/" + index + "/logs?lines=1000";
				String other = "by " + (1 - index);
				Awaitility.await()
					.atMost(TIMEOUT)
					.untilAsserted(() -> assertThat(get(logs)).contains("tick", "[scheduling-1]"));
				assertThat(get(logs))
					.contains("request by " + index, "tick by " + index, "Tomcat started on port " + port)
					.containsPattern("\\[http-nio-[^]]*exec-\\d+]")
					.doesNotContain("request " + other, "tick " + other);
				assertThat(this.directory.resolve("app-" + index + ".log")).content().contains("request by " + index);
			}
		}
	}

	private String get(String uri) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

	/**
	 * Application that logs what it does.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
	@EnableScheduling
	@RestController
	static class LoggingApplication {

		private static final Logger logger = LoggerFactory.getLogger(LoggingApplication.class);

		private final ClusterInstance instance;

		LoggingApplication(ClusterInstance instance) {
			this.instance = instance;
		}

		@GetMapping("/log")
		String log() {
			logger.info("request by {}", this.instance.getIndex());
			return "logged by " + this.instance.getIndex();
		}

		@Scheduled(fixedDelay = 50)
		void tick() {
			logger.info("tick by {}", this.instance.getIndex());
		}

	}

}
