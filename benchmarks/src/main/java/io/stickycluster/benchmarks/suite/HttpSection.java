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
import java.time.Duration;
import java.util.List;

import io.stickycluster.benchmarks.load.Load;

/**
 * Requests on keep-alive connections.
 */
final class HttpSection implements Section {

	private static final int INSTANCES = 4;

	private static final int WARM_UP_CONNECTIONS = 64;

	private final Installation installation;

	private final Options options;

	HttpSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run() throws IOException, InterruptedException {
		StringBuilder report = new StringBuilder();
		for (InstanceKind kind : this.options.kinds()) {
			try (Lineup lineup = Lineup.start(this.installation, kind, INSTANCES, this.options.contenders())) {
				Rounds rounds = new Rounds(lineup.contenders(), lineup.instances(), this.options);
				report.append("## Instances: %s%n%n".formatted(kind.title()));
				rounds.warmUp((duration) -> warmUp(kind, duration));
				for (InstanceKind.Case measured : kind.cases()) {
					Results results = rounds.measure(measured.title(), (contender) -> Load
						.keepAlive(measured.connections(), this.options.duration(), measured.workload()));
					report.append("### %s%n%n%s%n".formatted(measured.title(), Tables.full(results, "request")));
				}
			}
		}
		return report.toString();
	}

	private static List<Load> warmUp(InstanceKind kind, Duration duration) {
		return kind.cases()
			.stream()
			.map(InstanceKind.Case::workload)
			.distinct()
			.map((workload) -> Load.keepAlive(WARM_UP_CONNECTIONS, duration, workload))
			.toList();
	}

}
