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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.stickycluster.benchmarks.load.Load;
import io.stickycluster.benchmarks.load.Workload;

/**
 * What a request costs with few instances and with many.
 */
final class InstancesSection implements Section {

	private static final int LEAST = 1;

	private static final int MOST = 64;

	private static final int CONNECTIONS = 64;

	private final Installation installation;

	private final Options options;

	private final List<Integer> counts;

	InstancesSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
		this.counts = options.quick() ? List.of(LEAST, MOST) : List.of(LEAST, 4, 16, MOST);
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		List<Lineup> lineups = new ArrayList<>();
		try {
			List<Contender> contenders = new ArrayList<>();
			for (int count : this.counts) {
				Lineup lineup = Lineup.start(this.installation, InstanceKind.BARE, count,
						Set.of(Contender.GATEWAY, Contender.NGINX));
				lineups.add(lineup);
				lineup.contenders()
					.forEach((contender) -> contenders.add(contender.named(name(contender.name(), count))));
			}
			Rounds rounds = new Rounds(contenders, this.options);
			rounds.warmUp((duration) -> List.of(Load.keepAlive(CONNECTIONS, duration, Workload.SMALL)));
			Results results = rounds.measure("many instances",
					(contender) -> Load.keepAlive(CONNECTIONS, this.options.duration(), Workload.SMALL));
			goals.atMost("gateway CPU per request with 64 instances, of that with one", 1.1, results
				.ratio(name(Contender.GATEWAY, MOST), name(Contender.GATEWAY, LEAST), Measurement::proxyCpuMicros));
			return "### From 1 to 64 instances%n%n%d connections, answer of 5 bytes, %s:%n%n%s%n".formatted(CONNECTIONS,
					InstanceKind.BARE.title(), table(results));
		}
		finally {
			lineups.forEach(Lineup::close);
		}
	}

	private String table(Results results) {
		Table table = new Table("instances", "gateway CPU µs/request", "of that with one", "nginx CPU µs/request",
				"of that with one", "gateway requests/s", "nginx requests/s");
		for (int count : this.counts) {
			String gateway = name(Contender.GATEWAY, count);
			String nginx = name(Contender.NGINX, count);
			table.row(Integer.toString(count), results.spread(gateway, Measurement::proxyCpuMicros).format("%.1f"),
					results.ratio(gateway, name(Contender.GATEWAY, LEAST), Measurement::proxyCpuMicros).format("%.2f"),
					results.spread(nginx, Measurement::proxyCpuMicros).format("%.1f"),
					results.ratio(nginx, name(Contender.NGINX, LEAST), Measurement::proxyCpuMicros).format("%.2f"),
					results.spread(gateway, Measurement::perSecond).format("%,.0f"),
					results.spread(nginx, Measurement::perSecond).format("%,.0f"));
		}
		return table.toString();
	}

	private static String name(String contender, int instances) {
		return contender + " with " + instances;
	}

}
