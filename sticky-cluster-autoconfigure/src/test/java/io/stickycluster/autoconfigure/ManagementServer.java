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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.stickycluster.external.ProxyConfigurations;
import io.stickycluster.external.ProxySettings;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.TrafficCounts;
import io.stickycluster.launch.HealthCheck;
import io.stickycluster.launch.InstantLauncher;
import io.stickycluster.launch.deploy.Artifacts;
import io.stickycluster.launch.deploy.DeployMemory;
import io.stickycluster.logs.InstanceLogs;
import io.stickycluster.logs.LogSettings;
import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterSupervisor;
import io.stickycluster.supervisor.DeployRules;
import io.stickycluster.supervisor.Deployments;
import io.stickycluster.supervisor.InstancePorts;
import io.stickycluster.supervisor.RecyclePolicy;
import io.stickycluster.supervisor.ReloadPolicy;
import io.stickycluster.supervisor.RestartPolicy;
import io.stickycluster.supervisor.SupervisorSettings;
import io.stickycluster.supervisor.SupervisorTimeouts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real server with {@link EndpointConfiguration} and a cluster of three instances that
 * exist in name only.
 */
final class ManagementServer implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	ManagementServer(String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off"));
		all.addAll(List.of(arguments));
		this.context = new SpringApplicationBuilder(TestConfiguration.class).web(WebApplicationType.REACTIVE)
			.properties("management.endpoints.web.exposure.include=cluster,health",
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.run(all.toArray(String[]::new));
	}

	int port() {
		return port("local.server.port");
	}

	int managementPort() {
		return port("local.management.port");
	}

	WebTestClient client() {
		return client(port());
	}

	static WebTestClient client(int port) {
		return WebTestClient.bindToServer(new ReactorClientHttpConnector())
			.baseUrl("http://127.0.0.1:" + port)
			.responseTimeout(Duration.ofSeconds(30))
			.build();
	}

	static WebTestClient.ResponseSpec post(WebTestClient client, String path, String body) {
		return client.post().uri(path).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ClusterSupervisor supervisor() {
		return bean(ClusterSupervisor.class);
	}

	void streams(int streams) {
		bean(Traffic.class).streams.set(streams);
	}

	void breakIndex(int index) {
		bean(InstantLauncher.class).breakIndex(index);
	}

	/**
	 * Bring back three instances that are up.
	 */
	void reset() {
		streams(0);
		bean(InstantLauncher.class).repair();
		List<InstanceState> states = supervisor().get().instances().stream().map(Instance::state).toList();
		if (states.size() != 3 || states.stream().anyMatch((state) -> state != InstanceState.UP)) {
			run(new ClusterCommand.OnCluster(ClusterAction.RESTART));
			run(new ClusterCommand.Scale(3));
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	private void run(ClusterCommand command) {
		CompletableFuture<ClusterOperation> finished = supervisor().request(command)
			.thenCompose((operation) -> supervisor().whenFinished(operation.id()))
			.toCompletableFuture();
		assertThat(finished).succeedsWithin(30, TimeUnit.SECONDS);
	}

	private int port(String name) {
		return this.context.getEnvironment().getRequiredProperty(name, Integer.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration" })
	@Import(EndpointConfiguration.class)
	static class TestConfiguration {

		@Bean
		InstantLauncher launcher() {
			return new InstantLauncher();
		}

		@Bean
		Traffic traffic() {
			return new Traffic();
		}

		@Bean(destroyMethod = "close")
		@ConditionalOnBooleanProperty(name = "test.logs", matchIfMissing = true)
		InstanceLogs instanceLogs() {
			return new InstanceLogs(new LogSettings(StandardCharsets.UTF_8, 100, 100_000, null));
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ProxyConfigurations proxyConfigurations(ClusterSupervisor supervisor) {
			return new ProxyConfigurations(
					new ProxySettings("test", "127.0.0.1", List.of(new ProxySettings.ProxyPath("/", null, 3131)), 32,
							64, List.of(), null, 0, Map.of(), List.of()),
					supervisor);
		}

		@Bean(destroyMethod = "close")
		Deployments deployments(ClusterSupervisor supervisor) {
			return new Deployments(supervisor, Artifacts.none(), DeployMemory.NONE, DeployRules.CONTEXT, 5);
		}

		@Bean
		ClusterSupervisor supervisor(InstantLauncher launcher, Traffic traffic) {
			RestartPolicy restarts = new RestartPolicy(1, Duration.ofMinutes(5), Duration.ofMinutes(5),
					Duration.ofMinutes(5), Duration.ofMinutes(5), 1, Set.of());
			SupervisorSettings settings = new SupervisorSettings(3, 8, 1, 8, new InstancePorts(3131, 100), restarts,
					SupervisorTimeouts.DEFAULT, RecyclePolicy.NEVER, ReloadPolicy.DEFAULT);
			ClusterSupervisor supervisor = new ClusterSupervisor(settings, launcher, traffic, HealthCheck.NONE,
					Clock.systemUTC());
			assertThat(supervisor.start()).succeedsWithin(10, TimeUnit.SECONDS);
			return supervisor;
		}

	}

	static final class Traffic implements InstanceTraffic {

		private final AtomicInteger streams = new AtomicInteger();

		@Override
		public TrafficCounts counts(int index) {
			return new TrafficCounts(1, 0, this.streams.get(), 4, 7, 0, false);
		}

		@Override
		public GenerationTraffic traffic(int index, int generation) {
			TrafficCounts counts = counts(index);
			return new GenerationTraffic(counts.activeRequests(), counts.openStreams(), counts.totalRequests(), 0, 0,
					0);
		}

		@Override
		public CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread) {
			return CompletableFuture.completedStage(null);
		}

	}

}
