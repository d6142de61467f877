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
package io.stickycluster.autoconfigure;

import java.net.HttpCookie;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.ReactiveApplication;
import io.stickycluster.app.ReactiveSessions;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.app.ServletSessions;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusSubscription;
import io.stickycluster.bus.ClusterBus;
import io.stickycluster.bus.RedisServer;
import io.stickycluster.instance.Instance;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of sessions that outlive their instance.
 */
class SharedSessionsIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int ATTRIBUTES = 20;

	private static final boolean EVERYTHING = "all".equals(System.getProperty("sticky.faults"));

	private RunningCluster cluster;

	@AfterEach
	void close() {
		if (this.cluster != null) {
			this.cluster.close();
		}
		RunningCluster.assertNothingIsLeft();
	}

	@ParameterizedTest
	@CsvSource({ "CONTEXT, false", "CONTEXT, true", "PROCESS, false", "PROCESS, true" })
	void sessionInTheSupervisorOutlivesItsInstance(Isolation isolation, boolean reactive) {
		start(isolation, reactive, "--sticky.cluster.sessions.store=supervisor");
		Session session = logIn();
		changesAtSeveralInstancesDoNotUndoEachOther(session);
		outlivesItsInstance(session, isolation);
		assertThat(session.at(session.index, "/session/get?name=user").body()).isEqualTo("Ada");
		if ((isolation == Isolation.CONTEXT) ? reactive : EVERYTHING) {
			goesOnInTheNextGeneration(session);
		}
		assertThat(session.via("/session/end").status()).isEqualTo(200);
		assertThat(session.at(0, "/session/get?name=user").body()).isEqualTo("none");
		assertThat(session.at(1, "/session/get?name=user").body()).isEqualTo("none");
	}

	private void changesAtSeveralInstancesDoNotUndoEachOther(Session session) {
		CompletableFuture.allOf(IntStream.range(0, ATTRIBUTES).mapToObj((i) -> CompletableFuture.runAsync(() -> {
			LoopbackClient.Response response = session.at(i % 2, "/session/set?name=a" + i + "&value=" + i);
			assertThat(response.status()).as(response.body()).isEqualTo(200);
		})).toArray(CompletableFuture[]::new)).join();
		for (int i = 0; i < ATTRIBUTES; i++) {
			assertThat(session.get("a" + i).body()).isEqualTo(String.valueOf(i));
		}
	}

	/**
	 * Reload all instances while a client that is logged in goes on asking.
	 */
	private void goesOnInTheNextGeneration(Session session) {
		String index = session.via("/session/set?name=cart&value=tea").headers().get("X-Sticky-Instance");
		int generation = this.cluster.instance(Integer.parseInt(index)).generation();
		CompletableFuture<ClusterOperation> reload = CompletableFuture
			.supplyAsync(() -> this.cluster.run(new OnCluster(ClusterAction.RELOAD)));
		do {
			LoopbackClient.Response response = session.get("user");
			assertThat(response.status()).as(response.body()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("Ada");
			// Each request takes a port
			LockSupport.parkNanos(10_000_000);
		}
		while (!reload.isDone());
		assertThat(reload.join().status()).isEqualTo(Status.COMPLETED);
		assertThat(this.cluster.instance(Integer.parseInt(index)).generation()).isGreaterThan(generation);
		LoopbackClient.Response next = session.get("cart");
		assertThat(next.headers().get("X-Sticky-Instance")).isEqualTo(index);
		assertThat(next.body()).isEqualTo("tea");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void everythingInRedisOutlivesItsInstanceAndRedisComesBack(boolean reactive, @TempDir Path directory)
			throws InterruptedException {
		try (RedisServer redis = new RedisServer(directory)) {
			start(Isolation.CONTEXT, reactive, "--sticky.cluster.sessions.store=redis",
					"--sticky.cluster.bus.carrier=redis", "--test.redis.port=" + redis.port());
			Session session = logIn();
			outlivesItsInstance(session, Isolation.CONTEXT);
			try (BusLoad load = new BusLoad(bus(0), bus(1))) {
				load.awaitMore();
				int received = load.received();
				redis.kill();
				isRefused(session);
				redis.start();
				load.awaitMore();
				load.assertLostBetween(received, load.published());
			}
			// Redis has kept nothing
			Awaitility.await().atMost(TIMEOUT).until(() -> session.get("user").status() == 200);
			Session next = logIn();
			assertThat(next.at(1 - next.index, "/session/get?name=user").body()).isEqualTo("Ada");
			goesOnInTheNextGeneration(next);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@EnabledIfSystemProperty(named = "sticky.faults", matches = "all")
	void sessionInRedisOutlivesItsProcessAndRedisComesBack(boolean reactive, @TempDir Path directory) {
		try (RedisServer redis = new RedisServer(directory)) {
			start(Isolation.PROCESS, reactive, "--sticky.cluster.sessions.store=redis",
					"--sticky.cluster.bus.carrier=redis", "--test.redis.port=" + redis.port());
			Session session = logIn();
			outlivesItsInstance(session, Isolation.PROCESS);
			redis.kill();
			isRefused(session);
			redis.start();
			Awaitility.await().atMost(TIMEOUT).until(() -> session.get("user").status() == 200);
			goesOnInTheNextGeneration(logIn());
		}
	}

	private void outlivesItsInstance(Session session, Isolation isolation) {
		kill(session.index, isolation);
		Awaitility.await().atMost(TIMEOUT).until(() -> session.get("user").status() == 200);
		assertThat(session.get("user").body()).isEqualTo("Ada");
		Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.instance(session.index).generation() == 2);
		this.cluster.awaitReady(2);
	}

	private static void isRefused(Session session) {
		for (int i = 0; i < 10; i++) {
			LoopbackClient.Response refused = session.get("user");
			assertThat(refused.status()).as(refused.body()).isEqualTo(503);
			assertThat(refused.headers().get("Retry-After")).isEqualTo("1");
		}
	}

	private static ClusterBus bus(int index) {
		return RunningCluster.instanceContext(index).getBean(ClusterBus.class);
	}

	private void start(Isolation isolation, boolean reactive, String... args) {
		List<String> arguments = new ArrayList<>(List.of(args));
		arguments.addAll(List.of("--sticky.cluster.instances=2", "--sticky.cluster.restart-delay=10ms",
				"--spring.main.web-application-type=" + (reactive ? "reactive" : "servlet"),
				"--sticky.cluster.drain-timeout=1s", "--sticky.cluster.reload.survive=100ms",
				"--sticky.cluster.reload.canary-pause=100ms", "--sticky.cluster.reload.close-spread=100ms"));
		String[] all = arguments.toArray(String[]::new);
		this.cluster = reactive ? RunningCluster.of(isolation, ReactiveApplication.class, ReactiveSessions.class, all)
				: RunningCluster.of(isolation, ServletApplication.class, ServletSessions.class, all);
		this.cluster.awaitReady(2);
	}

	private void kill(int index, Isolation isolation) {
		Instance instance = this.cluster.instance(index);
		if (isolation == Isolation.PROCESS) {
			ProcessHandle.of(instance.pid()).orElseThrow().destroyForcibly();
		}
		else {
			this.cluster.closeContext(index);
		}
	}

	private Session logIn() {
		LoopbackClient client = this.cluster.client("127.0.0.7");
		LoopbackClient.Response response = client.get("/session/set?name=user&value=Ada");
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		HttpCookie cookie = HttpCookie.parse(response.headers().get("Set-Cookie")).get(0);
		assertThat(cookie.getName()).isEqualTo("SESSION");
		return new Session(client, Integer.parseInt(response.headers().get("X-Sticky-Instance")),
				"SESSION=" + cookie.getValue());
	}

	/**
	 * A client that is logged in.
	 */
	private final class Session {

		private final LoopbackClient client;

		private final int index;

		private final String cookie;

		Session(LoopbackClient client, int index, String cookie) {
			this.client = client;
			this.index = index;
			this.cookie = cookie;
		}

		LoopbackClient.Response get(String name) {
			return via("/session/get?name=" + name);
		}

		LoopbackClient.Response via(String path) {
			return this.client.get("http", path, Map.of("Cookie", this.cookie));
		}

		LoopbackClient.Response at(int index, String path) {
			int port = SharedSessionsIntegrationTests.this.cluster.instance(index).address().getPort();
			return new LoopbackClient("127.0.0.1", port).get("http", path, Map.of("Cookie", this.cookie));
		}

	}

	/**
	 * Messages that an instance goes on sending to another one, each with a number.
	 */
	private static final class BusLoad implements AutoCloseable {

		private static final String TOPIC = "load";

		private final List<Integer> received = new CopyOnWriteArrayList<>();

		private final AtomicInteger published = new AtomicInteger();

		private final AtomicBoolean stopped = new AtomicBoolean();

		private final BusSubscription subscription;

		private final Thread thread;

		BusLoad(ClusterBus sender, ClusterBus receiver) {
			this.subscription = receiver.subscribe(TOPIC,
					(message, from) -> this.received.add(Integer.valueOf(message.text())));
			this.thread = new Thread(() -> {
				while (!this.stopped.get()) {
					sender.publishToOthers(BusMessage.of(TOPIC, String.valueOf(this.published.getAndIncrement())));
					LockSupport.parkNanos(1_000_000);
				}
			});
			this.thread.start();
		}

		int received() {
			return this.received.size();
		}

		int published() {
			return this.published.get();
		}

		void awaitMore() {
			int before = received();
			Awaitility.await().atMost(TIMEOUT).until(() -> received() > before + 100);
		}

		/**
		 * End, and make sure that no message came twice, none too late, and that none is
		 * missing but some of a gap.
		 * @param begin a message before the gap
		 * @param end a message after the gap
		 */
		void assertLostBetween(int begin, int end) throws InterruptedException {
			this.stopped.set(true);
			this.thread.join();
			Awaitility.await().atMost(TIMEOUT).until(() -> this.received.contains(published() - 1));
			List<Integer> numbers = List.copyOf(this.received);
			assertThat(numbers).isSorted().doesNotHaveDuplicates();
			assertThat(numbers).containsAll(IntStream.range(0, begin).boxed().toList())
				.containsAll(IntStream.range(end, published()).boxed().toList());
		}

		@Override
		public void close() throws InterruptedException {
			this.stopped.set(true);
			this.thread.join();
			this.subscription.close();
		}

	}

}
