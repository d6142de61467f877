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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

import io.stickycluster.app.ApplicationProcess;
import io.stickycluster.app.ContextController;
import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.autoconfigure.ClusterProperties.Isolation;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterSupervisor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster on free ports, whose supervisor lives in this JVM.
 */
final class RunningCluster implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final ConfigurableApplicationContext context;

	private RunningCluster(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RunningCluster of(Class<?> application, String... args) {
		return of(Isolation.CONTEXT, application, args);
	}

	static RunningCluster of(Isolation isolation, Class<?> application, String... args) {
		return new RunningCluster(SpringApplication.run(application, arguments(isolation, args)));
	}

	/**
	 * Start a cluster.
	 * @param isolation how its instances live
	 * @param application the application, with a {@code main} of its own
	 * @param further another part of the application
	 * @param args the application's arguments
	 * @return the cluster
	 */
	static RunningCluster of(Isolation isolation, Class<?> application, Class<?> further, String... args) {
		List<String> all = new ArrayList<>(List.of(args));
		// What reaches an instance wherever it is
		all.add("--spring.main.sources=" + further.getName());
		return of(isolation, application, all.toArray(new String[0]));
	}

	/**
	 * Return arguments that start a cluster on free ports.
	 * @param isolation how its instances live
	 * @param args the application's arguments; stronger than those that are added
	 * @return all arguments
	 */
	static String[] arguments(Isolation isolation, String... args) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--sticky.cluster.base-port=0"));
		all.addAll(ApplicationProcess.isolation(isolation.name()));
		for (String arg : args) {
			all.removeIf((present) -> present.split("=")[0].equals(arg.split("=")[0]));
			all.add(arg);
		}
		return all.toArray(new String[0]);
	}

	/**
	 * Take over a supervisor that was started in another way.
	 * @param supervisor its context
	 * @return the cluster
	 */
	static RunningCluster of(ConfigurableApplicationContext supervisor) {
		return new RunningCluster(supervisor);
	}

	ClusterSupervisor supervisor() {
		return this.context.getBean(ClusterSupervisor.class);
	}

	InstanceTraffic traffic() {
		return this.context.getBean(InstanceTraffic.class);
	}

	double gauge(String name) {
		return this.context.getBean(MeterRegistry.class).get(name).gauge().value();
	}

	ClusterSnapshot snapshot() {
		return supervisor().get();
	}

	Instance instance(int index) {
		return snapshot().instance(index).orElseThrow();
	}

	String supervisorProperty(String name) {
		return this.context.getEnvironment().getProperty(name);
	}

	int port() {
		return this.context.getEnvironment().getProperty("local.server.port", Integer.class, 0);
	}

	LoopbackClient client(String address) {
		return new LoopbackClient(address, port());
	}

	void awaitReady(int ready) {
		Awaitility.await().atMost(TIMEOUT).until(() -> snapshot().ready() == ready);
	}

	/**
	 * Ask for something and wait for its end.
	 * @param command what is asked for
	 * @return the outcome
	 */
	ClusterOperation run(ClusterCommand command) {
		try {
			long id = supervisor().request(command).toCompletableFuture().get(60, TimeUnit.SECONDS).id();
			return supervisor().whenFinished(id).toCompletableFuture().get(120, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ask an instance directly.
	 * @param index the instance's index
	 * @param path the path of a resource of it
	 * @return the content
	 */
	String ask(int index, String path) {
		return send(index, path, "GET").body();
	}

	/**
	 * Ask an instance for a property of its environment.
	 * @param index the instance's index
	 * @param name the name of the property
	 * @return its value, "null" if there is none
	 */
	String property(int index, String name) {
		return ask(index, "/context/property?name=" + name);
	}

	/**
	 * Ask an instance what it is.
	 * @param index the instance's index
	 * @return what it says
	 */
	ContextController.Description describe(int index) {
		return JsonMapper.shared().readValue(ask(index, "/context"), ContextController.Description.class);
	}

	/**
	 * Make an instance close its own context.
	 * @param index the instance's index
	 */
	void closeContext(int index) {
		end(index, "/context/close");
	}

	/**
	 * Make an instance stop its own context.
	 * @param index the instance's index
	 */
	void stopContext(int index) {
		end(index, "/context/stop");
	}

	private void end(int index, String path) {
		try {
			send(index, path, "POST");
		}
		catch (UncheckedIOException ex) {
			// The end can be quicker than its answer
		}
	}

	private HttpResponse<String> send(int index, String path, String method) {
		int port = instance(index).address().getPort();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(TIMEOUT)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build();
		try {
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			return response;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the context of an instance that holds an {@link InstanceRegistry}.
	 * @param index the instance's index
	 * @return its context
	 */
	static ConfigurableApplicationContext instanceContext(int index) {
		return InstanceRegistry.contexts()
			.stream()
			.filter((candidate) -> isOf(candidate, index))
			.map(ConfigurableApplicationContext.class::cast)
			.findFirst()
			.orElseThrow();
	}

	private static boolean isOf(ApplicationContext candidate, int index) {
		return String.valueOf(index).equals(candidate.getEnvironment().getProperty("NODE_APP_INSTANCE"));
	}

	/**
	 * Make sure that no cluster has left anything in this JVM, or a process.
	 */
	static void assertNothingIsLeft() {
		assertThat(InstanceRegistry.contexts()).isEmpty();
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(instanceThreads()).isEmpty());
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(ProcessHandle.current().descendants().map(ProcessHandle::info)).isEmpty());
	}

	private static Set<String> instanceThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("instance-") || name.startsWith("sticky-cluster-"))
			.collect(Collectors.toSet());
	}

	@Override
	public void close() {
		this.context.close();
	}

}
