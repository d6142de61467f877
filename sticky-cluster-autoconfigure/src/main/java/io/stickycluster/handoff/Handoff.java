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

package io.stickycluster.handoff;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import org.springframework.util.ClassUtils;
import reactor.netty.http.server.HttpServer;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailoverCounts;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.TrafficCounts;

/**
 * Accepts the connections of clients in the supervisor and hands each to its client's
 * instance, which serves it by itself. One thread does all of it. Thread-safe.
 */
public final class Handoff implements InstanceTraffic, LocalHandoff, AutoCloseable {

	private static final boolean EPOLL_PRESENT = ClassUtils.isPresent("io.netty.channel.epoll.Epoll",
			Handoff.class.getClassLoader());

	private static final long POLL_MILLIS = 50;

	/**
	 * How long a client may take to answer a close frame.
	 */
	private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

	private final AcceptTransport transport;

	private final AffinityTable table;

	private final MultiThreadIoEventLoopGroup group;

	private final Dispatcher dispatcher;

	private final Admission admission;

	private final Acceptor acceptor;

	private Handoff(AcceptTransport transport, HandoffSettings settings, Supplier<ClusterSnapshot> snapshots,
			AffinityTable table) {
		this.transport = transport;
		this.table = table;
		this.group = transport.newGroup();
		this.dispatcher = new Dispatcher(settings, snapshots, table, AcceptTransport.loop(this.group));
		this.admission = new Admission(settings.maxConnections(), settings.maxConnectionsPerAddress());
		this.acceptor = new Acceptor(this.admission, settings, transport.isCopying(), this.dispatcher);
	}

	/**
	 * Return a handoff to instances in this JVM.
	 * @param settings what can be set
	 * @param snapshots gives the cluster as it is now, on any thread and without blocking
	 * @param table where clients are
	 * @return the handoff
	 */
	public static Handoff toContexts(HandoffSettings settings, Supplier<ClusterSnapshot> snapshots,
			AffinityTable table) {
		return new Handoff(AcceptTransport.LOCAL, settings, snapshots, table);
	}

	/**
	 * Return a handoff to instances in processes of their own.
	 * @param settings what can be set
	 * @param snapshots gives the cluster as it is now, on any thread and without blocking
	 * @param table where clients are
	 * @param socket where the processes are to connect to, in a directory that nobody but
	 * this user can enter
	 * @return the handoff
	 */
	public static Handoff toProcesses(HandoffSettings settings, Supplier<ClusterSnapshot> snapshots,
			AffinityTable table, Path socket) {
		Handoff handoff = new Handoff(new EpollTransport(), settings, snapshots, table);
		new RemoteReceivers(handoff.dispatcher).listen(handoff.group, socket);
		return handoff;
	}

	/**
	 * Return what a JVM needs to be started with for Tomcat to take connections of
	 * another process.
	 * @return the arguments
	 */
	public static List<String> jvmArgumentsOfTomcat() {
		return JdkSockets.JVM_ARGUMENTS;
	}

	/**
	 * Return whether connections can be handed to other processes.
	 * @return whether this is Linux and Netty's native transport is there
	 */
	public static boolean isProcessPossible() {
		return EPOLL_PRESENT && Epoll.isAvailable();
	}

	/**
	 * Let a server accept the connections that are handed over. It serves none by itself.
	 * @param server the server, after everything else that customizes it
	 * @return the server
	 */
	public HttpServer customize(HttpServer server) {
		return server.runOn(new AcceptLoops(this.group, this.transport, this.acceptor), this.transport.isCopying());
	}

	@Override
	public Runnable register(int index, int generation, ConnectionTaker taker) {
		LocalReceiver receiver = new LocalReceiver(taker, this.dispatcher);
		execute(() -> this.dispatcher.opened(new Generation(index, generation), receiver));
		return () -> execute(() -> this.dispatcher.gone(receiver));
	}

	/**
	 * Learn that the cluster has changed. To be called after the new snapshot is there,
	 * on any thread.
	 */
	public void clusterChanged() {
		execute(this.dispatcher::clusterChanged);
	}

	private void execute(Runnable task) {
		try {
			this.dispatcher.loop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			// It has been closed
		}
	}

	@Override
	public TrafficCounts counts(int index) {
		int connections = 0;
		int requests = 0;
		int webSockets = 0;
		int queued = 0;
		for (Destination destination : this.dispatcher.destinations(index)) {
			TakerCounts counts = destination.receiver().counts();
			connections += destination.openCount();
			requests += counts.requests();
			webSockets += counts.webSockets();
			queued += destination.queueLength();
		}
		return new TrafficCounts(connections, requests, webSockets, this.table.clients(index),
				this.dispatcher.total(index), queued, false);
	}

	@Override
	public FailoverCounts failoverCounts() {
		HandoffCounts counts = this.dispatcher.counts();
		return new FailoverCounts(counts.allRepeated(), 0, 0, 0, counts.waiting(), counts.allRejected(),
				counts.allExpired(), 0, 0, 0);
	}

	@Override
	public GenerationTraffic traffic(int index, int generation) {
		Destination destination = this.dispatcher.destination(new Generation(index, generation));
		if (destination == null) {
			return GenerationTraffic.NONE;
		}
		TakerCounts counts = destination.receiver().counts();
		return new GenerationTraffic(counts.requests(), counts.webSockets(), destination.total(), destination.total(),
				0, 0);
	}

	@Override
	public CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread) {
		Destination destination = this.dispatcher.destination(new Generation(index, generation));
		if (destination == null || this.group.isShuttingDown()) {
			return CompletableFuture.completedStage(null);
		}
		CompletableFuture<Void> ended = new CompletableFuture<>();
		long deadline = System.nanoTime() + spread.plus(CLOSE_GRACE).toNanos();
		execute(() -> {
			destination.receiver().end(webSocketCloseCode, spread);
			completeWhenEnded(destination, ended, deadline);
		});
		return ended;
	}

	private void completeWhenEnded(Destination destination, CompletableFuture<Void> ended, long deadline) {
		if (destination.isGone() || destination.receiver().counts().isEnded() || System.nanoTime() - deadline >= 0
				|| this.group.isShuttingDown()) {
			ended.complete(null);
		}
		else {
			this.dispatcher.loop()
				.schedule(() -> completeWhenEnded(destination, ended, deadline), POLL_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Begin to shut down: nothing is accepted any more, and what no instance has taken is
	 * closed. Instances end what they have.
	 */
	public void beginShutdown() {
		execute(() -> {
			this.acceptor.shutDown();
			this.dispatcher.close();
		});
	}

	/**
	 * Release everything at once.
	 */
	@Override
	public void close() {
		beginShutdown();
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
	}

	/**
	 * Return how many connections of clients there are, wherever they are.
	 * @return the number of connections
	 */
	public int open() {
		return this.admission.open();
	}

	/**
	 * Return how many connections of clients there may be.
	 * @return the number of connections, 0 for any number
	 */
	public int max() {
		return this.admission.max();
	}

	/**
	 * Return how many connections were closed because there were too many in all.
	 * @return the number of connections so far
	 */
	public long refused() {
		return this.admission.refused();
	}

	/**
	 * Return how many connections were closed because their client had too many.
	 * @return the number of connections so far
	 */
	public long refusedOfAddress() {
		return this.admission.refusedOfAddress();
	}

}
