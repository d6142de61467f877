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

import io.stickycluster.benchmarks.load.Load;

/**
 * Messages on WebSockets, there and back, and one way.
 */
final class WebSocketSection implements Section {

	private static final int INSTANCES = 4;

	private static final int CONNECTIONS = 64;

	private static final String ECHO = "/socket/echo";

	private static final String STREAM = "/socket/stream";

	private final Installation installation;

	private final Options options;

	WebSocketSection(Installation installation, Options options) {
		this.installation = installation;
		this.options = options;
	}

	@Override
	public String run(Goals goals) throws IOException, InterruptedException {
		try (Lineup lineup = Lineup.start(this.installation, InstanceKind.BARE, INSTANCES, this.options.contenders())) {
			Rounds rounds = new Rounds(lineup.contenders(), this.options);
			rounds.warmUp((duration) -> List.of(Load.webSocketEcho(CONNECTIONS, duration, ECHO),
					Load.webSocketStream(CONNECTIONS, duration, STREAM)));
			Results echo = rounds.measure("WebSocket echo",
					(contender) -> Load.webSocketEcho(CONNECTIONS, this.options.duration(), ECHO));
			Results stream = rounds.measure("WebSocket stream",
					(contender) -> Load.webSocketStream(CONNECTIONS, this.options.duration(), STREAM));
			return """
					### WebSocket

					%d connections, messages of 64 bytes, %s. There and back:

					%s
					From instance to client, as many as the client takes:

					%s
					""".formatted(CONNECTIONS, InstanceKind.BARE.title(), Tables.full(echo, "round trip"),
					Tables.throughput(stream, "message"));
		}
	}

}
