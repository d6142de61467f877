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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

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
		assertThat(accept(1, 1, "one")).containsExactly("one");
		assertThat(accept(1, 2, "two", "three")).containsExactly("two", "three");
		assertThat(accept(1, 2, "two", "three")).isEmpty();
		assertThat(accept(1, 1, "one")).isEmpty();
		assertThat(accept(1, 3, "three", "four")).containsExactly("four");
		assertThat(accept(1, 9, "nine")).as("after a gap").containsExactly("nine");
		assertThat(accept(2, 1, "one")).as("of another sender").containsExactly("one");
	}

	@Test
	void sendersAreForgottenWhenThereAreTooMany() {
		assertThat(accept(0, 5, "five")).hasSize(1);
		for (int sender = 1; sender <= 5000; sender++) {
			assertThat(accept(sender, 1, "one")).hasSize(1);
		}
		assertThat(accept(0, 5, "five")).hasSize(1);
	}

	@Test
	void nonsenseIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept(new byte[7]));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept(new byte[8]));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept(new byte[12]));
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept("some text of others".getBytes()));
		byte[] bytes = bytes(1, 1, "one", "two");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.inbox.accept(Arrays.copyOf(bytes, bytes.length - 1)));
		bytes[Long.BYTES] = -1;
		assertThatIllegalArgumentException().isThrownBy(() -> this.inbox.accept(bytes));
	}

	private List<String> accept(long sender, long number, String... texts) {
		return this.inbox.accept(bytes(sender, number, texts)).stream().map((frame) -> frame.message().text()).toList();
	}

	private static byte[] bytes(long sender, long number, String... texts) {
		return RedisInbox.encode(number,
				Stream.of(texts)
					.map((text) -> new BusFrame(BusFrame.OTHERS, new BusSender(sender, 0, 1),
							BusMessage.of("topic", text), 5 + text.length()))
					.toList());
	}

}
