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

package io.stickycluster.worker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Whose forwarding headers an instance believes that others can connect to, too: those of
 * its own machine, where the gateway is, and of proxies that were named.
 */
public final class TrustedPeers {

	private final List<IpSubnetFilterRule> ranges;

	/**
	 * Create peers.
	 * @param ranges addresses or ranges in CIDR notation; loopback need not be among them
	 */
	public TrustedPeers(List<String> ranges) {
		this.ranges = ranges.stream().map(TrustedPeers::rule).toList();
	}

	private static IpSubnetFilterRule rule(String range) {
		int slash = range.indexOf('/');
		String address = (slash != -1) ? range.substring(0, slash) : range;
		int bits = address.contains(":") ? 128 : 32;
		return new IpSubnetFilterRule(address, (slash != -1) ? Integer.parseInt(range.substring(slash + 1)) : bits,
				IpFilterRuleType.ACCEPT);
	}

	/**
	 * Return whether a peer is believed.
	 * @param address its address, {@code null} or empty for that of a Unix-domain socket
	 * @return whether it is
	 */
	boolean isTrusted(@Nullable String address) {
		if (address == null || address.isEmpty()) {
			return true;
		}
		InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
		return parsed != null && isTrusted(new InetSocketAddress(parsed, 0));
	}

	/**
	 * Return whether a peer is believed.
	 * @param peer the peer
	 * @return whether it is
	 */
	boolean isTrusted(InetSocketAddress peer) {
		return peer.getAddress() != null && (peer.getAddress().isLoopbackAddress()
				|| this.ranges.stream().anyMatch((range) -> range.matches(peer)));
	}

}
