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
package io.stickycluster.session;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.stickycluster.link.LinkChannel;
import io.stickycluster.link.LinkPacket;
import io.stickycluster.link.LinkPeer;
import io.stickycluster.link.PacketLink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LinkSessionAccess}, {@link SessionStoreHandler} and
 * {@link SessionCodec}.
 */
class LinkSessionAccessTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final SessionStore store = new SessionStore(new SessionLimits(100, 10_000_000, 1_000_000),
			Clock.systemUTC());

	private final DirectLink link = new DirectLink(new SessionStoreHandler(this.store));

	private final LinkSessionAccess access = new LinkSessionAccess(this.link, LONG);

	@Test
	void allOperationsCrossTheLink() {
		long now = System.currentTimeMillis();
		byte[] value = { 1, 2, 3 };
		assertThat(this.access.find("a").join()).isEmpty();
		assertThat(this.access.save(new SessionChange("a", null, now - 5, now, 60_000, Map.of("x", value), Set.of()))
			.join()).isEqualTo(SaveResult.SAVED);
		StoredSession found = this.access.find("a").join().orElseThrow();
		assertThat(found.id()).isEqualTo("a");
		assertThat(found.creationTime()).isEqualTo(now - 5);
		assertThat(found.lastAccessedTime()).isEqualTo(now);
		assertThat(found.maxInactiveMillis()).isEqualTo(60_000);
		assertThat(found.attributes().get("x")).isEqualTo(value);
		this.access.save(new SessionChange("b", "a", now, now, -1, Map.of("y", value), Set.of("x"))).join();
		assertThat(this.access.find("b").join().orElseThrow().attributes()).containsOnlyKeys("y");
		assertThat(this.access.save(new SessionChange("a", "a", now, now, -1, Map.of(), Set.of())).join())
			.isEqualTo(SaveResult.GONE);
		this.access.delete("b").join();
		assertThat(this.access.find("b").join()).isEmpty();
	}

	@Test
	void whatNoPacketHoldsIsTooLarge() {
		SessionChange large = new SessionChange("a", null, 0, 0, -1, Map.of("x", new byte[LinkPacket.MAX_LENGTH]),
				Set.of());
		assertThat(this.access.save(large).join()).isEqualTo(SaveResult.TOO_LARGE);
	}

	@Test
	void largestSessionFitsInAPacket() {
		long now = System.currentTimeMillis();
		SessionChange large = new SessionChange("a", null, now, now, -1, Map.of("x", new byte[999_000]), Set.of());
		assertThat(this.access.save(large).join()).isEqualTo(SaveResult.SAVED);
		assertThat(this.access.find("a").join()).isPresent();
	}

	@Test
	void supervisorThatDoesNotAnswerIsNotWaitedForInVain() {
		LinkSessionAccess impatient = new LinkSessionAccess(this.link, Duration.ofMillis(50));
		this.link.silent = true;
		assertUnavailable(impatient.find("a"), "has not answered within 50ms");
		this.link.silent = false;
		assertThat(this.access.find("a").join()).isEmpty();
	}

	@Test
	void linkThatIsFullIsTold() {
		this.link.full = true;
		assertUnavailable(this.access.find("a"), "too many requests");
	}

	@Test
	void whoWaitsIsToldOfTheEnd() {
		this.link.silent = true;
		CompletableFuture<Optional<StoredSession>> answer = this.access.find("a");
		this.access.close();
		assertUnavailable(answer, "the instance ends");
	}

	@Test
	void nonsenseIsIgnored() {
		for (byte[] nonsense : List.of(new byte[0], new byte[] { 9, 1 }, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 1, 77 },
				new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 127, 127, 127, 127 })) {
			this.link.trySend(new LinkPacket(LinkChannel.SESSIONS, nonsense));
			this.link.receivers.forEach((receiver) -> receiver.accept(nonsense));
		}
		assertThat(this.access.find("a").join()).isEmpty();
	}

	private static void assertUnavailable(CompletableFuture<?> answer, String reason) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
			.havingCause()
			.isInstanceOf(SessionStoreUnavailableException.class)
			.withMessageContaining(reason);
	}

	/**
	 * Both ends of a link.
	 */
	private static final class DirectLink implements PacketLink {

		private final SessionStoreHandler handler;

		private final List<Consumer<byte[]>> receivers = new ArrayList<>();

		private boolean silent;

		private boolean full;

		DirectLink(SessionStoreHandler handler) {
			this.handler = handler;
		}

		@Override
		public boolean trySend(LinkPacket packet) {
			if (this.full) {
				return false;
			}
			if (!this.silent) {
				this.handler.received(new Answering(), packet.body());
			}
			return true;
		}

		@Override
		public Runnable receive(LinkChannel channel, Consumer<byte[]> receiver) {
			assertThat(channel).isEqualTo(LinkChannel.SESSIONS);
			this.receivers.add(receiver);
			return () -> this.receivers.remove(receiver);
		}

		@Override
		public Runnable onReopened(Runnable listener) {
			return () -> {
			};
		}

		private final class Answering implements LinkPeer {

			@Override
			public int index() {
				return 0;
			}

			@Override
			public boolean trySend(LinkPacket packet) {
				List.copyOf(DirectLink.this.receivers).forEach((receiver) -> receiver.accept(packet.body()));
				return true;
			}

		}

	}

}
