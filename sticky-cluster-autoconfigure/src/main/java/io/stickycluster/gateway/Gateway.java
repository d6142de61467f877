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

package io.stickycluster.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.http.server.HttpServer;

import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailoverCounts;
import io.stickycluster.instance.GenerationTraffic;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceTraffic;
import io.stickycluster.instance.TrafficCounts;

/**
 * Carries every request to its client's instance, as a part of the supervisor's own HTTP
 * server: on the same event loop, from the server's codec to a pooled connection and
 * back. Thread-safe.
 */
public final class Gateway implements InstanceTraffic, AutoCloseable {

	private static final int GOING_AWAY = 1001;

	static final AsciiString INSTANCE_HEADER = AsciiString.cached("X-Sticky-Instance");

	private final GatewaySettings settings;

	private final Supplier<ClusterSnapshot> snapshots;

	private final AffinityTable affinity;

	private final RequestRouter router;

	private final Failover failover;

	private final InstanceLoads loads;

	private final SessionMarks sessionMarks;

	private final Map<EventLoop, InstanceConnections> connections = new ConcurrentHashMap<>();

	private final Set<ClientConnection> clients = ConcurrentHashMap.newKeySet();

	private final ChannelGroup http2Streams = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final ClientConnections clientConnections;

	private final Newcomers newcomers = new Newcomers();

	private final Refusals refusals = new Refusals();

	private final AtomicInteger exchanges = new AtomicInteger();

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	private volatile RoutingTable routes;

	private volatile ServerLimits serverLimits = ServerLimits.DEFAULT;

	private volatile boolean shuttingDown;

	/**
	 * Create a gateway.
	 * @param settings what can be set
	 * @param snapshots gives the cluster as it is now, on any thread and without blocking
	 * @param affinity where clients are
	 * @param keys what clients are recognised by
	 * @param policy which requests are for instances
	 */
	public Gateway(GatewaySettings settings, Supplier<ClusterSnapshot> snapshots, AffinityTable affinity,
			AffinityKeys keys, RequestPolicy policy) {
		this.settings = settings;
		this.loads = new InstanceLoads(settings.queue());
		this.sessionMarks = new SessionMarks(settings.sessions());
		this.snapshots = snapshots;
		this.affinity = affinity;
		this.router = new RequestRouter(policy, new ClientRecognition(keys, affinity, () -> routes().candidates(null)),
				settings);
		this.clientConnections = new ClientConnections(settings.clients());
		this.failover = new Failover(settings, System::nanoTime);
		this.routes = new RoutingTable(ClusterSnapshot.EMPTY, Set.of(), settings.portRoutes(), this.loads);
	}

	/**
	 * Return where clients are, one table for each kind of key.
	 * @return the tables, in an order that the settings alone decide
	 */
	public List<AffinityTable> affinityTables() {
		return this.router.affinityTables();
	}

	/**
	 * Put the gateway into a server, after everything else that customizes it.
	 * @param server the server
	 * @return the server with the gateway
	 */
	public HttpServer customize(HttpServer server) {
		HttpServer limited = ServerLimits.raise(server);
		this.serverLimits = ServerLimits.of(limited);
		return new GatewayInstaller(this).install(limited);
	}

	@Override
	public TrafficCounts counts(int index) {
		boolean ejected = this.failover.ejections()
			.ejected()
			.stream()
			.anyMatch((generation) -> generation.index() == index);
		return this.loads.counts(index, this.affinity.clients(index), ejected);
	}

	@Override
	public FailoverCounts failoverCounts() {
		return this.failover.counts(this.loads.queued());
	}

	/**
	 * Learn that the cluster has changed, so that requests need not wait any longer. To
	 * be called after the new snapshot is there, on any thread.
	 */
	public void clusterChanged() {
		ClusterSnapshot now = this.snapshots.get();
		this.loads.retain(now);
		this.failover.clusterChanged(now);
	}

	@Override
	public GenerationTraffic traffic(int index, int generation) {
		InstanceLoad load = this.loads.find(index, generation);
		return (load != null) ? load.traffic() : GenerationTraffic.NONE;
	}

	@Override
	public CompletionStage<Void> closeStreams(int index, int generation, int webSocketCloseCode, Duration spread) {
		this.connections.forEach((eventLoop, pool) -> eventLoop.execute(() -> pool.closeIdle(index, generation)));
		InstanceLoad load = this.loads.find(index, generation);
		if (load == null) {
			return CompletableFuture.completedStage(null);
		}
		return load.streams().close(webSocketCloseCode, this.shuttingDown ? Duration.ZERO : spread);
	}

	/**
	 * Wait until each connection has made its first request. Of use once no further ones
	 * are accepted: a client that has just been let in gets its answer before the
	 * shutdown begins.
	 * @param timeout how long to wait for those that make none
	 * @return a stage that completes when there is nobody left to wait for, or the time
	 * is over
	 */
	public CompletionStage<Void> whenAllHeard(Duration timeout) {
		return this.newcomers.whenNone(timeout);
	}

