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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import io.stickycluster.app.FreePorts;
import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.worker.ClusterInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of what only instances that share a JVM can promise, or break, and of what
 * happens before any instance is launched. What holds in each isolation is tested by
 * {@link ClusterIntegrationTests}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextClusterTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		RunningCluster.assertNothingIsLeft();
	}

	@Test
	// Another JVM is started by main, and knows nothing of it
	void whatIsSetWithoutMainReachesTheInstances() {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.context = new SpringApplicationBuilder(ServletApplication.class).profiles("blue")
			.properties("from.defaults=d")
			.initializers((instance) -> seen.add("initializer in " + ClusterRole.of(instance.getEnvironment())))
			.run(arguments("--sticky.cluster.instances=1", "--from.arguments=a", "plain"));
		cluster().awaitReady(1);
		Environment environment = RunningCluster.instanceContext(0).getEnvironment();
		assertThat(environment.getActiveProfiles()).containsExactly("blue");
		assertThat(environment.getProperty("from.defaults")).isEqualTo("d");
		assertThat(environment.getProperty("from.arguments")).isEqualTo("a");
		assertThat(RunningCluster.instanceContext(0).getBean(ApplicationArguments.class).getNonOptionArgs())
			.containsExactly("plain");
		assertThat(seen).containsExactly("initializer in INSTANCE");
	}

	@Test
	void reactiveInstanceThatEndsTakesNobodysEventLoopsWithIt() {
		this.context = new SpringApplicationBuilder(ServletApplication.class)
			.run(arguments("--sticky.cluster.instances=2", "--spring.main.web-application-type=reactive"));
		RunningCluster cluster = cluster();
		cluster.awaitReady(2);
		cluster.run(new OnInstance(1, InstanceAction.STOP));
		assertThat(cluster.instance(1).state()).isEqualTo(InstanceState.STOPPED);
		for (int client = 1; client <= 20; client++) {
			assertThat(new LoopbackClient("127.0.1." + client, cluster.port()).get("/actuator/cluster").status())
				.isEqualTo(200);
			assertThat(new LoopbackClient("127.0.1." + client, cluster.port()).get("/nothing/here").status())
				.isEqualTo(404);
		}
	}

	@Test
	void mainIsCalledAgainForEachInstance() {
		CountingMain.calls.set(0);
		CountingMain.main(arguments("--sticky.cluster.instances=2"));
		this.context = CountingMain.supervisor;
		cluster().awaitReady(2);
		assertThat(CountingMain.calls).hasValue(3);
	}

	@Test
	void failedInstanceLeavesTheLoggingOfTheOthersAlone(CapturedOutput output) throws Exception {
		int basePort = FreePorts.find(2);
		try (ServerSocket stranger = new ServerSocket(basePort + 1, 1, InetAddress.getLoopbackAddress())) {
			start("--sticky.cluster.instances=2", "--sticky.cluster.base-port=" + basePort,
					"--sticky.cluster.max-restarts=0");
			Awaitility.await().atMost(TIMEOUT).until(() -> cluster().instance(1).state() == InstanceState.FAILED);
			assertThat(stranger.isBound()).isTrue();
			LoggerFactory.getLogger("still.there").info("logged after the failure");
			assertThat(output).contains("logged after the failure");
		}
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
		return RunningCluster.arguments(Isolation.CONTEXT, args);
	}

	private RunningCluster cluster() {
		return RunningCluster.of(this.context);
	}

	/**
	 * A {@code main} that counts its calls.
	 */
	static class CountingMain {

		private static final AtomicInteger calls = new AtomicInteger();

		private static volatile ConfigurableApplicationContext supervisor;

		static void main(String[] args) {
			calls.incrementAndGet();
			ConfigurableApplicationContext started = SpringApplication.run(ServletApplication.class, args);
			if (ClusterRole.of(started.getEnvironment()) == ClusterRole.SUPERVISOR) {
				supervisor = started;
			}
		}

	}

}
