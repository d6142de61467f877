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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.LoopbackClient;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.Instance;
import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterOperation;
import io.stickycluster.supervisor.ClusterSupervisor;

/**
 * A cluster of context instances in this JVM, on free ports.
 */
final class RunningCluster implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final ConfigurableApplicationContext context;

	private RunningCluster(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RunningCluster of(Class<?> application, String... args) {
		return of(List.of(application), args);
	}

	static RunningCluster of(List<Class<?>> sources, String... args) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--sticky.cluster.base-port=0"));
		all.addAll(List.of(args));
		return new RunningCluster(SpringApplication.run(sources.toArray(new Class<?>[0]), all.toArray(new String[0])));
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

	ClusterSnapshot snapshot() {
		return supervisor().get();
	}

	Instance instance(int index) {
		return snapshot().instance(index).orElseThrow();
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
	 * Find consecutive ports of the loopback address that nobody listens on.
	 * @param count how many
	 * @return the first of them
	 */
	static int freePorts(int count) {
		while (true) {
			List<ServerSocket> bound = new ArrayList<>();
			try {
				for (int i = 0; i < count; i++) {
					int port = bound.isEmpty() ? 0 : bound.get(0).getLocalPort() + i;
					bound.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
				}
				return bound.get(0).getLocalPort();
			}
			catch (IOException | IllegalArgumentException ex) {
				// Taken by somebody, or past the last one: try elsewhere
			}
			finally {
				bound.forEach(RunningCluster::close);
			}
		}
	}

	private static void close(ServerSocket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
