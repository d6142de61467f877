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

package io.stickycluster.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that systemd understands the units of the documentation, and that they fit the
 * defaults of the application.
 */
class DocumentedUnitsTests {

	private static final Path PAGE = Path.of("..", "docs", "systemd.md");

	private static final Pattern UNIT = Pattern.compile("```ini\n# /etc/systemd/system/(\\S+)\n(.*?)```",
			Pattern.DOTALL);

	@Test
	@EnabledOnOs(OS.LINUX)
	void unitsAreUnderstoodWithoutAnyWarning(@TempDir Path directory) throws Exception {
		List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
		for (Map.Entry<String, String> unit : units().entrySet()) {
			// Programs need not be where they are on a server
			String content = unit.getValue().replaceAll("(?m)^(Exec\\w+)=/usr/bin/\\w+", "$1=/bin/sh");
			command.add(Files.writeString(directory.resolve(unit.getKey()), content).toString());
		}
		assertThat(command).hasSize(5);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		// Units of this machine that have no part in it may be wrong
		assertThat(output.lines().filter((line) -> line.contains("chat."))).isEmpty();
	}

	@Test
	void timesAreLongerThanTheApplicationsDefaults() throws IOException {
		String service = units().get("chat.service");
		Duration shutdown = Duration.ofSeconds(5 + 30 + 30);
		assertThat(value(service, "TimeoutStopSec"))
			.satisfies((seconds) -> assertThat(Duration.ofSeconds(Long.parseLong(seconds))).isGreaterThan(shutdown));
		assertThat(value(service, "Type")).isEqualTo("notify");
		assertThat(value(service, "NonBlocking")).isEqualTo("yes");
		assertThat(value(service, "KillMode")).isEqualTo("mixed");
		String port = value(units().get("chat.socket"), "ListenStream");
		assertThat(value(service, "ExecStart")).contains("--server.port=" + port + " ");
		assertThat(value(service, "ExecReload")).contains("127.0.0.1:" + port + "/actuator/cluster");
	}

	private static Map<String, String> units() throws IOException {
		Map<String, String> units = new LinkedHashMap<>();
		Matcher matcher = UNIT.matcher(Files.readString(PAGE));
		while (matcher.find()) {
			units.put(matcher.group(1), matcher.group(2));
		}
		assertThat(units).containsOnlyKeys("chat.socket", "chat.service");
		return units;
	}

	private static String value(String unit, String key) {
		return unit.lines()
			.filter((line) -> line.startsWith(key + "="))
			.map((line) -> line.substring(key.length() + 1))
			.findFirst()
			.orElseThrow();
	}

}
