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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.UnixOperatingSystemMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.stickycluster.app.KeepAliveClient;
import io.stickycluster.app.KeepAliveClient.Response;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.LoopbackWebSocket;
import io.stickycluster.app.ReactiveApplication;
import io.stickycluster.app.StreamingApplication;
import io.stickycluster.app.TestCertificate;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.autoconfigure.InFlight.Outcome;
import io.stickycluster.instance.TrafficCounts;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.Scale;
import io.stickycluster.supervisor.ClusterOperation.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what clients see whose connections are handed over.
 */
@NullUnmarked
class HandoffIntegrationTests {

	private static final Log logger = LogFactory.getLog(HandoffIntegrationTests.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	/**
	 * On the class path of these tests, but of no user.
	 */
	private static final String OTHER_SERVERS = Stream
		.of("jetty.autoconfigure.actuate.web.server.JettyServlet",
				"jetty.autoconfigure.actuate.web.server.JettyReactive",
				"tomcat.autoconfigure.actuate.web.server.TomcatReactive")
		.map((name) -> "org.springframework.boot." + name + "ManagementContextAutoConfiguration")
		.collect(Collectors.joining(",", "--spring.autoconfigure.exclude=", ""));

	private static final int SERVICE_RESTART = 1012;

	private static final int CLIENTS = 12;

	private static final boolean ALL = "all".equals(System.getProperty("sticky.faults"));

	private static final int IN_FLIGHT = inFlight();

	/**
	 * How many of them are on their way to an instance at a time.
	 */
	private static final int WINDOW = 64;

	@TempDir
	private Path directory;

	private RunningCluster cluster;

	@AfterEach
	void close() {
		if (this.cluster != null) {
			this.cluster.close();
		}
		RunningCluster.assertNothingIsLeft();
	}

	@ParameterizedTest
	@CsvSource({ "CONTEXT, servlet", "CONTEXT, reactive", "PROCESS, reactive" })
	void clientsStayOnTheirInstancesWhichAreScaledReloadedAndKilled(Isolation isolation, String type) throws Exception {
		start(isolation, type, "--sticky.cluster.instances=2");
		assertClientsStay();
		assertScaleFailsNoRequestAndMovesNobodyWhoseInstanceStays();
		assertReloadFailsNoRequestAndMovesNobody();
		if (isolation == Isolation.PROCESS) {
			long filesBefore = openFiles();
			assertConnectionsOfStoppedInstanceAreServed();
			assertUntakenConnectionsAreServed("KILL");
			this.cluster.awaitReady(2);
			if (ALL) {
				assertUntakenConnectionsAreServed("STOP");
				this.cluster.awaitReady(2);
			}
			Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(openFiles()).isLessThan(filesBefore + 50));
		}
		// Whatever has become of a connection, nothing is left of it
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(openConnections()).isZero());
	}

	private void assertClientsStay() throws Exception {
		List<KeepAliveClient> clients = new ArrayList<>();
		List<Integer> instances = new ArrayList<>();
		for (int host = 1; host <= CLIENTS; host++) {
			KeepAliveClient client = client(host);
			client.send("GET /who HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n");
			Response response = client.read();
			assertThat(response.body()).contains("\"127.0.5." + host + "\"");
			clients.add(client);
			instances.add(response.instance());
		}
		assertThat(instances).contains(0, 1);
		// Management has its own port, in the instances, too
		assertThat(clients.get(0).get("/actuator/health").status()).isEqualTo(404);
		Awaitility.await().atMost(TIMEOUT).until(() -> openConnections() == CLIENTS);
		assertThat(IntStream.range(0, 2).map((index) -> counts(index).assignedClients()).sum()).isEqualTo(CLIENTS);
		// What is counted are connections, of which each has carried some requests
		assertThat(IntStream.range(0, 2).mapToLong((index) -> counts(index).totalRequests()).sum()).isEqualTo(CLIENTS);
		assertThat(this.cluster.gauge("sticky.cluster.clients.connections")).isEqualTo(CLIENTS);
		for (int host = 1; host <= CLIENTS; host++) {
			try (KeepAliveClient further = client(host)) {
				assertThat(further.get("/who").instance()).isEqualTo(instances.get(host - 1));
			}
		}
		for (KeepAliveClient client : clients) {
			client.close();
		}
	}

	private void assertScaleFailsNoRequestAndMovesNobodyWhoseInstanceStays() throws Exception {
		try (SteadyTraffic early = new SteadyTraffic(this.cluster.port(), "127.0.8", CLIENTS)) {
			early.awaitAnswers(5);
			scale(4);
			try (SteadyTraffic late = new SteadyTraffic(this.cluster.port(), "127.0.9", 2 * CLIENTS)) {
				late.awaitAnswers(5);
				Map<String, Integer> homes = late.clients()
					.stream()
					.collect(Collectors.toMap(SteadyTraffic.Client::address, SteadyTraffic.Client::current));
				assertThat(homes.values()).contains(0, 1, 2, 3);
				scale(2);
				late.awaitAnswers(5);
				assertThat(late.failures()).isEmpty();
				assertThat(late.clients()).allSatisfy((client) -> {
					int home = homes.get(client.address());
					assertThat(client.left()).isEqualTo((home < 2) ? List.of() : List.of(home));
				});
			}
			early.awaitAnswers(5);
			assertThat(early.failures()).isEmpty();
			assertThat(early.clients()).allSatisfy((client) -> assertThat(client.left()).isEmpty());
		}
	}

	private void scale(int instances) {
		assertThat(this.cluster.run(new Scale(instances)).status()).isEqualTo(Status.COMPLETED);
	}

	private void assertReloadFailsNoRequestAndMovesNobody() throws Exception {
		try (SteadyTraffic traffic = new SteadyTraffic(this.cluster.port(), "127.0.6", CLIENTS);
				LoopbackWebSocket first = new LoopbackWebSocket("127.0.6.1", this.cluster.port(), "/echo");
				LoopbackWebSocket second = new LoopbackWebSocket("127.0.6.2", this.cluster.port(), "/echo")) {
			assertThat(first.send("hello").read()).isEqualTo("hello");
			traffic.awaitAnswers(5);
			assertThat(this.cluster.run(new OnCluster(ClusterAction.RELOAD)).status()).isEqualTo(Status.COMPLETED);
			assertThat(first.awaitClose()).isEqualTo(SERVICE_RESTART);
			assertThat(second.awaitClose()).isEqualTo(SERVICE_RESTART);
			traffic.awaitAnswers(5);
			assertThat(traffic.failures()).isEmpty();
			assertThat(traffic.clients()).allSatisfy((client) -> assertThat(client.left()).isEmpty());
		}
	}

	/**
	 * An instance that does not take its connections, because it is stopped, and never
	 * will, because it is killed.
	 */
	private void assertConnectionsOfStoppedInstanceAreServed() throws Exception {
		int index = 0;
		long pid = this.cluster.instance(index).pid();
		try (InFlight flight = new InFlight(this.cluster.port(), addresses(index))) {
			signal("STOP", pid);
			Awaitility.await().atMost(TIMEOUT).until(() -> isStopped(pid));
			flight.open(IN_FLIGHT, IN_FLIGHT / 2, () -> {
			});
			Awaitility.await().atMost(TIMEOUT).until(() -> counts(index).queuedRequests() == IN_FLIGHT - WINDOW);
			signal("KILL", pid);
			Outcome outcome = flight.read(pid);
			logger.info("Stopped, then killed: " + outcome);
			assertThat(outcome.byOthers()).isEqualTo(IN_FLIGHT);
		}
	}

	/**
	 * An instance that ends in the middle of it: it loses what it has taken and nothing
	 * else.
	 * @param signal how it ends; one that is stopped is killed later
	 */
	private void assertUntakenConnectionsAreServed(String signal) throws Exception {
		int index;
		try (KeepAliveClient client = client(1)) {
			index = client.get("/who").instance();
		}
		long pid = this.cluster.instance(index).pid();
		try (InFlight flight = new InFlight(this.cluster.port(), addresses(index))) {
			long before = counts(index).totalRequests();
			AtomicLong taken = new AtomicLong();
			flight.open(IN_FLIGHT, IN_FLIGHT / 2, () -> {
				signal(signal, pid);
				if (signal.equals("STOP")) {
					Awaitility.await().atMost(TIMEOUT).until(() -> counts(index).queuedRequests() > WINDOW);
					signal("KILL", pid);
				}
				Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.instance(index).pid() != pid);
				taken.set(counts(index).totalRequests() - before);
			});
			Outcome outcome = flight.read(pid);
			logger.info("%s with %d taken: %s".formatted(signal, taken.get(), outcome));
			assertThat(outcome.unanswered()).isZero();
			assertThat(outcome.byProcess() + outcome.reset()).isLessThanOrEqualTo(taken.intValue());
		}
	}

	/**
	 * Return clients of an instance.
	 */
	private List<String> addresses(int index) throws IOException {
		List<String> addresses = new ArrayList<>();
		for (int host = 1; host <= CLIENTS; host++) {
			try (KeepAliveClient client = client(host)) {
				if (client.get("/who").instance() == index) {
					addresses.add("127.0.5." + host);
				}
			}
		}
		return addresses;
	}

	private static long openFiles() {
		return system().getOpenFileDescriptorCount();
	}

	/**
	 * Return how many connections there are to be: each needs two files of this JVM.
	 */
	private static int inFlight() {
		long possible = (system().getMaxFileDescriptorCount() - 1000) / 2;
		return (int) Math.min(possible, Integer.getInteger("sticky.handoff-connections", 3000));
	}

	private static UnixOperatingSystemMXBean system() {
		return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
	}

	/**
	 * Return whether all threads of a process have stopped, each of which does in its own
	 * time.
	 */
	private static boolean isStopped(long pid) throws IOException {
		try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
			return threads.allMatch((thread) -> {
				try {
					String state = Files.readString(thread.resolve("stat"));
					return state.startsWith("T", state.lastIndexOf(')') + 2);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
	}

	private static void signal(String name, long pid) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor()).isZero();
	}

	/**
	 * Tomcat has other means, which are not those of its own.
	 */
	@Test
	void tomcatInAProcessTakesConnectionsWhenTheJdkIsOpened() throws Exception {
		start(Isolation.PROCESS, "servlet", "--sticky.cluster.instances=1",
				"--sticky.cluster.routing.handoff.open-jdk-internals=true");
		try (KeepAliveClient client = client(1);
				LoopbackWebSocket socket = new LoopbackWebSocket("127.0.5.2", this.cluster.port(), "/echo")) {
			assertThat(client.get("/who").body()).contains("\"127.0.5.1\"");
			assertThat(client.get("/who").status()).isEqualTo(200);
			assertThat(socket.send("hello").read()).isEqualTo("hello");
		}
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(openConnections()).isZero());
	}

	@ParameterizedTest
	@CsvSource({ "CONTEXT, servlet", "CONTEXT, reactive", "PROCESS, servlet", "PROCESS, reactive" })
	void tlsAndHttp2EndInTheInstance(Isolation isolation, String type) throws Exception {
		TestCertificate certificate = TestCertificate.create(this.directory, "first");
		Path chain = this.directory.resolve("server.crt");
		Path key = this.directory.resolve("server.key");
		certificate.writePem(chain, key);
		start(isolation, type, "--sticky.cluster.instances=1", "--server.http2.enabled=true",
				"--sticky.cluster.routing.handoff.open-jdk-internals=true", "--server.ssl.bundle=web",
				"--spring.ssl.bundle.pem.web.keystore.certificate=file:" + chain,
				"--spring.ssl.bundle.pem.web.keystore.private-key=file:" + key);
		LoopbackClient.Response response = new LoopbackClient("127.0.5.3", this.cluster.port()).get("https", "/who",
				Map.of());
		assertThat(response.body()).contains("\"127.0.5.3\"", "\"https\"");
		assertThat(response.version()).isEqualTo("HTTP/2.0");
		try (LoopbackWebSocket socket = new LoopbackWebSocket("wss", "127.0.5.3", this.cluster.port(), "/echo")) {
			assertThat(socket.send("hello").read()).isEqualTo("hello");
		}
	}

	private void start(Isolation isolation, String type, String... args) {
		List<String> all = new ArrayList<>(List.of(args));
		all.addAll(List.of("--sticky.cluster.routing.mode=handoff", "--management.server.port=0",
				"--spring.main.web-application-type=" + type, OTHER_SERVERS, "--sticky.cluster.drain-timeout=1s",
				"--sticky.cluster.routing.handoff.wait-timeout=2m", "--sticky.cluster.reload.survive=0",
				"--sticky.cluster.reload.canary-pause=0", "--sticky.cluster.reload.close-spread=300ms",
				"--sticky.cluster.restart-delay=0"));
		Class<?> application = type.equals("servlet") ? StreamingApplication.class : ReactiveApplication.class;
		this.cluster = RunningCluster.of(isolation, application, all.toArray(new String[0]));
		this.cluster.awaitReady(this.cluster.snapshot().wanted());
	}

	private long openConnections() {
		return IntStream.range(0, 2).mapToLong((index) -> counts(index).openConnections()).sum();
	}

	private TrafficCounts counts(int index) {
		return this.cluster.traffic().counts(index);
	}

	private KeepAliveClient client(int host) {
		return new KeepAliveClient("127.0.5." + host, this.cluster.port());
	}

}
