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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.EnvironmentApplication;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.TestJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the documented translation of a PM2 process file does what it says.
 */
class FromPm2IntegrationTests {

	private static final Path PAGE = Path.of("..", "docs", "from-pm2.md");

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	@Test
	void translationSaysTheSameAsTheProcessFile() throws IOException {
		JsonNode app = JsonMapper.shared().readTree(block("json")).get("apps").get(0);
		StandardEnvironment environment = new StandardEnvironment();
		new YamlPropertySourceLoader().load("translation", new FileSystemResource(configuration()))
			.forEach(environment.getPropertySources()::addLast);
		ClusterProperties cluster = Binder.get(environment)
			.bind("sticky.cluster", Bindable.of(ClusterProperties.class))
			.get();
		LogProperties logs = Binder.get(environment)
			.bind("sticky.cluster.logs", Bindable.of(LogProperties.class))
			.get();
		assertThat(environment.getProperty("spring.application.name")).isEqualTo(app.get("name").asString());
		assertThat(cluster.getInstances()).isEqualTo(app.get("instances").asString());
		assertThat(cluster.getIsolation()).isEqualTo(ClusterProperties.Isolation.PROCESS);
		assertThat(cluster.getMaxRestarts()).isEqualTo(app.get("max_restarts").asInt());
		assertThat(cluster.getRestartDelay()).isEqualTo(cluster.getMaxRestartDelay())
			.isEqualTo(Duration.ofMillis(app.get("restart_delay").asLong()));
		assertThat(logs.getLogDateFormat()).isEqualTo(app.get("log_date_format").asString());
		assertThat(logs.isCombineLogs()).isEqualTo(app.get("combine_logs").asBoolean());
	}

	@Test
	void fourInstancesRunWithTheVariablesOfDevelopmentAndOneCombinedLog() throws IOException {
		try (ApplicationProcess application = start("--sticky.cluster.min-ready=4")) {
			int port = application.awaitGatewayPort();
			assertThat(new LoopbackClient("127.0.0.1", port).get("/actuator/cluster").body())
				.contains("\"wanted\":4,\"ready\":4,\"mode\":\"process\"");
			assertThat(instanceOf(port, "127.0.5.1", "/variable/LOG_LEVEL")).isEqualTo("debug");
			Map<String, String> printed = Stream.of("127.0.5.1", "127.0.5.2", "127.0.5.3", "127.0.5.4", "127.0.5.5")
				.collect(Collectors.toMap((address) -> "from-" + address,
						(address) -> instanceOf(port, address, "/variable/NODE_APP_INSTANCE")));
			printed.keySet().forEach((text) -> print(port, text));
			assertThat(printed.values()).containsAnyOf("0", "1", "2", "3");
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(logged()).containsAllEntriesOf(printed));
		}
	}

	@Test
	void profileTakesThePlaceOfTheProcessFilesEnvironments() throws IOException {
		try (ApplicationProcess application = start("--spring.profiles.active=production",
				"--sticky.cluster.instances=1")) {
			int port = application.awaitGatewayPort();
			assertThat(instanceOf(port, "127.0.5.1", "/variable/LOG_LEVEL")).isEqualTo("warn");
		}
	}

	private ApplicationProcess start(String... arguments) throws IOException {
		List<String> all = new ArrayList<>(
				List.of("--spring.config.location=file:" + configuration(), "--server.port=0",
						"--sticky.cluster.base-port=0", "--sticky.cluster.logs.file=" + log(), TestJvm.ofInstances()));
		all.addAll(List.of(arguments));
		return ApplicationProcess.ofMain(EnvironmentApplication.class, List.of("-Xmx256m"), all.toArray(new String[0]));
	}

	private static void print(int port, String text) {
		assertThat(new LoopbackClient(text.substring("from-".length()), port).get("/print/" + text).status())
			.isEqualTo(204);
	}

	private static String instanceOf(int port, String address, String path) {
		return new LoopbackClient(address, port).get(path).body();
	}

	private Path log() {
		return this.directory.resolve("logs").resolve("chat.log");
	}

	/**
	 * Return the printed texts in the log by the index before them.
	 */
	private Map<String, String> logged() throws IOException {
		Pattern line = Pattern.compile("(\\d)\\| \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d [+-]\\d\\d:\\d\\d: (from-\\S+)");
		try (Stream<String> lines = Files.lines(log())) {
			return lines.map(line::matcher)
				.filter(Matcher::matches)
				.collect(Collectors.toMap((found) -> found.group(2), (found) -> found.group(1)));
		}
	}

	private Path configuration() throws IOException {
		return Files.writeString(this.directory.resolve("application.yaml"), block("yaml"));
	}

	private static String block(String language) throws IOException {
		Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(PAGE));
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

}