	/**
	 * Begin to shut down: streams are closed, idle connections too, requests in progress
	 * go on and are the last ones on their connections, new ones are refused. When the
	 * time is over what is left is broken off.
	 * @param timeout how long requests in progress may take
	 * @return a stage that completes when nothing is in progress any more
	 */
	public CompletionStage<Void> beginShutdown(Duration timeout) {
		if (!this.shuttingDown) {
			this.shuttingDown = true;
			this.failover.changes().changed();
			this.loads.forEach((load) -> load.streams().close(GOING_AWAY, Duration.ZERO));
			this.clients.forEach(ClientConnection::shutDown);
			var force = GlobalEventExecutor.INSTANCE.schedule(this::breakOff, timeout.toMillis(),
					TimeUnit.MILLISECONDS);
			this.drained.whenComplete((done, failure) -> force.cancel(false));
			completeIfDrained();
		}
		return this.drained;
	}

	private void breakOff() {
		this.clients.forEach((client) -> client.channel().close());
		this.http2Streams.close();
		this.drained.complete(null);
	}

	/**
	 * Release everything at once.
	 */
	@Override
	public void close() {
		beginShutdown(Duration.ZERO);
		breakOff();
		this.connections.forEach((eventLoop, pool) -> {
			if (!eventLoop.isShuttingDown()) {
				eventLoop.execute(pool::close);
			}
		});
	}

	/**
	 * Return what is known of the connections of clients.
	 * @return the connections
	 */
	public ClientConnections clientConnections() {
		return this.clientConnections;
	}

	/**
	 * Return what is known of clients that were refused.
	 * @return the counts
	 */
	public Refusals refusals() {
		return this.refusals;
	}

	Newcomers newcomers() {
		return this.newcomers;
	}

	GatewaySettings settings() {
		return this.settings;
	}

	RequestRouter router() {
		return this.router;
	}

	/**
	 * Judge a request whose instance has ended while it was in progress there.
	 * @param gone the instance as it was when it got the request
	 * @return the verdict
	 */
	Suspicion judge(Instance gone) {
		return Suspicion.of(gone, this.snapshots.get());
	}

	void failed(Instance instance) {
		this.failover.ejections().failed(instance, this.snapshots.get());
	}

	Failover failover() {
		return this.failover;
	}

	RoutingTable routes() {
		ClusterSnapshot snapshot = this.snapshots.get();
		Set<InstanceGeneration> ejected = this.failover.ejections().ejected();
		RoutingTable current = this.routes;
		if (!current.isOf(snapshot, ejected)) {
			current = new RoutingTable(snapshot, ejected, this.settings.portRoutes(), this.loads);
			this.routes = current;
		}
		return current;
	}

	SessionMarks sessionMarks() {
		return this.sessionMarks;
	}

	/**
	 * Return the connections to instances that share a client channel's event loop and
	 * transport.
	 * @param client the channel
	 * @return the connections
	 */
	InstanceConnections connections(Channel client) {
		EventLoop eventLoop = client.eventLoop();
		InstanceConnections existing = this.connections.get(eventLoop);
		if (existing != null) {
			return existing;
		}
		Channel socket = (client instanceof Http2StreamChannel) ? client.parent() : client;
		return this.connections.computeIfAbsent(eventLoop,
				(added) -> new InstanceConnections(added, socket.getClass(), this.settings));
	}

	long clientIdleNanos() {
		Duration ofServer = this.serverLimits.idleTimeout();
		return ((ofServer != null) ? ofServer : this.settings.clientIdleTimeout()).toNanos();
	}

	ServerLimits serverLimits() {
		return this.serverLimits;
	}

	/**
	 * Return how long the head of a request may take.
	 * @return the time in nanoseconds, 0 for any
	 */
	long headNanos() {
		long idle = clientIdleNanos();
		long head = this.settings.clients().headTimeout().toNanos();
		return (head == 0 || (idle != 0 && idle < head)) ? idle : head;
	}

	boolean isLastRequest(int requests) {
		return this.serverLimits.maxKeepAliveRequests() != -1 && requests >= this.serverLimits.maxKeepAliveRequests();
	}

	boolean isShuttingDown() {
		return this.shuttingDown;
	}

	void opened(ClientConnection client) {
		this.clients.add(client);
	}

	void opened(Http2StreamChannel stream) {
		this.http2Streams.add(stream);
	}

	void closed(ClientConnection client) {
		this.clients.remove(client);
	}

	void exchangeBegins() {
		this.exchanges.incrementAndGet();
	}

	void exchangeEnds() {
		if (this.exchanges.decrementAndGet() == 0) {
			completeIfDrained();
		}
	}

	private void completeIfDrained() {
		if (this.shuttingDown && this.exchanges.get() == 0) {
			this.drained.complete(null);
		}
	}

}
