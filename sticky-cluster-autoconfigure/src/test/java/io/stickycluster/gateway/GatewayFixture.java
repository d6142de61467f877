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

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

import io.stickycluster.affinity.AddressKeys;
import io.stickycluster.affinity.AffinityTable;
import io.stickycluster.affinity.InstanceSelector;
import io.stickycluster.instance.ClusterSnapshot;
import io.stickycluster.instance.FailureKind;
import io.stickycluster.instance.Instance;
import io.stickycluster.instance.InstanceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server with a gateway over a hand-made cluster, and what the instances are made of.
 */
final class GatewayFixture implements AutoCloseable {

	private static final Queue<String> leaks = new ConcurrentLinkedQueue<>();

	static {
		ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + " " + records));
	}

	static final EjectionSettings NO_EJECTION = new EjectionSettings(0, Duration.ofSeconds(5), Duration.ofSeconds(60),
			0.5, false);

	static final FailoverSettings FAILOVER = new FailoverSettings(0.2, 10, NO_EJECTION);

	static final HoldSettings NO_HOLD = new HoldSettings(Duration.ZERO, 0, false);

	static final QueueSettings NO_QUEUE = new QueueSettings(0, 0, Duration.ofSeconds(10));

	private final List<DisposableServer> servers = new ArrayList<>();

	private final List<AutoCloseable> closeables = new ArrayList<>();

	private final LoopResources loops = LoopResources.create("gateway-test", 1, 2, true);

	private boolean preferNative = true;

	private List<AffinitySource> affinitySources = List.of();

	private volatile ClusterSnapshot snapshot = ClusterSnapshot.EMPTY;

	private @Nullable Gateway gateway;

	private @Nullable DisposableServer server;

	/**
	 * Start an instance that answers by routes.
	 */
	int instance(Consumer<? super HttpServerRoutes> routes) {
		return start(HttpServer.create().route(routes));
	}

	private int start(HttpServer server) {
		DisposableServer bound = server.host("127.0.0.1").port(0).runOn(this.loops).bindNow();
		this.servers.add(bound);
		return bound.port();
	}

	/**
	 * Stop an instance, so that its port refuses.
	 */
	void stop(int port) {
		this.servers.stream().filter((server) -> server.port() == port).forEach(DisposableServer::disposeNow);
	}

	/**
	 * Start an instance that listens on a Unix-domain socket.
	 */
	void socketInstance(Path socket, int backlog, Consumer<? super HttpServerRoutes> routes) {
		this.servers.add(HttpServer.create()
			.bindAddress(() -> new DomainSocketAddress(socket.toString()))
			.option(ChannelOption.SO_BACKLOG, backlog)
			.runOn(this.loops)
			.route(routes)
			.bindNow());
	}

	<T extends AutoCloseable> T closing(T closeable) {
		this.closeables.add(closeable);
		return closeable;
	}

	/**
	 * Let the gateway use the transport of the JDK.
	 */
	void useNio() {
		this.preferNative = false;
	}

	/**
	 * Let clients be recognised by more than their address.
	 */
	void recognizeBy(AffinitySource... sources) {
		this.affinitySources = List.of(sources);
	}

	void cluster(int... ports) {
		List<Instance> instances = new ArrayList<>();
		for (int index = 0; index < ports.length; index++) {
			instances.add(instance(index, InstanceState.UP, ports[index], Map.of()));
		}
		cluster(instances.toArray(Instance[]::new));
	}

	void cluster(Instance... instances) {
		cluster(new ClusterSnapshot(instances.length, List.of(instances)));
	}

	void cluster(ClusterSnapshot cluster) {
		this.snapshot = cluster;
		if (this.gateway != null) {
			this.gateway.clusterChanged();
		}
	}

	static Instance failed(int index, FailureKind kind) {
		return new Instance(index, 1, InstanceState.BACKING_OFF, null, null, Map.of(), 0, null, 0, 0, "failed", kind,
				null, true, false);
	}

	/**
	 * Return an instance that does not serve now.
	 */
	static Instance down(int index, int generation, InstanceState state, boolean wanted) {
		return new Instance(index, generation, state, null, null, Map.of(), 0, null, 0, 0, null, null, null, wanted,
				false);
	}

	static Instance up(int index, int generation, int port) {
		return new Instance(index, generation, InstanceState.UP, new InetSocketAddress("127.0.0.1", port), null,
				Map.of(), 1, null, 0, 0, null, null, null, true, false);
	}

	static Instance instance(int index, InstanceState state, int port, Map<String, Integer> ports) {
		return new Instance(index, 1, state, new InetSocketAddress("127.0.0.1", port), null, ports, 1, null, 0, 0, null,
				null, null, true, false);
	}

	/**
	 * Start the server, which answers what is below {@code /local} itself.
	 */
	int start() {
		return start(settings(), UnaryOperator.identity());
	}

	int start(GatewaySettings settings) {
		return start(settings, UnaryOperator.identity());
	}

	int start(GatewaySettings settings, UnaryOperator<HttpServer> customizer) {
		Supplier<ClusterSnapshot> snapshots = () -> this.snapshot;
		AffinityTable affinity = new AffinityTable(InstanceSelector.rendezvous(), 1000, Duration.ofMinutes(30),
				System::nanoTime);
		this.gateway = new Gateway(settings, snapshots, affinity,
				new AffinityKeys(new AddressKeys(32, 64), this.affinitySources), GatewayFixture::decide);
		HttpServer own = HttpServer.create()
			.host("0.0.0.0")
			.port(0)
			.runOn(this.loops, this.preferNative)
			.channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
			.route((routes) -> routes
				.get("/local/hello",
						(request, response) -> response
							.sendString(Mono.just("local " + request.requestHeaders().get("X-Forwarded-For", "-"))))
				.get("/local/peer",
						(request, response) -> response
							.sendString(Mono.just(Objects.requireNonNull(request.remoteAddress()).getHostString())))
				.post("/local/echo", (request, response) -> response.send(request.receive().retain()))
				.post("/local/length", (request, response) -> request.receive()
					.aggregate()
					.asString()
					.flatMap((body) -> response.header("X-Length", String.valueOf(body.length())).send().then())));
		this.server = this.gateway.customize(customizer.apply(own)).bindNow();
		this.servers.add(this.server);
		return this.server.port();
	}

	static GatewaySettings settings() {
		return settings(Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(), List.of());
	}

	static GatewaySettings settings(Duration response, Duration clientIdle, List<AddressRange> trusted,
			List<PortRoute> routes) {
		return settings(response, clientIdle, trusted, ClientSettings.DEFAULT, routes);
	}

	static GatewaySettings settings(Duration response, Duration clientIdle, List<AddressRange> trusted,
			ClientSettings clients, List<PortRoute> routes) {
		return new GatewaySettings(Duration.ofSeconds(2), response, Duration.ofSeconds(15), clientIdle, 1000, 64,
				HeaderSettings.DEFAULT, trusted, clients, routes, FAILOVER, NO_HOLD, NO_QUEUE, SessionSettings.DEFAULT);
	}

	/**
	 * Change what happens when instances fail.
	 */
	static GatewaySettings settings(FailoverSettings failover, HoldSettings hold, QueueSettings queue) {
		return new GatewaySettings(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(15),
				Duration.ofSeconds(10), 1000, 64, HeaderSettings.DEFAULT, List.of(), ClientSettings.DEFAULT, List.of(),
				failover, hold, queue, SessionSettings.DEFAULT);
	}

	private static RequestPolicy.Decision decide(String path) {
		if (RequestPath.isAtOrBelow(path, "/local")) {
			return RequestPolicy.Decision.LOCAL;
		}
		return RequestPath.isAtOrBelow(path, "/hidden") ? RequestPolicy.Decision.HIDE : RequestPolicy.Decision.RELAY;
	}

	Gateway gateway() {
		return Objects.requireNonNull(this.gateway);
	}

	DisposableServer server() {
		return Objects.requireNonNull(this.server);
	}

	@Override
	public void close() throws Exception {
		if (this.gateway != null) {
			this.gateway.close();
		}
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
		for (DisposableServer started : this.servers) {
			started.disposeNow();
		}
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
		assertThatNothingLeaks();
	}

	/**
	 * A leak is found when a lost buffer was collected and the next one is allocated.
	 */
	private static void assertThatNothingLeaks() {
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
		System.gc();
		PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
		UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
		assertThat(leaks).isEmpty();
	}

}
