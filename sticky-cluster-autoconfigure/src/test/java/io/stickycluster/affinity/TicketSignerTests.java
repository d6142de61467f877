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

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TicketSigner}.
 */
@NullUnmarked
class TicketSignerTests {

	private final TicketSigner signer = signer("a secret of thirty-two characters");

	private final ClientTicket ticket = new ClientTicket(new AffinityKey(-7, 42), 3, 1_700_000_000);

	@Test
	void readReturnsWhatWasWritten() {
		String text = this.signer.write(this.ticket);
		assertThat(text).matches("[A-Za-z0-9_-]{60}");
		assertThat(this.signer.read(text)).isEqualTo(this.ticket);
	}

	@Test
	void readUnderstandsWhatAnotherMachineHasWrittenWithTheSameSecret() {
		assertThat(signer("a secret of thirty-two characters").read(this.signer.write(this.ticket)))
			.isEqualTo(this.ticket);
		assertThat(signer("another secret of so many letters").read(this.signer.write(this.ticket))).isNull();
	}

	@Test
	void readRefusesATicketWithAnyBitChanged() {
		byte[] bytes = Base64.getUrlDecoder().decode(this.signer.write(this.ticket));
		for (int bit = 0; bit < bytes.length * 8; bit++) {
			byte[] changed = bytes.clone();
			changed[bit / 8] ^= (byte) (1 << (bit % 8));
			assertThat(this.signer.read(Base64.getUrlEncoder().encodeToString(changed))).as("bit " + bit).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u00e4\u20ac",
			"++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++" })
	void readRefusesWhatIsNoTicket(String text) {
		assertThat(this.signer.read(text)).isNull();
	}

	private static TicketSigner signer(String secret) {
		return new TicketSigner(secret.getBytes(StandardCharsets.UTF_8));
	}

}
