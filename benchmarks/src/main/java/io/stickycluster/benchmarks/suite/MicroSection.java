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
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of the gateway that every request goes through, by themselves.
 */
final class MicroSection implements Section {

	private final Installation installation;

	private final Options options;

	MicroSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						this.installation.micro(), "io.stickycluster.benchmarks.micro.MicroBenchmarks"));
		if (this.options.quick()) {
			command.add("--quick");
		}
		Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
		String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException("The micro benchmarks failed");
		}
		return "### Parts of the gateway by themselves%n%n%s%n".formatted(report);
	}

}
