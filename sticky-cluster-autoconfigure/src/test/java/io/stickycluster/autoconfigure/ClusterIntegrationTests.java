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
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import io.stickycluster.app.ContextController;
import io.stickycluster.app.FreePorts;
import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.ReactiveApplication;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.ClusterStartException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of whole clusters whose supervisor lives in this JVM.
 */
@ParameterizedClass
@EachIsolation
@ExtendWith(OutputCaptureExtension.class)
class ClusterIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final Isolation isolation;

	private RunningCluster cluster;

	ClusterIntegrationTests(Isolation isolation) {
		this.isolation = isolation;
	}

	@AfterEach
	void close() {
		if (this.cluster != null) {
			this.cluster.close();
		}
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void beansOfTheApplicationLiveInTheInstancesOnly() {
		ConfigurableApplicationContext supervisor = SpringApplication.run(ServletApplication.class,
				RunningCluster.arguments(this.isolation, "--sticky.cluster.instances=2"));
		this.cluster = RunningCluster.of(supervisor);
		assertThat(ClusterRole.of(supervisor.getEnvironment())).isEqualTo(ClusterRole.SUPERVISOR);
		assertThat(supervisor.getBeansOfType(InstanceRegistry.class)).isEmpty();
		assertThat(supervisor.getBeansOfType(ServletApplication.class)).isEmpty();
		this.cluster.awaitReady(2);
		assertThat(InstanceRegistry.contexts()).hasSize((this.isolation == Isolation.CONTEXT) ? 2 : 0)
			.doesNotContain(supervisor);
		for (Instance instance : this.cluster.snapshot().instances()) {
			assertThat(this.cluster.ask(instance.index(), "/who")).contains("\"index\":" + instance.index(),
					"\"nodeAppInstance\":\"" + instance.index() + "\"", "\"generation\":1",
					"\"port\":" + instance.address().getPort());
		}
	}

	@Test
	void instancesListenOnLoopbackOnly() {
		start("--sticky.cluster.instances=1", "--server.address=0.0.0.0");
		assertThat(this.cluster.snapshot().instances())
			.allSatisfy((instance) -> assertThat(instance.address().getAddress().isLoopbackAddress()).isTrue());
		assertThat(this.cluster.property(0, "server.address"))
			.isEqualTo(InetAddress.getLoopbackAddress().getHostAddress());
	}

	@ParameterizedTest
	@ValueSource(classes = { ServletApplication.class, ReactiveApplication.class })
	void instancesListenOnSocketsThatNobodyElseCanReach(Class<?> application) throws IOException {
		this.cluster = RunningCluster.of(this.isolation, application, "--sticky.cluster.instances=1",
				"--spring.main.web-application-type="
						+ ((application == ReactiveApplication.class) ? "reactive" : "servlet"));
		this.cluster.awaitReady(1);
		Path socket = this.cluster.snapshot().instances().get(0).socket();
		assertThat(socket).isNotNull();
		assertThat(Files.getPosixFilePermissions(socket.getParent()))
			.isEqualTo(PosixFilePermissions.fromString("rwx------"));
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			channel.write(
					StandardCharsets.US_ASCII.encode("GET /who HTTP/1.1\r\nHost: direct\r\nConnection: close\r\n\r\n"));
			assertThat(new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 200");
		}
		this.cluster.close();
		assertThat(socket.getParent()).doesNotExist();
	}

	@Test
	void instancesHaveNoSocketsUnlessWanted() {
		start("--sticky.cluster.instances=1", "--sticky.cluster.gateway.unix-domain-sockets=false");
		assertThat(this.cluster.snapshot().instances().get(0).socket()).isNull();
		assertThat(this.cluster.ask(0, "/who")).contains("\"index\":0");
	}

	@Test
	void instancesListenOnBasePortAndIndex() {
		int basePort = FreePorts.find(2);
		start("--sticky.cluster.instances=2", "--sticky.cluster.base-port=" + basePort);
		this.cluster.awaitReady(2);
		assertThat(this.cluster.snapshot().instances()).extracting((instance) -> instance.address().getPort())
			.containsExactly(basePort, basePort + 1);
	}

	@Test
	void whatMainDoesAndIsGivenReachesTheInstances() {
		CustomMain.supervisor = null;
		CustomMain.main(RunningCluster.arguments(this.isolation, "--sticky.cluster.instances=2", "--from.arguments=a",
				"plain"));
		this.cluster = RunningCluster.of(CustomMain.supervisor);
		this.cluster.awaitReady(2);
		for (int index = 0; index < 2; index++) {
			ContextController.Description description = this.cluster.describe(index);
			assertThat(description.profiles()).containsExactly("blue");
			assertThat(description.arguments()).containsExactly("plain");
			assertThat(this.cluster.property(index, "set.by.main")).isEqualTo("yes");
			assertThat(this.cluster.property(index, "set.by.initializer")).isEqualTo("INSTANCE");
			assertThat(this.cluster.property(index, "from.arguments")).isEqualTo("a");
		}
	}

	@Test
	void reactiveApplicationsAreClusteredToo() {
		this.cluster = RunningCluster.of(this.isolation, ReactiveApplication.class, "--sticky.cluster.instances=2",
				"--spring.main.web-application-type=reactive");
		this.cluster.awaitReady(2);
		assertThat(this.cluster.describe(1).type()).contains("Reactive");
		assertThat(this.cluster.ask(1, "/actuator/health")).contains("UP");
	}

	@Test
	void applicationIsReadyWhenTheFirstInstancesAre() {
		start("--sticky.cluster.instances=3", "--sticky.cluster.start-concurrency=1", "--sticky.cluster.min-ready=2");
		assertThat(this.cluster.snapshot().ready()).isGreaterThanOrEqualTo(2);
		this.cluster.awaitReady(3);
	}

	@Test
	void instanceKnowsItsClusterAndHearsOfChanges() {
		start("--sticky.cluster.instances=2", "--sticky.cluster.restart-delay=60s",
				"--sticky.cluster.max-restart-delay=60s");
		this.cluster.awaitReady(2);
		Awaitility.await().until(() -> this.cluster.describe(0).leader());
		assertThat(this.cluster.describe(1).leader()).isFalse();
		assertThat(this.cluster.describe(1).clusterSize()).isEqualTo(2);
		// It may have been the first, for a moment
		int leaderships = this.cluster.describe(1).leaderships();
		this.cluster.closeContext(0);
		Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.describe(1).leader());
		Awaitility.await().until(() -> this.cluster.describe(1).leaderships() == leaderships + 1);
	}

	@Test
	void instanceThatClosesItsContextIsLaunchedAgain() {
		start("--sticky.cluster.instances=2", "--sticky.cluster.restart-delay=10ms");
		this.cluster.awaitReady(2);
		this.cluster.closeContext(1);
		Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.instance(1).generation() == 2);
		this.cluster.awaitReady(2);
		assertThat(this.cluster.instance(1).unplannedRestarts()).isEqualTo(1);
		assertThat(this.cluster.instance(1).lastFailure()).contains("closed its own context");
		assertThat(this.cluster.instance(0).generation()).isEqualTo(1);
	}

	@Test
	void portTakenByAStrangerCostsOneInstanceAndIsNamed(CapturedOutput output) throws Exception {
		int basePort = FreePorts.find(2);
		try (ServerSocket stranger = new ServerSocket(basePort + 1, 1, InetAddress.getLoopbackAddress())) {
			start("--sticky.cluster.instances=2", "--sticky.cluster.base-port=" + basePort,
					"--sticky.cluster.max-restarts=1", "--sticky.cluster.restart-delay=10ms");
			awaitState(1, InstanceState.FAILED);
			assertThat(this.cluster.instance(1).lastFailure()).contains("Port " + stranger.getLocalPort());
			assertThat(this.cluster.instance(0).state()).isEqualTo(InstanceState.UP);
			assertThat(output).doesNotContain("APPLICATION FAILED TO START");
		}
	}

	@Test
	void startFailsWithTheInstancesOwnCause() {
		assertThatException()
			.isThrownBy(() -> this.cluster = RunningCluster.of(this.isolation, ServletApplication.class, Failing.class,
					"--sticky.cluster.instances=2"))
			.satisfies((ex) -> {
				FailureAnalysis analysis = new ClusterStartFailureAnalyzer().analyze(ex);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("Instance 0, 1", "no database here");
			})
			.havingRootCause()
			.withMessageContaining("no database here");
	}

	@Test
	void nothingIsLeftOfAClusterThatDidNotStart() {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> RunningCluster.of(this.isolation,
				ServletApplication.class, Failing.class, "--sticky.cluster.instances=2"));
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	void startStopStartInOneJvm() {
		for (int i = 0; i < 2; i++) {
			start("--sticky.cluster.instances=2");
			this.cluster.awaitReady(2);
			this.cluster.close();
			RunningCluster.assertNothingIsLeft();
		}
	}

	@Test
	void instancesThatCannotBeReadyInTimeFail() {
		assertThatException()
			.isThrownBy(() -> RunningCluster.of(this.isolation, ServletApplication.class, NeverReady.class,
					"--sticky.cluster.instances=1", "--sticky.cluster.ready-timeout=2s",
					"--sticky.cluster.max-restarts=0"))
			.havingCause()
			.isInstanceOf(ClusterStartException.class)
			.withMessageContaining("not ready within 2s");
	}

	private void start(String... args) {
		this.cluster = RunningCluster.of(this.isolation, ServletApplication.class, args);
	}

	private void awaitState(int index, InstanceState state) {
		Awaitility.await().atMost(TIMEOUT).until(() -> this.cluster.instance(index).state() == state);
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

	/**
	 * A {@code main} that customises its application.
	 */
	public static class CustomMain {

		private static volatile ConfigurableApplicationContext supervisor;

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(ServletApplication.class);
			application.setDefaultProperties(Map.of("set.by.main", "yes"));
			application.setAdditionalProfiles("blue");
			application.addInitializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("initializer",
						Map.of("set.by.initializer", ClusterRole.of(context.getEnvironment()).name()))));
			ConfigurableApplicationContext started = application.run(args);
			if (ClusterRole.of(started.getEnvironment()) == ClusterRole.SUPERVISOR) {
				supervisor = started;
			}
		}

	}

}
