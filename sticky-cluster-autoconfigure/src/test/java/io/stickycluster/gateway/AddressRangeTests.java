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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AddressRange}.
 */
class AddressRangeTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "192.168.1.1, 192.168.1.1, true",
			"192.168.1.1, 192.168.1.2, false", "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, 2001:db8::1, false",
			"172.16.0.0/12, 172.31.255.255, true", "172.16.0.0/12, 172.32.0.0, false",
			"2001:db8::/32, 2001:db8:ffff::1, true", "2001:db8::/32, 2001:db9::1, false", "::1, ::1, true",
			"::/0, ::1, true" })
	void containsWhatSharesThePrefix(String range, String address, boolean contained) throws UnknownHostException {
		assertThat(AddressRange.of(range).contains(InetAddress.getByName(address))).isEqualTo(contained);
	}

	@Test
	void mappedAddressesAreThoseOfIpv4() throws UnknownHostException {
		assertThat(AddressRange.of("::ffff:10.0.0.1").contains(InetAddress.getByName("10.0.0.1"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "example.com", "10.0.0/8",
			"10.0.0.0/" })
	void whatIsNoRangeIsRefusedWithItsValue(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.of(text))
			.withMessageContaining("'" + text + "' is not an address range");
	}

	@Test
	void toStringIsTheNotation() {
		assertThat(AddressRange.of("10.0.0.0/8")).hasToString("10.0.0.0/8");
	}

}
