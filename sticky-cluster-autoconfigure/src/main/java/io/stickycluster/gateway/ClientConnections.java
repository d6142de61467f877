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

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts the connections of clients, and closes those at once that are too many: a client
 * that takes no place costs no memory. Thread-safe.
 */
public final class ClientConnections {

	private static final Log logger = LogFactory.getLog(ClientConnections.class);

	private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	/**
	 * Files beside connections: jars, logs, links.
	 */
	private static final int OTHER_FILES = 500;

	private static final int UNKNOWN_FILE_LIMIT = 100_000;

	private static final int LEAST = 100;

	private final ClientSettings limits;

	private final int max;

	private final AtomicInteger open = new AtomicInteger();

	private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

	private final LongAdder refused = new LongAdder();

	private final LongAdder refusedOfAddress = new LongAdder();

	private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

	ClientConnections(ClientSettings limits) {
		this.limits = limits;
		this.max = (limits.maxConnections() != 0) ? limits.maxConnections() : affordable(fileLimit());
	}

	/**
	 * Return how many connections files allow, each with one to an instance, as HAProxy
	 * does where {@code maxconn} is not set.
	 * @param files how many files the process may have open
	 * @return the number of connections of clients
	 */
	static int affordable(long files) {
		return (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, (files - OTHER_FILES) / 2));
	}

	private static long fileLimit() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getMaxFileDescriptorCount() : UNKNOWN_FILE_LIMIT;
	}

	/**
	 * Give a new connection a place, or close it.
	 * @param channel the connection
	 * @return whether it has a place
	 */
	boolean admit(Channel channel) {
		if (this.open.incrementAndGet() > this.max) {
			this.open.decrementAndGet();
			this.refused.increment();
			refuse(channel,
					"there are %d connections, as many as 'sticky.cluster.gateway.client.max-connections' allows"
						.formatted(this.max));
			return false;
		}
		channel.closeFuture().addListener((closed) -> this.open.decrementAndGet());
		return true;
	}

	/**
	 * Let a connection count as one of its client's, or close it.
	 * @param channel the connection
	 * @param client the client's address
	 * @return whether it may stay
	 */
	boolean admit(Channel channel, InetAddress client) {
		int allowed = this.limits.maxConnectionsPerAddress();
		if (allowed == 0) {
			return true;
		}
		if (this.perAddress.merge(client, 1, Integer::sum) > allowed) {
			leave(client);
			this.refusedOfAddress.increment();
			refuse(channel,
					"%s has %d connections, as many as 'sticky.cluster.gateway.client.max-connections-per-address' allows"
						.formatted(client.getHostAddress(), allowed));
			return false;
		}
		channel.closeFuture().addListener((closed) -> leave(client));
		return true;
	}

	private void leave(InetAddress client) {
		this.perAddress.computeIfPresent(client, (address, count) -> (count > 1) ? count - 1 : null);
	}

	private void refuse(Channel channel, String reason) {
		// a reset leaves nothing behind that would wait for the client
		channel.config().setOption(ChannelOption.SO_LINGER, 0);
		channel.close();
		long now = System.nanoTime();
		long last = this.lastLogged.get();
		if (now - last >= LOG_INTERVAL_NANOS && this.lastLogged.compareAndSet(last, now)) {
			logger.warn("Closed a new connection from %s: %s".formatted(
					(channel.remoteAddress() instanceof InetSocketAddress from) ? from.getHostString() : "a client",
					reason));
		}
	}

	/**
	 * Return how many connections of clients there are.
	 * @return the number of connections
	 */
	public int open() {
		return this.open.get();
	}

	/**
	 * Return how many connections of clients there may be.
	 * @return the number of connections
	 */
	public int max() {
		return this.max;
	}

	/**
	 * Return how many connections were closed because there were too many in all.
	 * @return the number of connections so far
	 */
	public long refused() {
		return this.refused.sum();
	}

	/**
	 * Return how many connections were closed because their client had too many.
	 * @return the number of connections so far
	 */
	public long refusedOfAddress() {
		return this.refusedOfAddress.sum();
	}

}
