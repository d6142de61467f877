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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.stickycluster.benchmarks.load.IdleConnections;

/**
 * What WebSockets cost on which nothing is sent.
 */
final class IdleSection implements Section {

	private static final int INSTANCES = 4;

	private static final int WANTED = 20_000;

	private static final int QUICK = 1_000;

	/**
	 * Opened and closed before, so that what the first ones need does not count.
	 */
	private static final int WARM_UP = 200;

	private static final String PATH = "/socket/echo";

	private final Installation installation;

	private final Options options;

	IdleSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		int count = Math.min(this.options.quick() ? QUICK : WANTED, OpenFiles.proxiedConnections());
		Set<String> names = new LinkedHashSet<>(this.options.contenders());
		names.remove(Contender.DIRECT);
		Table table = new Table("", "heap and direct memory, bytes/connection", "of it heap",
				"resident memory, bytes/connection");
		try (Lineup lineup = Lineup.start(this.installation, InstanceKind.BARE, INSTANCES, names,
				List.of("-XX:NativeMemoryTracking=summary"))) {
			for (Contender contender : lineup.contenders()) {
				System.err.printf("idle WebSockets, %s%n", contender.name());
				Memory each = measure(contender, count);
				table.row(contender.name(), each.isOfJvm() ? format(each.heap() + each.direct()) : "",
						each.isOfJvm() ? format(each.heap()) : "", format(each.resident()));
				if (contender.name().equals(Contender.GATEWAY)) {
					goals.atMost("memory of an idle WebSocket in the gateway, bytes", 8192,
							Spread.of(each.heap() + each.direct()));
				}
			}
		}
		String limit = (count < WANTED && !this.options.quick())
				? " No more, because a process may have only %,d files open here.".formatted(OpenFiles.limit()) : "";
		return "### Idle WebSockets%n%n%,d connections, each from an address of its own, %s.%s%n%n%s%n".formatted(count,
				InstanceKind.BARE.title(), limit, table);
	}

	private static Memory measure(Contender contender, int count) throws IOException, InterruptedException {
		IdleConnections.open(contender.target(), PATH, WARM_UP).close();
		Memory before = Memory.of(contender);
		try (IdleConnections connections = IdleConnections.open(contender.target(), PATH, count)) {
			return Memory.of(contender).since(before).dividedBy(count);
		}
	}

	private static String format(double bytes) {
		return String.format(Locale.ROOT, "%,.0f", bytes);
	}

}
