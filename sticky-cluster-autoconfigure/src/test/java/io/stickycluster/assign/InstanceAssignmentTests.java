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

package io.stickycluster.assign;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import io.stickycluster.affinity.AffinityKey;
import io.stickycluster.affinity.ClientTicket;
import io.stickycluster.affinity.TicketSigner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceAssignment} and {@link InstanceAddresses}.
 */
class InstanceAssignmentTests {

	private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.7Z");

	@Test
	void tellsWhereTheInstanceIs() {
		InstanceAssignment assignment = assignment(addresses("shop.example", true, NOW), 1);
		assertThat(assignment.getIndex()).isOne();
		assertThat(assignment.getHost()).isEqualTo("shop.example");
		assertThat(assignment.getPort()).isEqualTo(3132);
		assertThat(assignment.getHttpUrl()).isEqualTo("https://shop.example:3132");
		assertThat(assignment.getWsUrl()).isEqualTo("wss://shop.example:3132");
		assertThat(assignment.getExpires()).isEqualTo("2026-11-22T12:01:00Z");
		assertThat(assignment.current()).usingRecursiveComparison()
			.ignoringFields("token")
			.isEqualTo(new Assignment(1, "shop.example", 3132, "https://shop.example:3132", "wss://shop.example:3132",
					Instant.parse("2026-11-22T12:01:00Z"), ""));
	}

	@Test
	void addressOfIpv6HasBracketsInUrls() {
		Assignment assignment = addresses("2001:db8::1", false, NOW).assign(0, 3131);
		assertThat(assignment.host()).isEqualTo("2001:db8::1");
		assertThat(assignment.httpUrl()).isEqualTo("http://[2001:db8::1]:3131");
		assertThat(assignment.wsUrl()).isEqualTo("ws://[2001:db8::1]:3131");
	}

	@Test
	void tokenIsValidOnItsInstanceUntilItExpires() {
		String token = addresses("a", false, NOW).assign(1, 3132).token();
		assertThat(assignment(addresses("a", false, NOW), 1).isValid(token)).isTrue();
		assertThat(assignment(addresses("a", false, NOW), 2).isValid(token)).isFalse();
		assertThat(assignment(addresses("a", false, NOW.plusSeconds(59)), 1).isValid(token)).isTrue();
		assertThat(assignment(addresses("a", false, NOW.plusSeconds(60)), 1).isValid(token)).isFalse();
	}

	@Test
	void nothingElseIsValid() {
		InstanceAssignment assignment = assignment(addresses("a", false, NOW), 1);
		assertThat(assignment.isValid(null)).isFalse();
		assertThat(assignment.isValid("")).isFalse();
		assertThat(assignment.isValid("nonsense")).isFalse();
		// Such as a cookie of the gateway, signed with the same secret
		String ticket = new TicketSigner(SECRET)
			.write(new ClientTicket(new AffinityKey(1, 2), 1, NOW.plusSeconds(30).getEpochSecond()));
		assertThat(assignment.isValid(ticket)).isFalse();
	}

	@Test
	void tokensAreDifferent() {
		InstanceAssignment assignment = assignment(addresses("a", false, NOW), 1);
		assertThat(assignment.getToken()).isNotEqualTo(assignment.getToken());
		assertThat(assignment.isValid(assignment.getToken())).isTrue();
	}

	private static InstanceAddresses addresses(String host, boolean secure, Instant now) {
		return new InstanceAddresses(host, secure,
				new AssignmentTokens(SECRET, Duration.ofMinutes(1), Clock.fixed(now, ZoneOffset.UTC)));
	}

	private static InstanceAssignment assignment(InstanceAddresses addresses, int index) {
		return new InstanceAssignment(addresses, () -> index, () -> 3131 + index);
	}

}
