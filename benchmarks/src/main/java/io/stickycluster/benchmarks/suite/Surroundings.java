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

package io.stickycluster.benchmarks.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * On what was measured, and how.
 */
final class Surroundings {

	private Surroundings() {
	}

	static String describe(Installation installation, Options options) throws IOException {
		String processor = Files.readAllLines(Path.of("/proc/cpuinfo"))
			.stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
			.findFirst()
			.orElse("");
		String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
		return """
				%d processors%s, load %s before the start; %s %s; %s; %s.
				%d rounds of %.1f s for each target in turn, after %.0f s of load on each JVM \
				and turns that do not count until a request costs no less than before. \
				Medians over the rounds, least and greatest in parentheses; ratios are of the same round.
				""".formatted(Runtime.getRuntime().availableProcessors(), processor, load,
				System.getProperty("java.vm.name"), System.getProperty("java.runtime.version"),
				version(installation, List.of(installation.nginx().toString(), "-v")),
				version(installation, List.of(installation.haproxy().toString(), "-v")), options.rounds(),
				options.duration().toMillis() / 1e3, options.warmUp().toMillis() / 1e3);
	}

	private static String version(Installation installation, List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
		builder.environment().putAll(installation.haproxyEnvironment());
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return output.lines().findFirst().orElse("").replaceFirst(" - http.*", "");
	}

}
