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

package io.stickycluster.bus.redis;

import org.junit.jupiter.api.Test;

import io.stickycluster.bus.BusFrame;
import io.stickycluster.bus.BusMessage;
import io.stickycluster.bus.BusSender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RedisInbox}.
 */
class RedisInboxTests {

	private final RedisInbox inbox = new RedisInbox();

	@Test
	void messageThatWasThereIsNotTakenAgain() {
		assertThat(this.inbox.accept(bytes(1, 1))).isNotNull();
		assertThat(this.inbox.accept(bytes(1, 2))).isNotNull();
		assertThat(this.inbox.accept(bytes(1, 2))).isNull();
		assertThat(this.inbox.accept(bytes(1, 1))).isNull();
		assertThat(this.inbox.accept(bytes(1, 9))).as("after a gap").isNotNull();
		assertThat(this.inbox.accept(bytes(2, 1))).as("of another sender").isNotNull();
	}

	@Test
	void sendersAreForgottenWhenThereAreTooMany() {
		assertThat(this.inbox.accept(bytes(0, 5))).isNotNull();
		for (int sender = 1; sender <= 5000; sender++) {
			assertThat(this.inbox.accept(bytes(sender, 1))).isNotNull();
		}
		assertThat(this.inbox.accept(bytes(0, 5))).isNotNull();
	}

	@Test
	void nonsenseIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept(new byte[7]));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept(new byte[8]));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept("some text of others".getBytes()));
	}

	private static byte[] bytes(long sender, long number) {
		BusMessage message = BusMessage.of("topic", "text");
		return RedisInbox.encode(number, new BusFrame(BusFrame.OTHERS, new BusSender(sender, 0, 1), message, 9));
	}

}
