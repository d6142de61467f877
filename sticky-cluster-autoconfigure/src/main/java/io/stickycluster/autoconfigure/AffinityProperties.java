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

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Properties of the affinity between clients and instances.
 */
@ConfigurationProperties("sticky.cluster.affinity")
public class AffinityProperties {

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

	private final Table table = new Table();

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

	public Table getTable() {
		return this.table;
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

}
