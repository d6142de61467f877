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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterStartException;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.worker.ClusterIdentityChangedEvent;
import io.stickycluster.worker.ClusterInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of whole clusters of context instances in this JVM.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextClusterTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		assertThat(InstanceRegistry.contexts()).isEmpty();
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(instanceThreads()).isEmpty());
	}

	@Test
	void beansOfTheApplicationLiveInTheInstancesOnly() throws Exception {
		start("--sticky.cluster.instances=2");
		assertThat(ClusterRole.of(this.context.getEnvironment())).isEqualTo(ClusterRole.SUPERVISOR);
		assertThat(this.context.getBeansOfType(InstanceRegistry.class)).isEmpty();
		assertThat(this.context.getBeansOfType(ServletApplication.class)).isEmpty();
		awaitReady(2);
		assertThat(InstanceRegistry.contexts()).hasSize(2).doesNotContain(this.context);
		for (Instance instance : snapshot().instances()) {
			assertThat(get(instance, "/who")).contains("\"index\":" + instance.index(),
					"\"nodeAppInstance\":\"" + instance.index() + "\"", "\"generation\":1",
					"\"port\":" + instance.address().getPort());
		}
	}

	@Test
	void instancesListenOnLoopbackOnly() {
		start("--sticky.cluster.instances=1", "--server.address=0.0.0.0");
		assertThat(snapshot().instances())
			.allSatisfy((instance) -> assertThat(instance.address().getAddress().isLoopbackAddress()).isTrue());
		assertThat(instanceContext(0).getEnvironment().getProperty("server.address"))
			.isEqualTo(InetAddress.getLoopbackAddress().getHostAddress());
	}

	@Test
	void instancesListenOnBasePortAndIndex() throws Exception {
		int basePort = freePorts(2);
		start("--sticky.cluster.instances=2", "--sticky.cluster.base-port=" + basePort);
		awaitReady(2);
		assertThat(snapshot().instances()).extracting((instance) -> instance.address().getPort())
			.containsExactly(basePort, basePort + 1);
	}

	@Test
	void argumentsProfilesPropertiesListenersAndInitializersReachTheInstances() {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.context = new SpringApplicationBuilder(ServletApplication.class).profiles("blue")
			.properties("from.defaults=d")
			.initializers((instance) -> seen.add("initializer in " + ClusterRole.of(instance.getEnvironment())))
			.run(arguments("--sticky.cluster.instances=1", "--from.arguments=a", "plain"));
		awaitReady(1);
		Environment environment = instanceContext(0).getEnvironment();
		assertThat(environment.getActiveProfiles()).containsExactly("blue");
		assertThat(environment.getProperty("from.defaults")).isEqualTo("d");
		assertThat(environment.getProperty("from.arguments")).isEqualTo("a");
		assertThat(instanceContext(0).getBean(ApplicationArguments.class).getNonOptionArgs()).containsExactly("plain");
		assertThat(seen).containsExactly("initializer in INSTANCE");
	}

	@Test
	void reactiveApplicationsAreClusteredToo() throws Exception {
		this.context = new SpringApplicationBuilder(ServletApplication.class)
			.run(arguments("--sticky.cluster.instances=2", "--spring.main.web-application-type=reactive"));
		awaitReady(2);
		assertThat(instanceContext(1)).isInstanceOf(ReactiveWebServerApplicationContext.class);
		assertThat(get(snapshot().instance(1).orElseThrow(), "/actuator/health")).contains("UP");
	}

	@Test
	void reactiveInstanceThatEndsTakesNobodysEventLoopsWithIt() throws Exception {
		this.context = new SpringApplicationBuilder(ServletApplication.class)
			.run(arguments("--sticky.cluster.instances=2", "--spring.main.web-application-type=reactive"));
		awaitReady(2);
		ClusterSupervisor supervisor = this.context.getBean(ClusterSupervisor.class);
		long stop = supervisor.request(new ClusterCommand.OnInstance(1, ClusterCommand.InstanceAction.STOP))
			.toCompletableFuture()
			.get(60, TimeUnit.SECONDS)
			.id();
		supervisor.whenFinished(stop).toCompletableFuture().get(60, TimeUnit.SECONDS);
		assertThat(snapshot().instance(1).orElseThrow().state()).isEqualTo(InstanceState.STOPPED);
		int port = this.context.getEnvironment().getProperty("local.server.port", Integer.class, 0);
		for (int client = 1; client <= 20; client++) {
			assertThat(new LoopbackClient("127.0.1." + client, port).get("/actuator/cluster").status()).isEqualTo(200);
			assertThat(new LoopbackClient("127.0.1." + client, port).get("/nothing/here").status()).isEqualTo(404);
		}
	}

	@Test
	void mainIsCalledAgainForEachInstance() {
		CustomMain.calls.set(0);
		CustomMain.context = null;
		CustomMain.main(arguments("--sticky.cluster.instances=2"));
		this.context = CustomMain.context;
		awaitReady(2);
		assertThat(CustomMain.calls).hasValue(3);
		assertThat(instanceContext(0).getEnvironment().getProperty("set.by.main")).isEqualTo("yes");
		assertThat(instanceContext(1).getEnvironment().getProperty("set.by.main")).isEqualTo("yes");
	}

	@Test
	void applicationIsReadyWhenTheFirstInstancesAre() {
		start("--sticky.cluster.instances=3", "--sticky.cluster.start-concurrency=1", "--sticky.cluster.min-ready=2");
		assertThat(snapshot().ready()).isGreaterThanOrEqualTo(2);
		awaitReady(3);
	}

	@Test
	void instanceKnowsItsClusterAndHearsOfChanges() {
		this.context = new SpringApplicationBuilder(ServletApplication.class, IdentityListener.class)
			.run(arguments("--sticky.cluster.instances=2", "--sticky.cluster.restart-delay=60s",
					"--sticky.cluster.max-restart-delay=60s"));
		awaitReady(2);
		ClusterInstance second = instanceContext(1).getBean(ClusterInstance.class);
		Awaitility.await().until(() -> instanceContext(0).getBean(ClusterInstance.class).isLeader());
		assertThat(second.isLeader()).isFalse();
		assertThat(second.getClusterSize()).isEqualTo(2);
		((ConfigurableApplicationContext) instanceContext(0)).close();
		Awaitility.await().atMost(TIMEOUT).until(second::isLeader);
		IdentityListener listener = instanceContext(1).getBean(IdentityListener.class);
		Awaitility.await()
			.until(() -> listener.events.stream().anyMatch(ClusterIdentityChangedEvent::isLeadershipGained));
	}

	@Test
	void instanceThatClosesItsContextIsLaunchedAgain() {
		start("--sticky.cluster.instances=2", "--sticky.cluster.restart-delay=10ms");
		awaitReady(2);
		((ConfigurableApplicationContext) instanceContext(1)).close();
		Awaitility.await().atMost(TIMEOUT).until(() -> snapshot().instance(1).orElseThrow().generation() == 2);
		awaitReady(2);
		assertThat(snapshot().instance(1).orElseThrow().unplannedRestarts()).isEqualTo(1);
		assertThat(snapshot().instance(1).orElseThrow().lastFailure()).contains("closed its own context");
		assertThat(snapshot().instance(0).orElseThrow().generation()).isEqualTo(1);
	}

	@Test
	void portTakenByAStrangerCostsOneInstanceAndIsNamed(CapturedOutput output) throws Exception {
		int basePort = freePorts(2);
		try (ServerSocket stranger = new ServerSocket(basePort + 1, 1, InetAddress.getLoopbackAddress())) {
			start("--sticky.cluster.instances=2", "--sticky.cluster.base-port=" + basePort,
					"--sticky.cluster.max-restarts=1", "--sticky.cluster.restart-delay=10ms");
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> snapshot().instance(1).orElseThrow().state() == InstanceState.FAILED);
			assertThat(snapshot().instance(1).orElseThrow().lastFailure()).contains("Port " + stranger.getLocalPort());
			assertThat(snapshot().instance(0).orElseThrow().state()).isEqualTo(InstanceState.UP);
			assertThat(output).doesNotContain("APPLICATION FAILED TO START");
		}
	}

	@Test
	void failedInstanceLeavesTheLoggingOfTheOthersAlone(CapturedOutput output) throws Exception {
		int basePort = freePorts(2);
		try (ServerSocket stranger = new ServerSocket(basePort + 1, 1, InetAddress.getLoopbackAddress())) {
			start("--sticky.cluster.instances=2", "--sticky.cluster.base-port=" + basePort,
					"--sticky.cluster.max-restarts=0");
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> snapshot().instance(1).orElseThrow().state() == InstanceState.FAILED);
			assertThat(stranger.isBound()).isTrue();
			instanceContext(0).getBean(InstanceRegistry.class);
			LoggerFactory.getLogger("still.there").info("logged after the failure");
			assertThat(output).contains("logged after the failure");
		}
	}

	@Test
	void startFailsWithTheInstancesOwnCause() {
		assertThatException()
			.isThrownBy(() -> this.context = new SpringApplicationBuilder(ServletApplication.class, Failing.class)
				.run(arguments("--sticky.cluster.instances=2")))
			.satisfies((ex) -> {
				FailureAnalysis analysis = new ClusterStartFailureAnalyzer().analyze(ex);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("Instance 0, 1", "no database here");
			})
			.havingRootCause()
			.withMessage("no database here");
	}

	@Test
	void nothingIsLeftOfAClusterThatDidNotStart() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> new SpringApplicationBuilder(ServletApplication.class, Failing.class)
				.run(arguments("--sticky.cluster.instances=2")));
		assertThat(InstanceRegistry.contexts()).isEmpty();
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(instanceThreads()).isEmpty());
	}

	@Test
	void startStopStartInOneJvm() {
		for (int i = 0; i < 2; i++) {
			start("--sticky.cluster.instances=2");
			awaitReady(2);
			this.context.close();
			assertThat(InstanceRegistry.contexts()).isEmpty();
		}
	}

	@Test
	void instancesThatCannotBeReadyInTimeFail() {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(ServletApplication.class, NeverReady.class)
				.run(arguments("--sticky.cluster.instances=1", "--sticky.cluster.ready-timeout=2s",
						"--sticky.cluster.max-restarts=0")))
			.havingCause()
			.isInstanceOf(ClusterStartException.class)
			.withMessageContaining("not ready within 2s");
	}

	@Test
	void badPropertyIsNamedWithItsCure() {
		assertThatException().isThrownBy(() -> start("--sticky.cluster.instances=2", "--sticky.cluster.min-ready=3"))
			.satisfies((ex) -> {
				FailureAnalysis analysis = new InvalidClusterPropertyFailureAnalyzer().analyze(ex);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("'sticky.cluster.min-ready'", "'3'");
				assertThat(analysis.getAction()).contains("from 1 to 2");
			});
	}

	@Test
	void publicPortAmongTheInstancesPortsIsNamed() {
		assertThatException()
			.isThrownBy(() -> start("--sticky.cluster.instances=2", "--sticky.cluster.base-port=8080",
					"--server.port=8081"))
			.havingRootCause()
			.withMessageContaining("'sticky.cluster.base-port'")
			.withMessageContaining("server.port");
	}

	@Test
	void withoutInstancesTheApplicationIsPlain() {
		start();
		assertThat(ClusterRole.of(this.context.getEnvironment())).isEqualTo(ClusterRole.STANDALONE);
		assertThat(InstanceRegistry.contexts()).containsExactly(this.context);
		assertThat(this.context.getBeansOfType(ClusterSupervisor.class)).isEmpty();
		ClusterInstance instance = this.context.getBean(ClusterInstance.class);
		assertThat(instance.getIndex()).isZero();
		assertThat(instance.getClusterSize()).isOne();
		assertThat(instance.isLeader()).isTrue();
	}

	private void start(String... args) {
		this.context = SpringApplication.run(ServletApplication.class, arguments(args));
	}

	private static String[] arguments(String... args) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--sticky.cluster.base-port=0"));
		for (String arg : args) {
			all.removeIf((present) -> present.split("=")[0].equals(arg.split("=")[0]));
			all.add(arg);
		}
		return all.toArray(new String[0]);
	}

	private ClusterSnapshot snapshot() {
		return this.context.getBean(ClusterSupervisor.class).get();
	}

	private void awaitReady(int ready) {
		Awaitility.await().atMost(TIMEOUT).until(() -> snapshot().ready() == ready);
	}

	private ApplicationContext instanceContext(int index) {
		return InstanceRegistry.contexts()
			.stream()
			.filter((candidate) -> String.valueOf(index)
				.equals(candidate.getEnvironment().getProperty("NODE_APP_INSTANCE")))
			.findFirst()
			.orElseThrow();
	}

	private String get(Instance instance, String path) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + instance.address().getPort() + path))
			.timeout(TIMEOUT)
			.build();
		HttpResponse<String> response = this.client.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private static int freePorts(int count) throws Exception {
		while (true) {
			try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				int port = first.getLocalPort();
				if (port + count < 65000 && areFree(port + 1, count - 1)) {
					return port;
				}
			}
		}
	}

	private static boolean areFree(int first, int count) {
		for (int port = first; port < first + count; port++) {
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				assertThat(socket.isBound()).isTrue();
			}
			catch (IOException ex) {
				return false;
			}
		}
		return true;
	}

	private static Set<String> instanceThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("instance-") || name.startsWith("sticky-cluster-"))
			.collect(Collectors.toSet());
	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		Object failing() {
			throw new IllegalStateException("no database here");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeverReady {

		@Bean
		ApplicationRunner runner() {
			return (args) -> new CountDownLatch(1).await();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class IdentityListener {

		private final List<ClusterIdentityChangedEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(ClusterIdentityChangedEvent event) {
			this.events.add(event);
		}

	}

	/**
	 * A {@code main} that customises its application.
	 */
	static class CustomMain {

		private static final AtomicInteger calls = new AtomicInteger();

		private static volatile ConfigurableApplicationContext context;

		static void main(String[] args) {
			calls.incrementAndGet();
			SpringApplication application = new SpringApplication(ServletApplication.class);
			application.setDefaultProperties(Map.of("set.by.main", "yes"));
			ConfigurableApplicationContext started = application.run(args);
			if (ClusterRole.of(started.getEnvironment()) == ClusterRole.SUPERVISOR) {
				context = started;
			}
		}

	}

}
