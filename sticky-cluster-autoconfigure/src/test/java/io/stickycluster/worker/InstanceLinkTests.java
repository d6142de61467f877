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

package io.stickycluster.worker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.InstanceVitals;
import io.stickycluster.link.Link;
import io.stickycluster.link.LinkListener;
import io.stickycluster.link.LinkMessage;
import io.stickycluster.link.LinkRefusedException;
import io.stickycluster.link.LinkServer;
import io.stickycluster.link.LinkToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InstanceLink}, {@link VitalsReporter} and {@link JvmVitals}.
 */
class InstanceLinkTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final ClusterIdentity IDENTITY = new ClusterIdentity(1, 2, 4, false);

	private final String token = LinkToken.generate();

	private final CompletableFuture<String> lost = new CompletableFuture<>();

	private volatile CompletableFuture<Link> supervisor = new CompletableFuture<>();

	private final List<LinkMessage> told = new CopyOnWriteArrayList<>();

	@TempDir
	Path directory;

	private LinkServer server;

	private InstanceLink link;

	@BeforeEach
	void connect() throws IOException {
		this.server = LinkServer.open(this.directory, 16);
		expect(IDENTITY);
		this.link = InstanceLink.connect(environment(this.token), this.lost::complete);
	}

	private void expect(ClusterIdentity identity) {
		this.server.expect(this.token, "test", new LinkMessage.Welcome(identity, "127.0.0.1", 3132, "/tmp/i2-1",
				Map.of("socketio", 9093), Map.of("key", "value"), Duration.ofMillis(20)), new LinkListener() {

					@Override
					public void opened(Link link) {
						InstanceLinkTests.this.supervisor.complete(link);
					}

					@Override
					public void received(LinkMessage message) {
						InstanceLinkTests.this.told.add(message);
					}

					@Override
					public void closed(String reason) {
					}

				});
	}

	@AfterEach
	void close() {
		this.link.close();
		this.server.close();
	}

	@Test
	void welcomeTellsAllThatTheInstanceNeeds() {
		assertThat(this.link.identitySource().current()).isEqualTo(IDENTITY);
		assertThat(this.link.address()).isEqualTo(new InetSocketAddress("127.0.0.1", 3132));
		assertThat(this.link.socket()).isEqualTo(Path.of("/tmp/i2-1"));
		assertThat(this.link.ports()).containsExactly(Map.entry("socketio", 9093));
		assertThat(this.link.properties()).containsExactly(Map.entry("key", "value"));
	}

	@Test
	void whatHappensIsTold() {
		this.link.ready(4000, Map.of("socketio", 9093), Path.of("/tmp/i2-1"));
		this.link.stopping("closed");
		this.link.failed(FailureKind.ERROR, "broken");
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(this.told).containsExactly(
					new LinkMessage.Ready(4000, Map.of("socketio", 9093), "/tmp/i2-1"),
					new LinkMessage.Stopping("closed"), new LinkMessage.Failed(FailureKind.ERROR, "broken")));
	}

	@Test
	void changedIdentityReachesTheSource() {
		ClusterIdentity changed = new ClusterIdentity(1, 2, 5, true);
		supervisor().send(new LinkMessage.Identity(changed));
		Awaitility.await().atMost(SOON).until(() -> this.link.identitySource().current().equals(changed));
	}

	@Test
	void stopIsToldOnceHoweverOftenItIsAsked() {
		AtomicInteger stops = new AtomicInteger();
		this.link.onStop(stops::incrementAndGet);
		supervisor().send(new LinkMessage.Stop("a"));
		supervisor().send(new LinkMessage.Stop("b"));
		supervisor().send(new LinkMessage.Identity(new ClusterIdentity(1, 2, 5, true)));
		Awaitility.await().atMost(SOON).until(() -> this.link.identitySource().current().leader());
		assertThat(stops).hasValue(1);
	}

	@Test
	void stopThatCameBeforeItsListenerIsTold() {
		supervisor().send(new LinkMessage.Stop("a"));
		Awaitility.await().atMost(SOON).until(this.link::isStopRequested);
		AtomicInteger stops = new AtomicInteger();
		this.link.onStop(stops::incrementAndGet);
		assertThat(stops).hasValue(1);
	}

	@Test
	void vitalsAreToldAgainAndAgainAlthoughOneFails() {
		AtomicInteger measured = new AtomicInteger();
		JvmVitals vitals = new JvmVitals(Clock.systemUTC(), () -> 3);
		this.link.reportVitals(() -> {
			if (measured.getAndIncrement() == 1) {
				throw new IllegalStateException("broken");
			}
			return vitals.get();
		});
		Awaitility.await().atMost(SOON).until(() -> this.told.size() >= 3);
		assertThat(this.told).allSatisfy((message) -> assertThat(message).isInstanceOf(LinkMessage.Vitals.class));
	}

	@Test
	void endOfTheSupervisorEndsTheInstance() {
		this.server.close();
		assertThat(this.lost.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("the peer closed it");
		this.link.failed(FailureKind.ERROR, "nobody hears this, and nobody waits");
	}

	@Test
	void instanceThatSurvivesComesBackToTheNextSupervisorAndTellsItAll() throws IOException {
		this.link.close();
		this.link = connectSurviving("60");
		this.link.ready(4000, Map.of(), null);
		this.link.reportVitals(new JvmVitals(Clock.systemUTC(), () -> 3));
		supervisor().send(new LinkMessage.Identity(new ClusterIdentity(1, 2, 5, true)));
		Awaitility.await().atMost(SOON).until(() -> this.link.identitySource().current().leader());
		this.server.close();
		this.told.clear();
		this.server = LinkServer.open(this.directory, 16);
		expect(new ClusterIdentity(1, 2, 1, false));
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(this.told).contains(new LinkMessage.Ready(4000, Map.of(), ""))
				.anySatisfy((message) -> assertThat(message).isInstanceOf(LinkMessage.Vitals.class)));
		// What it is welcomed with is no news
		assertThat(this.link.identitySource().current()).isEqualTo(new ClusterIdentity(1, 2, 5, true));
		assertThat(this.lost).isNotDone();
	}

	@Test
	void instanceThatSurvivesEndsWhenNobodyComesInTime() throws IOException {
		this.link.close();
		this.link = connectSurviving("1");
		supervisor();
		this.server.close();
		assertThat(this.lost.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join())
			.isEqualTo("no other one came within 1s");
	}

	@Test
	void instanceThatSurvivesEndsAtOnceWhenItWasAskedToStop() throws IOException {
		this.link.close();
		this.link = connectSurviving("600");
		supervisor().send(new LinkMessage.Stop("a"));
		Awaitility.await().atMost(SOON).until(this.link::isStopRequested);
		this.server.close();
		assertThat(this.lost.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("the peer closed it");
	}

	private InstanceLink connectSurviving(String seconds) throws IOException {
		// That of the first link may come late
		supervisor();
		this.supervisor = new CompletableFuture<>();
		expect(IDENTITY);
		Map<String, String> environment = new HashMap<>(environment(this.token));
		environment.put("STICKY_INSTANCE_SURVIVE", seconds);
		return InstanceLink.connect(environment, this.lost::complete);
	}

	@Test
	void closeDoesNotEndTheInstance() {
		this.link.close();
		Awaitility.await()
			.atMost(SOON)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("sticky-cluster-link")));
		assertThat(this.lost).isNotDone();
	}

	@Test
	void usedTokenIsRefused() {
		assertThatExceptionOfType(LinkRefusedException.class)
			.isThrownBy(() -> InstanceLink.connect(environment(this.token), this.lost::complete));
	}

	@Test
	void processIsAnInstanceOnlyWithVariablesThatAreMeantForIt() {
		assertThat(InstanceLink.isInstance(Map.of(), 42)).isFalse();
		assertThat(InstanceLink.isInstance(Map.of("STICKY_INSTANCE_LINK", "unix:/x"), 42)).isFalse();
		Map<String, String> unguarded = Map.of("STICKY_INSTANCE_LINK", "unix:/x", "STICKY_INSTANCE_TOKEN", "t");
		assertThat(InstanceLink.isInstance(unguarded, 42)).isTrue();
		Map<String, String> guarded = Map.of("STICKY_INSTANCE_LINK", "unix:/x", "STICKY_INSTANCE_TOKEN", "t",
				"STICKY_INSTANCE_PID", "42");
		assertThat(InstanceLink.isInstance(guarded, 42)).isTrue();
		assertThat(InstanceLink.isInstance(guarded, 43)).isFalse();
	}

	@Test
	void noSupervisorHasStartedTheTests() {
		assertThat(InstanceLink.connect()).isEmpty();
	}

	@Test
	void vitalsAreThoseOfTheJvm() {
		System.gc();
		InstanceVitals vitals = new JvmVitals(Clock.systemUTC(), () -> -1).get();
		assertThat(vitals.heapUsed()).isPositive().isLessThanOrEqualTo(vitals.heapMax());
		assertThat(vitals.heapAfterGc()).isPositive().isLessThanOrEqualTo(vitals.heapMax());
		assertThat(vitals.nonHeapUsed()).isPositive();
		assertThat(vitals.cpuTime()).isPositive();
		assertThat(vitals.gcTime()).isGreaterThanOrEqualTo(Duration.ZERO);
		assertThat(vitals.threads()).isPositive();
		assertThat(vitals.openSessions()).isEqualTo(-1);
	}

	private Map<String, String> environment(String token) {
		return Map.of("STICKY_INSTANCE_LINK", this.server.address(), "STICKY_INSTANCE_TOKEN", token);
	}

	private Link supervisor() {
		return this.supervisor.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
	}

}
