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
import java.util.List;
import java.util.Set;

import io.stickycluster.benchmarks.load.Load;
import io.stickycluster.benchmarks.load.Workload;

/**
 * A new connection for each request.
 */
final class ConnectionsSection implements Section {

	private static final int INSTANCES = 4;

	private static final int CLIENTS = 64;

	private final Installation installation;

	private final Options options;

	ConnectionsSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		StringBuilder tables = new StringBuilder("### A new connection for each request%n%n".formatted());
		for (InstanceKind kind : this.options.kinds()) {
			// The ways to them are those to WebFlux
			if (kind != InstanceKind.TOMCAT) {
				Results results = measure(kind);
				tables.append(
						"%d clients, %s:%n%n%s%n".formatted(CLIENTS, kind.title(), Tables.full(results, "connection")));
				compare(kind, results, goals);
			}
		}
		return tables.toString();
	}

	private Results measure(InstanceKind kind) throws IOException, InterruptedException {
		try (Lineup lineup = Lineup.start(this.installation, kind, INSTANCES, this.options.contenders())) {
			Rounds rounds = new Rounds(lineup.contenders(), this.options);
			rounds.warmUp((duration) -> List.of(Load.newConnections(CLIENTS, duration, Workload.SMALL)));
			return rounds.measure(kind.title() + ": new connections",
					(contender) -> Load.newConnections(CLIENTS, this.options.duration(), Workload.SMALL));
		}
	}

	private static void compare(InstanceKind kind, Results results, Goals goals) {
		if (results.names().containsAll(Set.of(Contender.HANDOFF, Contender.NGINX))) {
			goals.atLeast(kind.title() + ": connections/s of handoff, of those of nginx", 1,
					results.ratio(Contender.HANDOFF, Contender.NGINX, Measurement::perSecond));
		}
	}

}
