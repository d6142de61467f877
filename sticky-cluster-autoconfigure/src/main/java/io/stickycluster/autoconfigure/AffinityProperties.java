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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Properties of the affinity between clients and instances.
 */
@ConfigurationProperties("sticky.cluster.affinity")
public class AffinityProperties {

	/**
	 * What clients are recognised by; the first one that a request has counts. Of
	 * 'client-address', 'cookie', 'socketio-sid', 'sockjs-session', 'header:NAME',
	 * 'query:NAME' and 'bean:NAME'. The address counts when a request has none of them.
	 */
	private List<String> keys = new ArrayList<>(List.of("client-address"));

	/**
	 * Number of leading bits of an IPv4 address that make a client, from 1 to 32.
	 */
	private int ipv4Prefix = 32;

	/**
	 * Number of leading bits of an IPv6 address that make a client, from 1 to 128.
	 */
	private int ipv6Prefix = 64;

	/**
	 * What chooses the instance of a client that has none.
	 */
	private Selector selector = Selector.RENDEZVOUS;

	/**
	 * Maximum number of clients of an instance, as a multiple of its share of all, before
	 * new ones are given to others. At least 1. 0 means no bound.
	 */
	private double maxLoadFactor = 0;

	private final Table table = new Table();

	private final Cookie cookie = new Cookie();

	private final Socketio socketio = new Socketio();

	public List<String> getKeys() {
		return this.keys;
	}

	public void setKeys(List<String> keys) {
		this.keys = keys;
	}

	public int getIpv4Prefix() {
		return this.ipv4Prefix;
	}

	public void setIpv4Prefix(int ipv4Prefix) {
		Assert.isTrue(ipv4Prefix >= 1 && ipv4Prefix <= 32, "must be between 1 and 32");
		this.ipv4Prefix = ipv4Prefix;
	}

	public int getIpv6Prefix() {
		return this.ipv6Prefix;
	}

	public void setIpv6Prefix(int ipv6Prefix) {
		Assert.isTrue(ipv6Prefix >= 1 && ipv6Prefix <= 128, "must be between 1 and 128");
		this.ipv6Prefix = ipv6Prefix;
	}

	public Selector getSelector() {
		return this.selector;
	}

	public void setSelector(Selector selector) {
		this.selector = selector;
	}

	public double getMaxLoadFactor() {
		return this.maxLoadFactor;
	}

	public void setMaxLoadFactor(double maxLoadFactor) {
		this.maxLoadFactor = maxLoadFactor;
	}

	public Table getTable() {
		return this.table;
	}

	public Cookie getCookie() {
		return this.cookie;
	}

	public Socketio getSocketio() {
		return this.socketio;
	}

	/**
	 * What chooses the instance of a client that has none.
	 */
	public enum Selector {

		/**
		 * Rendezvous hashing over the client and the instances' indexes.
		 */
		RENDEZVOUS,

		/**
		 * The instances in turn, for each request anew. No affinity: only of use to see
		 * what happens without.
		 */
		ROUND_ROBIN

	}

	/**
	 * Properties of the table of the clients that are here.
	 */
	public static class Table {

		/**
		 * Maximum number of clients that are remembered. Those beyond stay on their
		 * instance as long as the cluster does not change. 0 means that nobody is
		 * remembered.
		 */
		private int maxClients = 100_000;

		/**
		 * Time after which a client without a request or stream is forgotten. Must be
		 * positive.
		 */
		private Duration idleExpiry = Duration.ofMinutes(30);

		public int getMaxClients() {
			return this.maxClients;
		}

		public void setMaxClients(int maxClients) {
			Assert.isTrue(maxClients >= 0, "must not be negative");
			this.maxClients = maxClients;
		}

		public Duration getIdleExpiry() {
			return this.idleExpiry;
		}

		public void setIdleExpiry(Duration idleExpiry) {
			Assert.isTrue(!idleExpiry.isNegative() && !idleExpiry.isZero(), "must be positive");
			this.idleExpiry = idleExpiry;
		}

	}

	/**
	 * Properties of the cookie that clients are recognised by.
	 */
	public static class Cookie {

		/**
		 * Name of the cookie.
		 */
		private String name = "STICKY_CLUSTER";

		/**
		 * Time for which clients keep the cookie, from when they were given it last: it
		 * is renewed when less than half is left. 0 means as long as they run.
		 */
		private Duration lifetime = Duration.ofDays(1);

		/**
		 * Secret that the cookie is signed with, of at least 32 characters. The same on
		 * all machines. A random one for each start if it is not set.
		 */
		private @Nullable String secret;

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public Duration getLifetime() {
			return this.lifetime;
		}

		public void setLifetime(Duration lifetime) {
			this.lifetime = lifetime;
		}

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

	}

	/**
	 * Properties of the sessions of Socket.IO that clients are recognised by.
	 */
	public static class Socketio {

		/**
		 * Maximum number of sessions that are remembered.
		 */
		private int maxSessions = 100_000;

		/**
		 * Time after which a session without a request or WebSocket is forgotten. Must be
		 * positive.
		 */
		private Duration idleExpiry = Duration.ofMinutes(2);

		public int getMaxSessions() {
			return this.maxSessions;
		}

		public void setMaxSessions(int maxSessions) {
			this.maxSessions = maxSessions;
		}

		public Duration getIdleExpiry() {
			return this.idleExpiry;
		}

		public void setIdleExpiry(Duration idleExpiry) {
			this.idleExpiry = idleExpiry;
		}

	}

}
