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

import java.net.InetAddress;
import java.net.UnknownHostException;

import io.netty.util.NetUtil;

/**
 * A range of IP addresses in CIDR notation, or a single address.
 */
public final class AddressRange {

	private final byte[] network;

	private final int prefix;

	private AddressRange(byte[] network, int prefix) {
		this.network = network;
		this.prefix = prefix;
	}

	/**
	 * Parse a range such as {@code 10.0.0.0/8}, {@code 192.168.1.1} or
	 * {@code 2001:db8::/32}. Names are not resolved.
	 * @param text the range
	 * @return the range
	 * @throws IllegalArgumentException when it is none
	 */
	public static AddressRange of(String text) {
		int slash = text.indexOf('/');
		String address = (slash != -1) ? text.substring(0, slash) : text;
		byte[] network = NetUtil.createByteArrayFromIpAddressString(address.trim());
		if (network == null) {
			throw invalid(text, "'" + address.trim() + "' is not an IP address");
		}
		network = unmapped(network);
		int bits = network.length * 8;
		int prefix = (slash != -1) ? prefix(text, text.substring(slash + 1).trim()) : bits;
		if (prefix < 0 || prefix > bits) {
			throw invalid(text, "its prefix must be between 0 and " + bits);
		}
		return new AddressRange(network, prefix);
	}

	private static int prefix(String text, String prefix) {
		try {
			return Integer.parseInt(prefix);
		}
		catch (NumberFormatException ex) {
			throw invalid(text, "'" + prefix + "' is not a number");
		}
	}

	private static IllegalArgumentException invalid(String text, String reason) {
		return new IllegalArgumentException("'" + text + "' is not an address range: " + reason);
	}

	/**
	 * Return whether an address is in the range. An IPv4-mapped IPv6 address is treated
	 * as its IPv4 address.
	 * @param address the address
	 * @return whether it is in the range
	 */
	public boolean contains(InetAddress address) {
		byte[] bytes = unmapped(address.getAddress());
		if (bytes.length != this.network.length) {
			return false;
		}
		for (int bit = 0; bit < this.prefix; bit += 8) {
			int remaining = Math.min(8, this.prefix - bit);
			int mask = (0xff << (8 - remaining)) & 0xff;
			if (((bytes[bit / 8] ^ this.network[bit / 8]) & mask) != 0) {
				return false;
			}
		}
		return true;
	}

	private static byte[] unmapped(byte[] bytes) {
		if (bytes.length != 16) {
			return bytes;
		}
		for (int i = 0; i < 12; i++) {
			if (bytes[i] != ((i < 10) ? 0 : (byte) 0xff)) {
				return bytes;
			}
		}
		return new byte[] { bytes[12], bytes[13], bytes[14], bytes[15] };
	}

	@Override
	public String toString() {
		try {
			return InetAddress.getByAddress(this.network).getHostAddress() + "/" + this.prefix;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
