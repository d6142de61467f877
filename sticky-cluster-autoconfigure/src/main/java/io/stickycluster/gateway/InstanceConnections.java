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

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;

import io.stickycluster.http1.ServerConnectionCodec;

/**
 * The connections of one event loop to the instances. Those that are idle are kept for a
 * while, the last used one is used first. Confined to the event loop.
 */
final class InstanceConnections {

	private final EventLoop eventLoop;

	private final InstanceTransport transport;

	private final GatewaySettings settings;

	private final Map<InstanceEndpoint, Deque<InstanceConnection>> idle = new HashMap<>();

	private final @Nullable ProxyProtocolWriter proxyProtocol;

	private boolean evictionScheduled;

	private boolean closed;

	InstanceConnections(EventLoop eventLoop, Class<? extends Channel> channelType, GatewaySettings settings) {
		this.eventLoop = eventLoop;
		this.transport = new InstanceTransport(channelType);
		this.settings = settings;
		this.proxyProtocol = ProxyProtocolWriter.of(settings.clients().proxyProtocol());
	}

	/**
	 * Take an idle connection.
	 * @param endpoint where to
	 * @return the connection, {@code null} when none is idle
	 */
	@Nullable InstanceConnection poll(InstanceEndpoint endpoint) {
		if (this.proxyProtocol != null) {
			return null;
		}
		Deque<InstanceConnection> connections = this.idle.get(endpoint);
		while (connections != null && !connections.isEmpty()) {
			InstanceConnection connection = connections.removeLast();
			if (connection.channel().isActive() && !isExpired(connection, System.nanoTime())) {
				return connection;
			}
			connection.close();
		}
		return null;
	}

	/**
	 * Open a connection.
	 * @param endpoint where to
	 * @param load counts the connections of the endpoint's owner
	 * @param dispatch what is told about the outcome
	 * @return whether it was tried, {@code false} when there are too many
	 */
	boolean connect(InstanceEndpoint endpoint, InstanceLoad load, Dispatch dispatch) {
		if (!load.tryOpenConnection(this.settings.maxConnections())) {
			return false;
		}
		Path socket = endpoint.socket();
		if (socket != null && this.transport.hasUnixDomainSockets()) {
			Bootstrap bootstrap = bootstrap(endpoint);
			SocketAddress address = this.transport.prepare(bootstrap, socket);
			// Its backlog is bounded without a wait for a place in it, and a file can be
			// deleted: the port is still there
			connect(bootstrap, address, dispatch, load, (cause) -> connectTcp(endpoint, dispatch, load));
		}
		else {
			connectTcp(endpoint, dispatch, load);
		}
		return true;
	}

	private void connectTcp(InstanceEndpoint endpoint, Dispatch dispatch, InstanceLoad load) {
		Bootstrap bootstrap = bootstrap(endpoint);
		this.transport.prepare(bootstrap);
		connect(bootstrap, endpoint.address(), dispatch, load, (cause) -> {
			load.connectionClosed();
			dispatch.onConnectFailed(endpoint, cause);
		});
	}

	private Bootstrap bootstrap(InstanceEndpoint endpoint) {
		return new Bootstrap().group(this.eventLoop)
			.resolver(NoopAddressResolverGroup.INSTANCE)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
					(int) Math.min(this.settings.connectTimeout().toMillis(), Integer.MAX_VALUE))
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new ServerConnectionCodec())
						.addLast(new InstanceConnection(channel, endpoint, InstanceConnections.this));
				}

			});
	}

	private void connect(Bootstrap bootstrap, SocketAddress address, Dispatch dispatch, InstanceLoad load,
			Consumer<Throwable> onFailure) {
		ChannelFuture connecting = bootstrap.connect(address);
		connecting.addListener((connected) -> {
			if (connected.isSuccess()) {
				connecting.channel().closeFuture().addListener((closed) -> load.connectionClosed());
				if (this.proxyProtocol != null) {
					this.proxyProtocol.write(connecting.channel(), dispatch.clientConnection());
				}
				dispatch.onConnected(connecting.channel().pipeline().get(InstanceConnection.class));
			}
			else {
				onFailure.accept(connected.cause());
			}
		});
	}

	void release(InstanceConnection connection) {
		Deque<InstanceConnection> connections = this.idle.computeIfAbsent(connection.endpoint(),
				(endpoint) -> new ArrayDeque<>());
		if (this.closed || this.proxyProtocol != null || !connection.channel().isActive()
				|| connections.size() >= this.settings.maxIdleConnections()) {
			connection.close();
			return;
		}
		connections.addLast(connection);
		scheduleEviction();
	}

	void remove(InstanceConnection connection) {
		Deque<InstanceConnection> connections = this.idle.get(connection.endpoint());
		if (connections != null) {
			connections.remove(connection);
			if (connections.isEmpty()) {
				this.idle.remove(connection.endpoint());
			}
		}
	}

	/**
	 * Close the idle connections to a generation of an instance.
	 * @param index the instance's index
	 * @param generation the generation
	 */
	void closeIdle(int index, int generation) {
		List<InstanceConnection> closing = new ArrayList<>();
		this.idle.entrySet().removeIf((entry) -> {
			boolean meant = entry.getKey().index() == index && entry.getKey().generation() == generation;
			if (meant) {
				closing.addAll(entry.getValue());
			}
			return meant;
		});
		closing.forEach(InstanceConnection::close);
	}

	void close() {
		this.closed = true;
		List<InstanceConnection> closing = new ArrayList<>();
		this.idle.values().forEach(closing::addAll);
		this.idle.clear();
		closing.forEach(InstanceConnection::close);
	}

	private void scheduleEviction() {
		long timeoutNanos = this.settings.instanceIdleTimeout().toNanos();
		if (!this.evictionScheduled && timeoutNanos != 0) {
			this.evictionScheduled = true;
			this.eventLoop.schedule(this::evict, timeoutNanos, TimeUnit.NANOSECONDS);
		}
	}

	private void evict() {
		this.evictionScheduled = false;
		long now = System.nanoTime();
		List<InstanceConnection> closing = new ArrayList<>();
		for (Deque<InstanceConnection> connections : this.idle.values()) {
			InstanceConnection oldest = connections.peekFirst();
			while (oldest != null && isExpired(oldest, now)) {
				closing.add(connections.removeFirst());
				oldest = connections.peekFirst();
			}
		}
		closing.forEach(InstanceConnection::close);
		this.idle.values().removeIf(Deque::isEmpty);
		if (!this.idle.isEmpty()) {
			scheduleEviction();
		}
	}

	private boolean isExpired(InstanceConnection connection, long now) {
		long timeoutNanos = this.settings.instanceIdleTimeout().toNanos();
		return timeoutNanos != 0 && now - connection.idleSince() >= timeoutNanos;
	}

}
