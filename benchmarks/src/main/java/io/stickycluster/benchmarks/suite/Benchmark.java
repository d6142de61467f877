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
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Measures the ways to the instances in alternating rounds, and reports. It is started by
 * the script {@code benchmarks/run}.
 */
public final class Benchmark {

	private final Installation installation;

	private final Options options;

	private Benchmark(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	/**
	 * Measure and print.
	 * @param args the options of the script
	 * @throws Exception if a server does not answer as it should
	 */
	public static void main(String[] args) throws Exception {
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.printf("benchmarks/run: %s; see benchmarks/run --help%n", ex.getMessage());
			System.exit(2);
			return;
		}
		new Benchmark(Installation.fromSystemProperties(), options).run();
	}

	private void run() throws IOException, InterruptedException {
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		String surroundings = Surroundings.describe(this.installation, this.options);
		out.println(surroundings);
		Goals goals = new Goals();
		StringBuilder report = new StringBuilder();
		for (SectionName name : this.options.sections()) {
			String section = section(name).run(goals);
			// What there is so far is not lost if something fails later.
			out.println(section);
			report.append(section);
		}
		out.println(goals.table());
		if (this.options.write()) {
			new Page(this.installation.page()).write(surroundings + "\n" + goals.table() + "\n" + report);
		}
	}

	private Section section(SectionName name) {
		return switch (name) {
			case HTTP -> new HttpSection(this.installation, this.options);
			case CONNECTIONS -> new ConnectionsSection(this.installation, this.options);
			case WEBSOCKET -> new WebSocketSection(this.installation, this.options);
			case IDLE -> new IdleSection(this.installation, this.options);
			case SOAK -> new SoakSection(this.installation, this.options);
			case INSTANCES -> new InstancesSection(this.installation, this.options);
			case MICRO -> new MicroSection(this.installation, this.options);
			case BUS -> new BusSection(this.installation, this.options);
		};
	}

}
