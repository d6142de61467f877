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
import java.util.Set;

import io.stickycluster.benchmarks.load.Load;
import io.stickycluster.benchmarks.load.Workload;

/**
 * Requests on keep-alive connections.
 */
final class HttpSection implements Section {

	private static final int INSTANCES = 4;

	private static final int CONNECTIONS = 64;

	private final Installation installation;

	private final Options options;

	HttpSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		StringBuilder report = new StringBuilder();
		for (InstanceKind kind : this.options.kinds()) {
			try (Lineup lineup = Lineup.start(this.installation, kind, INSTANCES, this.options.contenders())) {
				Rounds rounds = new Rounds(lineup.contenders(), this.options);
				rounds.warmUp((duration) -> warmUp(kind, duration));
				report.append("### HTTP, %s%n%n%s".formatted(kind.title(), run(kind, rounds, goals)));
			}
		}
		return report.toString();
	}

	private String run(InstanceKind kind, Rounds rounds, Goals goals) throws IOException, InterruptedException {
		StringBuilder report = new StringBuilder();
		for (InstanceKind.Case measured : kind.cases()) {
			if (this.options.quick() && measured.connections() > CONNECTIONS) {
				// More than a cold server on a busy machine gets done in a short turn.
				continue;
			}
			Results results = rounds.measure(kind.title() + ": " + measured.title(), (contender) -> Load
				.keepAlive(measured.connections(), this.options.duration(), measured.workload()));
			report.append("%s:%n%n%s%n".formatted(measured.title(), Tables.full(results, "request")));
			if (measured.workload() == Workload.SMALL && measured.connections() == CONNECTIONS) {
				compare(kind, results, goals);
				report.append(halfLoad(kind, results, rounds, goals));
			}
		}
		return report.toString();
	}

	/**
	 * Measure the latencies of servers that are busy but not saturated. All get the same
	 * rate, half of what the slowest can; Spring Cloud Gateway, which is slower by far,
	 * half of what itself can.
	 * @param kind the instances
	 * @param saturated what they can
	 * @param rounds measures
	 * @param goals takes what is compared with a goal
	 * @return a table
	 * @throws IOException if a contender does not answer as it should
	 * @throws InterruptedException if interrupted
	 */
	private String halfLoad(InstanceKind kind, Results saturated, Rounds rounds, Goals goals)
			throws IOException, InterruptedException {
		Results results = rounds.measure(kind.title() + ": half load", (contender) -> Load.paced(CONNECTIONS,
				this.options.duration(), Workload.SMALL, HalfLoad.perSecond(saturated, contender.name())));
		if (results.names().containsAll(Set.of(Contender.GATEWAY, Contender.NGINX))) {
			goals.atMost(kind.title() + ": p99 at half load, of that of nginx", 1.2,
					results.ratio(Contender.GATEWAY, Contender.NGINX, Measurement::p99Micros));
		}
		return "The same at half load:%n%n%s%n".formatted(Tables.latencies(results));
	}

	private static void compare(InstanceKind kind, Results results, Goals goals) {
		for (String nginx : List.of(Contender.NGINX, Contender.NGINX_UNIX)) {
			if (results.names().containsAll(Set.of(Contender.GATEWAY, nginx))) {
				goals.atLeast("%s: requests/s, of those of %s".formatted(kind.title(), nginx),
						(kind == InstanceKind.BARE) ? 1.0 : 1.1,
						results.ratio(Contender.GATEWAY, nginx, Measurement::perSecond));
				goals.atMost("%s: gateway CPU per request, of that of %s".formatted(kind.title(), nginx), 1.2,
						results.ratio(Contender.GATEWAY, nginx, Measurement::proxyCpuMicros));
			}
		}
		if (results.names().containsAll(Set.of(Contender.HANDOFF, Contender.DIRECT))) {
			goals.atLeast(kind.title() + ": requests/s of handoff, of those of direct", 0.98,
					results.ratio(Contender.HANDOFF, Contender.DIRECT, Measurement::perSecond));
		}
		if (results.names().containsAll(Set.of(Contender.GATEWAY, Contender.SPRING_CLOUD_GATEWAY))) {
			goals.atLeast(kind.title() + ": requests/s, of those of Spring Cloud Gateway", 5,
					results.ratio(Contender.GATEWAY, Contender.SPRING_CLOUD_GATEWAY, Measurement::perSecond));
		}
	}

	private static List<Load> warmUp(InstanceKind kind, Duration duration) {
		return kind.cases()
			.stream()
			.map(InstanceKind.Case::workload)
			.distinct()
			.map((workload) -> Load.keepAlive(CONNECTIONS, duration, workload))
			.toList();
	}

}
