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

package io.stickycluster.affinity;

import java.net.InetAddress;

/**
 * Makes the affinity key of a client address: its network prefix, so that clients whose
 * address changes within their network stay on their instance.
 *
 * @param ipv4Prefix how many leading bits of an IPv4 address count, 1 to 32
 * @param ipv6Prefix how many leading bits of an IPv6 address count, 1 to 128
 */
public record AddressKeys(int ipv4Prefix, int ipv6Prefix) {

	private static final long IPV4_MAPPED = 0xffff_0000_0000L;

	public AddressKeys {
		if (ipv4Prefix < 1 || ipv4Prefix > 32) {
			throw new IllegalArgumentException("'ipv4Prefix' must be between 1 and 32 but is " + ipv4Prefix);
		}
		if (ipv6Prefix < 1 || ipv6Prefix > 128) {
			throw new IllegalArgumentException("'ipv6Prefix' must be between 1 and 128 but is " + ipv6Prefix);
		}
	}

	/**
	 * Return the key of an address. An IPv4-mapped IPv6 address has the key of its IPv4
	 * address.
	 * @param address the address
	 * @return the key
	 */
	public AffinityKey key(InetAddress address) {
		byte[] bytes = address.getAddress();
		if (bytes.length == 4) {
			return ipv4(AffinityKey.number(bytes, 0, 4));
		}
		long high = AffinityKey.number(bytes, 0, 8);
		long low = AffinityKey.number(bytes, 8, 8);
		if (high == 0 && (low >>> 32) == 0xffff) {
			return ipv4(low & 0xffff_ffffL);
		}
		return new AffinityKey(high & mask(this.ipv6Prefix), low & mask(this.ipv6Prefix - 64));
	}

	private AffinityKey ipv4(long address) {
		return new AffinityKey(0, IPV4_MAPPED | (address & (mask(this.ipv4Prefix) >>> 32)));
	}

	/**
	 * Return the mask of the leading bits of 64.
	 * @param bits how many bits, any number
	 * @return the mask
	 */
	private static long mask(int bits) {
		if (bits <= 0) {
			return 0;
		}
		return (bits >= 64) ? -1L : (-1L << (64 - bits));
	}

}
