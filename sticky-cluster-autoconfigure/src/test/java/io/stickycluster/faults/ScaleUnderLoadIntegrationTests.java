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

package io.stickycluster.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.faults.MeasuredTraffic.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients see while the number of instances changes under load: all that
 * they send is answered, and only those move whose instance leaves.
 */
class ScaleUnderLoadIntegrationTests {

	/**
	 * How many instances stay from the beginning to the end.
	 */
	private static final int LEAST = 3;

	private static final int CLIENTS = Integer.getInteger("sticky.scale-clients", 30);

	private static final int WEB_SOCKETS = Integer.getInteger("sticky.scale-websockets", 30);

	private static final int OTHERS = 10;

	private static final int REQUESTS = Integer.getInteger("sticky.scale-requests", 300);

	/**
	 * Time between two requests of a client, in milliseconds.
	 */
	private static final long PAUSE = Long.getLong("sticky.scale-pause", 100);

	@TempDir
	Path temporary;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void onlyThoseMoveWhoseInstanceLeaves(boolean processes) throws Exception {
		try (FaultyCluster cluster = start(processes); OpenEnded open = new OpenEnded(cluster.port())) {
			MeasuredTraffic early = new MeasuredTraffic(cluster.port(), "127.0.20", CLIENTS, PAUSE, 5);
			List<Outcome> outcomes = new ArrayList<>();
			long begun;
			long down;
			long up;
			int toMove;
			// Of four, six, three and four instances
			int each = REQUESTS / (4 * CLIENTS) + 3;
			try (early) {
				open.webSockets(WEB_SOCKETS);
				open.longPolls(OTHERS);
				early.awaitAnswers(each);
				toMove = webSocketsOfThoseThatLeave(cluster);
				begun = System.nanoTime();
				assertCompleted(cluster.scale(6));
				early.awaitAnswers(each);
				assertThat(open.closeCodes()).isEmpty();
				// Only these can be given to the instances that were added
				MeasuredTraffic late = new MeasuredTraffic(cluster.port(), "127.0.21", CLIENTS, PAUSE, 5);
				try (late) {
					late.awaitAnswers(each);
					down = System.nanoTime();
					assertCompleted(cluster.scale(LEAST));
					late.awaitAnswers(each);
					open.awaitComebacks(toMove);
					up = System.nanoTime();
					assertCompleted(cluster.scale(4));
					late.awaitAnswers(each);
					open.requireEcho();
				}
				late.outcomes().forEach(outcomes::add);
			}
			early.outcomes().forEach(outcomes::add);
			Moves moves = new Moves(outcomes);
			report(processes, outcomes, begun, moves, down, up, open);
			assertThat(outcomes).hasSizeGreaterThanOrEqualTo(REQUESTS).allMatch((outcome) -> outcome.failure() == null);
			assertThat(moves.before(down)).as("moved before any instance left").isEmpty();
			assertThat(moves.since(up)).as("moved by an instance that came").isEmpty();
			assertThat(moves.clients()).as("moved").hasSameElementsAs(moves.clientsOfThoseThatLeave(down));
			assertThat(moves.clients()).as("moved twice").doesNotHaveDuplicates().isNotEmpty();
			assertThat(open.failures()).isEmpty();
			assertThat(open.closeCodes()).containsOnlyKeys(1012);
			assertThat(open.closeCodes().get(1012)).hasValue(toMove);
			assertThat(open.mostComebacks()).as("times that a WebSocket was moved").isOne();
		}
	}

	private FaultyCluster start(boolean processes) {
		String[] args = { "--sticky.cluster.base-port=0", "--sticky.cluster.instances=4",
				"--sticky.cluster.min-ready=4", "--sticky.cluster.drain-timeout=1s",
				"--sticky.cluster.reload.close-spread=500ms" };
		return processes ? FaultyCluster.start(this.temporary, args)
				: FaultyCluster.startInOneJvm(this.temporary, args);
	}

	private static int webSocketsOfThoseThatLeave(FaultyCluster cluster) throws Exception {
		int count = 0;
		for (int client = 0; client < WEB_SOCKETS; client++) {
			try (KeepAliveClient connection = cluster.client(OpenEnded.webSocketAddress(client))) {
				count += (connection.get("/who").instance() >= LEAST) ? 1 : 0;
			}
		}
		assertThat(count).as("WebSockets of the instance that is to leave").isPositive();
		return count;
	}

	private static void assertCompleted(JsonNode operation) {
		assertThat(operation.path("status").asString()).as(operation.toString()).isEqualTo("COMPLETED");
	}

	private static void report(boolean processes, List<Outcome> outcomes, long begun, Moves moves, long down, long up,
			OpenEnded open) {
		List<Outcome> during = outcomes.stream().filter((outcome) -> outcome.end() - begun >= 0).toList();
		OutcomeTable table = new OutcomeTable("scale-under-load-" + (processes ? "process" : "context"), "requests",
				"failed", "since the first change", "longest of those", "clients", "moved by 4 to 6",
				"of instances that left by 6 to 3", "moved by 6 to 3", "moved by 3 to 4", "WebSockets",
				"of those closed by");
		table.add(outcomes.size(), outcomes.stream().filter((outcome) -> outcome.failure() != null).count(),
				during.size(), during.stream().mapToLong(Outcome::millis).max().orElse(0) + " ms", 2 * CLIENTS,
				moves.before(down).size(), moves.clientsOfThoseThatLeave(down).size(),
				moves.clients().size() - moves.before(down).size() - moves.since(up).size(), moves.since(up).size(),
				WEB_SOCKETS, open.closeCodes());
	}

	/**
	 * Which clients were answered by another instance than before.
	 */
	private static final class Moves {

		private final List<Outcome> moves;

		private final Map<String, List<Outcome>> answers;

		Moves(List<Outcome> outcomes) {
			this.answers = outcomes.stream()
				.filter((outcome) -> outcome.failure() == null)
				.collect(Collectors.groupingBy(Outcome::client));
			this.moves = this.answers.values()
				.stream()
				.flatMap(List::stream)
				.filter((outcome) -> outcome.owner() != -1 && outcome.owner() != outcome.instance())
				.toList();
		}

		List<String> clients() {
			return clients(this.moves.stream());
		}

		List<String> before(long time) {
			return clients(this.moves.stream().filter((move) -> move.end() - time < 0));
		}

		List<String> since(long time) {
			return clients(this.moves.stream().filter((move) -> move.end() - time >= 0));
		}

		/**
		 * Return whose instance is to leave.
		 * @param time when it is still there
		 * @return the clients
		 */
		List<String> clientsOfThoseThatLeave(long time) {
			return clients(this.answers.values()
				.stream()
				.flatMap((own) -> own.stream()
					.filter((outcome) -> outcome.end() - time < 0)
					.max(Comparator.comparingLong(Outcome::end))
					.stream())
				.filter((last) -> last.instance() >= LEAST));
		}

		private static List<String> clients(Stream<Outcome> outcomes) {
			return outcomes.map(Outcome::client).toList();
		}

	}

}
