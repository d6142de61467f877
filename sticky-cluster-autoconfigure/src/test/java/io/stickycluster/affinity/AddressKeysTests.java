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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AddressKeys}.
 */
class AddressKeysTests {

	@Test
	void keyOfIpv4AddressIsTheWholeAddressByDefault() throws UnknownHostException {
		AddressKeys keys = new AddressKeys(32, 64);
		assertThat(key(keys, "192.0.2.1")).isEqualTo(key(keys, "192.0.2.1")).isNotEqualTo(key(keys, "192.0.2.2"));
	}

	@Test
	void keyOfIpv6AddressIsItsNetworkByDefault() throws UnknownHostException {
		AddressKeys keys = new AddressKeys(32, 64);
		assertThat(key(keys, "2001:db8:1:2::1")).isEqualTo(key(keys, "2001:db8:1:2:ffff::9"))
			.isNotEqualTo(key(keys, "2001:db8:1:3::1"));
	}

	@Test
	void keyHonoursPrefixes() throws UnknownHostException {
		AddressKeys keys = new AddressKeys(20, 72);
		assertThat(key(keys, "10.1.16.1")).isEqualTo(key(keys, "10.1.31.255")).isNotEqualTo(key(keys, "10.1.32.0"));
		assertThat(key(keys, "2001:db8::0100:0:0:0")).isEqualTo(key(keys, "2001:db8::01ff:0:0:1"))
			.isNotEqualTo(key(keys, "2001:db8::0200:0:0:0"));
	}

	@Test
	void keyOfIpv4MappedAddressIsThatOfTheIpv4Address() throws UnknownHostException {
		AddressKeys keys = new AddressKeys(24, 64);
		byte[] mapped = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 77 };
		InetAddress address = Inet6Address.getByAddress(null, mapped, -1);
		assertThat(keys.key(address)).isEqualTo(key(keys, "192.0.2.1"));
	}

	@Test
	void prefixOutOfRangeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new AddressKeys(33, 64)).withMessageContaining("33");
		assertThatIllegalArgumentException().isThrownBy(() -> new AddressKeys(0, 64)).withMessageContaining("0");
		assertThatIllegalArgumentException().isThrownBy(() -> new AddressKeys(32, 129)).withMessageContaining("129");
	}

	private static AffinityKey key(AddressKeys keys, String address) throws UnknownHostException {
		return keys.key(InetAddress.getByName(address));
	}

}
