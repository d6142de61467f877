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
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.stickycluster.app.InstanceRegistry;
import io.stickycluster.app.ReactiveApplication;
import io.stickycluster.app.ServletApplication;
import io.stickycluster.supervisor.ClusterCommand;
import io.stickycluster.supervisor.ClusterCommand.ClusterAction;
import io.stickycluster.supervisor.ClusterCommand.InstanceAction;
import io.stickycluster.supervisor.ClusterCommand.OnCluster;
import io.stickycluster.supervisor.ClusterCommand.OnInstance;
import io.stickycluster.supervisor.ClusterOperation;

/**
 * Restarts one instance of a cluster over and over, prints what the JVM holds after some
 * of the restarts, and ends.
 *
 * <p>
 * For a JVM that forgets softly reachable objects with each collection
 * ({@code -XX:SoftRefLRUPolicyMSPerMB=0}): Spring Boot's caches keep closed contexts
 * softly reachable.
 */
public final class RestartingApplication {

	/**
	 * A state in the system's table of sockets.
	 */
	private static final String LISTENING = "0A";

	/**
	 * Threads of the JVM that come and go by themselves: one that has seen a process end
	 * waits a minute for the next, and whoever looks at the JVM from outside has one.
	 */
	private static final Set<String> PASSING = Set.of("process reaper", "Attach Listener");

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final RunningCluster cluster;

	private final List<WeakReference<ApplicationContext>> contexts = new ArrayList<>();

	private RestartingApplication(RunningCluster cluster) {
		this.cluster = cluster;
	}

	/**
	 * Run.
	 * @param args the last restart, the restart before which caches and pools may still
	 * grow, which web server, {@code RESTART} or {@code RELOAD}, and then the
	 * application's arguments
	 * @throws Exception on failure
	 */
	public static void main(String[] args) throws Exception {
		int restarts = Integer.parseInt(args[0]);
		int warm = Integer.parseInt(args[1]);
		String[] applicationArgs = List.of(args).subList(4, args.length).toArray(new String[0]);
		try (RunningCluster cluster = RunningCluster.of(start(args[2], applicationArgs))) {
			new RestartingApplication(cluster).run(restarts, warm, command(args[3]));
		}
		System.out.println("closed");
	}

	/**
	 * Start the cluster through the application's own {@code main}, as its user does.
	 */
	private static ConfigurableApplicationContext start(String type, String[] args) throws Exception {
		CompletableFuture<ConfigurableApplicationContext> supervisor = new CompletableFuture<>();
		Thread main = new Thread(() -> SpringApplication.withHook((application) -> new SpringApplicationRunListener() {

			@Override
			public void ready(ConfigurableApplicationContext context, Duration timeTaken) {
				supervisor.complete(context);
			}

			@Override
			public void failed(ConfigurableApplicationContext context, Throwable exception) {
				supervisor.completeExceptionally(exception);
			}

		}, () -> main(type, args)), "users-main");
		main.start();
		main.join();
		return supervisor.get();
	}

	private static void main(String type, String[] args) {
		switch (type) {
			case "tomcat" -> ServletApplication.main(args);
			case "netty" -> ReactiveApplication.main(args);
			default -> throw new IllegalArgumentException(type);
		}
	}

	private static ClusterCommand command(String action) {
		return action.equals("RELOAD") ? new OnCluster(ClusterAction.RELOAD)
				: new OnInstance(0, InstanceAction.valueOf(action));
	}

	private void run(int restarts, int warm, ClusterCommand command) {
		Usage usage = null;
		for (int restart = 1; restart <= restarts; restart++) {
			InstanceRegistry.contexts().forEach((context) -> this.contexts.add(new WeakReference<>(context)));
			ClusterOperation outcome = this.cluster.run(command);
			if (outcome.status() != ClusterOperation.Status.COMPLETED) {
				throw new IllegalStateException(outcome.toString() + outcome.failure());
			}
			this.cluster.client("127.0.3." + restart).get("/who");
			System.out.println("restarted " + restart);
			if (restart == warm) {
				usage = settled(null);
				tell(restart, usage);
			}
		}
		tell(restarts, settled(usage));
		System.out.println("registered: " + InstanceRegistry.contexts().size());
	}

	private static void tell(int restart, Usage usage) {
		System.out.println("restart " + restart + ": " + usage);
		System.out.println("threads " + restart + ": " + threads().sorted().toList());
	}

	/**
	 * Measure when what has ended has let go: threads, for example, need a moment.
	 */
	private Usage settled(Usage aim) {
		List<Usage> measured = new ArrayList<>();
		try {
			Awaitility.await().pollInterval(Duration.ofMillis(500)).atMost(TIMEOUT).until(() -> {
				measured.add(measure());
				Usage last = measured.get(measured.size() - 1);
				return (aim != null) ? last.isWithin(aim) : measured.size() > 4 && last.contexts() == 0;
			});
		}
		catch (RuntimeException ex) {
			System.out.println("not settled: " + measured);
		}
		return measured.get(measured.size() - 1);
	}

	private Usage measure() {
		System.gc();
		long closed = this.contexts.stream().filter((context) -> context.get() != null).count();
		ProcessHandle self = ProcessHandle.current();
		List<String> files = files(self);
		return new Usage(closed, (int) threads().count(), files.size(),
				files.stream().filter((file) -> file.startsWith("socket:")).count(),
				ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10, self.descendants().count(),
				ports(Stream.concat(Stream.of(self), self.descendants())));
	}

	private static Stream<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> !PASSING.contains(name));
	}

	private static List<String> files(ProcessHandle process) {
		try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
			return files.map(RestartingApplication::target).toList();
		}
		catch (IOException ex) {
			// Ended meanwhile
			return List.of();
		}
	}

	private static long ports(Stream<ProcessHandle> processes) {
		Set<String> sockets = processes.flatMap((process) -> files(process).stream()).collect(Collectors.toSet());
		return Stream.of("tcp", "tcp6")
			.flatMap(RestartingApplication::lines)
			.map((line) -> line.trim().split("\\s+"))
			.filter((columns) -> columns[3].equals(LISTENING) && sockets.contains("socket:[" + columns[9] + "]"))
			.count();
	}

	private static Stream<String> lines(String table) {
		Path file = Path.of("/proc/self/net", table);
		try {
			return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.of();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String target(Path file) {
		try {
			return Files.readSymbolicLink(file).toString();
		}
		catch (IOException ex) {
			// Closed meanwhile
			return "";
		}
	}

	/**
	 * What the JVM holds.
	 *
	 * @param contexts closed contexts that are reachable
	 * @param threads live threads
	 * @param files open files, sockets included
	 * @param sockets open sockets
	 * @param classes loaded classes
	 * @param heap kilobytes of objects, after a collection
	 * @param processes processes that have come of it
	 * @param ports TCP ports that it and those listen on
	 */
	record Usage(long contexts, int threads, long files, long sockets, int classes, long heap, long processes,
			long ports) {

		boolean isWithin(Usage other) {
			return this.contexts <= other.contexts && this.threads <= other.threads && this.files <= other.files
					&& this.sockets <= other.sockets && this.processes <= other.processes && this.ports <= other.ports;
		}

	}

}
