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

package io.stickycluster.handoff;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.handoff.HandoffFixture.Client;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients see of a {@link Handoff} to servers of the same JVM.
 */
@NullUnmarked
class HandoffTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int CLIENTS = 20;

	private HandoffFixture fixture = new HandoffFixture(HandoffFixture.SETTINGS);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void clientsAreServedByTheirInstanceUnderTheirOwnAddress() throws Exception {
		up(2);
		List<Integer> first = instancesOfClients();
		assertThat(first).contains(0, 1);
		assertThat(instancesOfClients()).isEqualTo(first);
		try (Client client = this.fixture.client("127.0.7.200")) {
			assertThat(client.ask().read()).contains(" 127.0.7.200");
			assertThat(client.ask().read()).contains(" 127.0.7.200");
		}
	}

	@Test
	void connectionsAreCountedWhereTheyAreUntilTheyEnd() throws Exception {
		up(2);
		try (Client client = this.fixture.client("127.0.7.1"); Client other = this.fixture.client("127.0.7.1")) {
			int index = client.who();
			other.who();
			Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().counts(index).openConnections() == 2);
			assertThat(this.fixture.handoff().counts(index).assignedClients()).isOne();
			assertThat(this.fixture.handoff().counts(1 - index).openConnections()).isZero();
			assertThat(this.fixture.handoff().open()).isEqualTo(2);
		}
		Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().open() == 0);
		assertThat(this.fixture.handoff().counts(0).openConnections()).isZero();
		assertThat(this.fixture.handoff().counts(0).totalRequests() + this.fixture.handoff().counts(1).totalRequests())
			.isEqualTo(2);
	}

	@Test
	void onlyTheClientsOfTheInstanceThatLeavesMove() throws Exception {
		up(3);
		List<Integer> before = instancesOfClients();
		this.fixture.states(InstanceState.UP, InstanceState.STOPPING, InstanceState.UP);
		List<Integer> after = instancesOfClients();
		assertThat(after).doesNotContain(1);
		for (int i = 0; i < CLIENTS; i++) {
			if (before.get(i) != 1) {
				assertThat(after.get(i)).isEqualTo(before.get(i));
			}
		}
	}

	@Test
	void drainingInstanceKeepsItsClientsAndGetsNoNewOnes() throws Exception {
		up(2);
		List<Integer> known = instancesOfClients();
		this.fixture.states(InstanceState.DRAINING, InstanceState.UP);
		assertThat(instancesOfClients()).isEqualTo(known);
		for (int host = 100; host < 100 + CLIENTS; host++) {
			try (Client client = this.fixture.client("127.0.7." + host)) {
				assertThat(client.who()).isOne();
			}
		}
	}

	@Test
	void connectionWaitsForAnInstanceThatIsOnItsWayUp() throws Exception {
		this.fixture.states(InstanceState.STARTING);
		try (Client client = this.fixture.client("127.0.7.1")) {
			client.ask();
			Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().failoverCounts().held() == 1);
			up(1);
			assertThat(Client.index(client.read())).isZero();
			assertThat(this.fixture.handoff().failoverCounts().held()).isZero();
		}
	}

	@Test
	void connectionIsClosedWhenItHasWaitedForTooLong() throws Exception {
		restart(Duration.ofMillis(200), 10);
		this.fixture.states(InstanceState.STARTING);
		try (Client client = this.fixture.client("127.0.7.1")) {
			assertThat(client.isRefused()).isTrue();
		}
		assertThat(this.fixture.handoff().failoverCounts().holdsExpired()).isOne();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().open() == 0);
	}

	@Test
	void noMoreConnectionsWaitThanMay() throws Exception {
		restart(Duration.ofSeconds(60), 1);
		this.fixture.states(InstanceState.STARTING);
		try (Client waiting = this.fixture.client("127.0.7.1")) {
			waiting.ask();
			Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().failoverCounts().held() == 1);
			try (Client client = this.fixture.client("127.0.7.2")) {
				assertThat(client.isRefused()).isTrue();
			}
			up(1);
			assertThat(Client.index(waiting.read())).isZero();
		}
	}

	@Test
	void connectionIsClosedWhenNoInstanceWillCome() throws Exception {
		this.fixture.states(InstanceState.FAILED);
		try (Client client = this.fixture.client("127.0.7.1")) {
			assertThat(client.isRefused()).isTrue();
		}
	}

	@Test
	void serverThatEndsGivesBackWhatItHasNotTaken() throws Exception {
		up(2);
		List<Integer> instances = instancesOfClients();
		int host = instances.indexOf(0) + 1;
		this.fixture.taker(0).server().disposeNow();
		try (Client client = this.fixture.client("127.0.7." + host)) {
			client.ask();
			Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().failoverCounts().held() == 1);
			this.fixture.states(InstanceState.STOPPED, InstanceState.UP);
			assertThat(Client.index(client.read())).isOne();
		}
	}

	@Test
	void endedInstanceTellsClientsToConnectAnewAndTakesNoMore() throws Exception {
		up(1);
		try (Client client = this.fixture.client("127.0.7.1")) {
			assertThat(client.ask().read()).doesNotContain("connection: close");
			var ended = this.fixture.handoff().closeStreams(0, 1, 1012, Duration.ZERO).toCompletableFuture();
			Awaitility.await().atMost(TIMEOUT).until(() -> {
				String answer = client.ask().read();
				return answer.contains("connection: close");
			});
			assertThat(client.isRefused()).isTrue();
			Awaitility.await().atMost(TIMEOUT).until(ended::isDone);
		}
	}

	@Test
	void connectionsBeyondTheLimitsAreClosed() throws Exception {
		restart(new HandoffSettings(2, 1, 0, Duration.ofSeconds(60), 10, new AddressKeys(32, 64), null));
		up(1);
		try (Client first = this.fixture.client("127.0.7.1")) {
			first.who();
			try (Client second = this.fixture.client("127.0.7.1")) {
				assertThat(second.isRefused()).isTrue();
			}
			try (Client other = this.fixture.client("127.0.7.2"); Client third = this.fixture.client("127.0.7.3")) {
				other.who();
				assertThat(third.isRefused()).isTrue();
			}
		}
		assertThat(this.fixture.handoff().refusedOfAddress()).isOne();
		assertThat(this.fixture.handoff().refused()).isOne();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().open() == 0);
	}

	@Test
	void slowAcceptRateServesAll() throws Exception {
		restart(new HandoffSettings(0, 0, 50, Duration.ofSeconds(60), 10, new AddressKeys(32, 64), null));
		up(1);
		assertThat(instancesOfClients()).hasSize(CLIENTS).containsOnly(0);
	}

	@Test
	void headerOfTheProxyProtocolNamesTheClientAndNothingBehindItIsLost() throws Exception {
		restart(proxied("127.0.0.0"));
		up(2);
		String text = "PROXY TCP4 192.0.2.%d 198.51.100.1 40000 80\r\n";
		List<Integer> byText = new ArrayList<>();
		List<Integer> byBytes = new ArrayList<>();
		for (int client = 1; client <= CLIENTS; client++) {
			byText.add(answer(text.formatted(client).getBytes(StandardCharsets.ISO_8859_1)));
			byBytes.add(answer(version2(client)));
		}
		assertThat(byText).contains(0, 1).isEqualTo(byBytes);
		assertThat(answer("PROXY UNKNOWN\r\n".getBytes(StandardCharsets.ISO_8859_1))).isBetween(0, 1);
	}

	private int answer(byte[] header) throws IOException {
		try (Client client = this.fixture.client("127.0.7.1")) {
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			all.writeBytes(header);
			all.writeBytes("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			return Client.index(client.send(all.toByteArray()).read());
		}
	}

	private static byte[] version2(int client) {
		return HexFormat.of()
			.parseHex("0d0a0d0a000d0a515549540a2111000c" + "c00002%02x".formatted(client) + "c6336401" + "9c400050");
	}

	@Test
	void headerOfTheProxyProtocolMayComeInPieces() throws Exception {
		restart(proxied("127.0.0.0"));
		up(1);
		for (byte[] header : List.of(version2(1),
				"PROXY TCP4 192.0.2.1 198.51.100.1 40000 80\r\n".getBytes(StandardCharsets.ISO_8859_1))) {
			try (Client client = this.fixture.client("127.0.7.1")) {
				for (byte part : header) {
					client.send(new byte[] { part });
				}
				assertThat(client.who()).isZero();
			}
		}
	}

	@Test
	void connectionWithoutAHeaderOrFromAStrangerIsClosed() throws Exception {
		restart(proxied("127.0.0.0"));
		up(1);
		try (Client client = this.fixture.client("127.0.7.1")) {
			client.ask();
			assertThat(client.isRefused()).isTrue();
		}
		this.fixture.close();
		this.fixture = new HandoffFixture(proxied("192.0.2.0"));
		up(1);
		try (Client client = this.fixture.client("127.0.7.1")) {
			// Before it can send anything
			assertThat(client.isRefused()).isTrue();
		}
		Awaitility.await().atMost(TIMEOUT).until(() -> this.fixture.handoff().open() == 0);
	}

	private static HandoffSettings proxied(String network) throws IOException {
		byte first = InetAddress.getByName(network).getAddress()[0];
		return new HandoffSettings(0, 0, 0, Duration.ofSeconds(60), 10, new AddressKeys(32, 64),
				(address) -> address.getAddress()[0] == first);
	}

	private void up(int instances) {
		int[] indexes = new int[instances];
		InstanceState[] states = new InstanceState[instances];
		for (int index = 0; index < instances; index++) {
			indexes[index] = index;
			states[index] = InstanceState.UP;
		}
		this.fixture.take(indexes);
		this.fixture.states(states);
	}

	private void restart(Duration waitTimeout, int maxWaiting) {
		restart(new HandoffSettings(0, 0, 0, waitTimeout, maxWaiting, new AddressKeys(32, 64), null));
	}

	private void restart(HandoffSettings settings) {
		this.fixture.close();
		this.fixture = new HandoffFixture(settings);
	}

	private List<Integer> instancesOfClients() throws IOException {
		List<Integer> instances = new ArrayList<>();
		for (int host = 1; host <= CLIENTS; host++) {
			try (Client client = this.fixture.client("127.0.7." + host)) {
				instances.add(client.who());
			}
		}
		return instances;
	}

}
