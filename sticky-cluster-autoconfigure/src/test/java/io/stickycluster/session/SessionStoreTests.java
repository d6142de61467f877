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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SessionStore} and {@link SessionStoreMetrics}.
 */
class SessionStoreTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(30);

	private final ManualClock clock = new ManualClock();

	private final SessionStore store = store(1000, 1_000_000, 100_000);

	private SessionStore store(int count, long bytes, long sessionBytes) {
		return new SessionStore(new SessionLimits(count, bytes, sessionBytes), this.clock);
	}

	@Test
	void sessionIsFoundAsItWasSaved() {
		assertThat(this.store.save(created("a", Map.of("user", bytes("Ada"))))).isEqualTo(SaveResult.SAVED);
		StoredSession found = this.store.find("a");
		assertThat(found).isNotNull();
		assertThat(found.attributes()).containsOnlyKeys("user");
		assertThat(found.attributes().get("user")).isEqualTo(bytes("Ada"));
		assertThat(found.creationTime()).isEqualTo(this.clock.millis());
		assertThat(found.maxInactiveMillis()).isEqualTo(TIMEOUT.toMillis());
		assertThat(this.store.find("b")).isNull();
		assertThat(found.toString()).doesNotContain("Ada");
	}

	@Test
	void changesOfTwoRequestsDoNotUndoEachOther() {
		this.store.save(created("a", Map.of("old", bytes("1"), "gone", bytes("2"))));
		this.store.save(changed("a", "a", Map.of("x", bytes("3")), Set.of("gone")));
		this.store.save(changed("a", "a", Map.of("y", bytes("4")), Set.of()));
		assertThat(this.store.find("a").attributes()).containsOnlyKeys("old", "x", "y");
	}

	@Test
	void requestThatEndsLaterDoesNotTurnTheClockBack() {
		this.store.save(created("a", Map.of()));
		SessionChange slow = changed("a", "a", Map.of(), Set.of());
		this.clock.advance(TIMEOUT.minusSeconds(1));
		this.store.save(changed("a", "a", Map.of(), Set.of()));
		this.store.save(slow);
		this.clock.advance(TIMEOUT.minusSeconds(1));
		assertThat(this.store.find("a")).isNotNull();
	}

	@Test
	void idIsChangedAtOnce() {
		this.store.save(created("a", Map.of("user", bytes("Ada"))));
		assertThat(this.store.save(changed("b", "a", Map.of("x", bytes("1")), Set.of()))).isEqualTo(SaveResult.SAVED);
		assertThat(this.store.find("a")).isNull();
		assertThat(this.store.find("b").attributes()).containsOnlyKeys("user", "x");
		assertThat(this.store.count()).isEqualTo(1);
	}

	@Test
	void sessionThatWasDeletedIsNotMadeAgainByAChange() {
		this.store.save(created("a", Map.of()));
		this.store.delete("a");
		assertThat(this.store.save(changed("a", "a", Map.of("x", bytes("1")), Set.of()))).isEqualTo(SaveResult.GONE);
		assertThat(this.store.find("a")).isNull();
		assertThat(this.store.count()).isZero();
		assertThat(this.store.bytes()).isZero();
	}

	@Test
	void unusedSessionExpires() {
		this.store.save(created("a", Map.of()));
		this.clock.advance(TIMEOUT.minusMillis(1));
		assertThat(this.store.find("a")).isNotNull();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.store.find("a")).isNull();
		assertThat(this.store.save(changed("a", "a", Map.of(), Set.of()))).isEqualTo(SaveResult.GONE);
		assertThat(this.store.expired()).isEqualTo(1);
		assertThat(this.store.bytes()).isZero();
	}

	@Test
	void sessionWithoutALimitNeverExpires() {
		this.store.save(new SessionChange("a", null, 0, 0, -1, Map.of(), Set.of()));
		this.clock.advance(Duration.ofDays(10_000));
		assertThat(this.store.find("a")).isNotNull();
	}

	@Test
	void expiredSessionsMakeRoomBeforeOthersDo() {
		SessionStore small = store(10, 1_000_000, 100_000);
		small.save(new SessionChange("short", null, 0, this.clock.millis(), 1000, Map.of(), Set.of()));
		IntStream.range(0, 9).forEach((i) -> small.save(created("s" + i, Map.of())));
		this.clock.advance(Duration.ofSeconds(2));
		small.save(created("new", Map.of()));
		assertThat(small.evicted()).isZero();
		assertThat(small.expired()).isEqualTo(1);
		assertThat(small.count()).isEqualTo(10);
	}

	@Test
	void sessionsThatNobodyCameBackToAreEvictedFirst() {
		SessionStore small = store(100, 1_000_000, 100_000);
		IntStream.range(0, 50).forEach((i) -> {
			small.save(created("user" + i, Map.of()));
			small.find("user" + i);
		});
		IntStream.range(0, 10_000).forEach((i) -> small.save(created("crawler" + i, Map.of())));
		assertThat(IntStream.range(0, 50).mapToObj((i) -> small.find("user" + i))).doesNotContainNull();
		assertThat(small.count()).isEqualTo(100);
		assertThat(small.evicted()).isEqualTo(10_000 - 50);
	}

	@Test
	void whoHasJustLoggedInHasTimeToComeBackThoughTheStoreIsFull() {
		SessionStore small = store(100, 1_000_000, 100_000);
		IntStream.range(0, 100).forEach((i) -> {
			small.save(created("user" + i, Map.of()));
			small.find("user" + i);
		});
		IntStream.range(0, 15).forEach((i) -> small.save(created("new" + i, Map.of())));
		assertThat(IntStream.range(0, 15).mapToObj((i) -> small.find("new" + i))).doesNotContainNull();
		assertThat(IntStream.range(0, 15).mapToObj((i) -> small.find("user" + i))).containsOnlyNulls();
		assertThat(small.find("user15")).isNotNull();
	}

	@Test
	void whatWasUsedLastStaysLongest() {
		SessionStore small = store(3, 1_000_000, 100_000);
		for (String id : new String[] { "a", "b", "c" }) {
			small.save(created(id, Map.of()));
			small.find(id);
		}
		small.save(changed("a", "a", Map.of(), Set.of()));
		small.save(created("d", Map.of()));
		assertThat(small.find("b")).isNull();
		assertThat(small.find("a")).isNotNull();
	}

	@Test
	void sizeOfAllIsBounded() {
		SessionStore small = store(1000, 50_000, 10_000);
		IntStream.range(0, 100).forEach((i) -> small.save(created("s" + i, Map.of("x", new byte[5000]))));
		assertThat(small.bytes()).isBetween(40_000L, 50_000L);
		assertThat(small.count()).isBetween(7, 9);
		assertThat(small.find("s99")).isNotNull();
		// One that grows makes others go, not itself
		assertThat(small.save(changed("s99", "s99", Map.of("y", new byte[4000]), Set.of())))
			.isEqualTo(SaveResult.SAVED);
		assertThat(small.find("s99")).isNotNull();
		assertThat(small.bytes()).isLessThanOrEqualTo(50_000);
	}

	@Test
	void sessionThatWouldBeTooLargeStaysAsItIs() {
		SessionStore small = store(1000, 50_000, 10_000);
		small.save(created("a", Map.of("x", new byte[5000])));
		assertThat(small.save(changed("a", "a", Map.of("y", new byte[5000]), Set.of())))
			.isEqualTo(SaveResult.TOO_LARGE);
		assertThat(small.find("a").attributes()).containsOnlyKeys("x");
		assertThat(small.refused()).isEqualTo(1);
		assertThat(small.save(created("b", Map.of("x", new byte[10_000])))).isEqualTo(SaveResult.TOO_LARGE);
	}

	@Test
	void limitsThatHoldNoSessionAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SessionLimits(0, 10, 10));
		assertThatIllegalArgumentException().isThrownBy(() -> new SessionLimits(1, 9, 10));
	}

	@Test
	void metricsShowWhatIsHeld() {
		SessionStore small = store(2, 50_000, 10_000);
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new SessionStoreMetrics(small).bindTo(registry);
		IntStream.range(0, 3).forEach((i) -> small.save(created("s" + i, Map.of())));
		small.save(created("large", Map.of("x", new byte[10_000])));
		assertThat(registry.get("sticky.cluster.sessions.held").gauge().value()).isEqualTo(2);
		assertThat(registry.get("sticky.cluster.sessions.size").gauge().value()).isPositive();
		assertThat(registry.get("sticky.cluster.sessions.evicted").functionCounter().count()).isEqualTo(1);
		assertThat(registry.get("sticky.cluster.sessions.refused").functionCounter().count()).isEqualTo(1);
		this.clock.advance(TIMEOUT);
		assertThat(registry.get("sticky.cluster.sessions.held").gauge().value()).isZero();
		assertThat(registry.get("sticky.cluster.sessions.expired").functionCounter().count()).isEqualTo(2);
	}

	private SessionChange created(String id, Map<String, byte[]> attributes) {
		return changed(id, null, attributes, Set.of());
	}

	private SessionChange changed(String id, String storedId, Map<String, byte[]> updated, Set<String> removed) {
		return new SessionChange(id, storedId, this.clock.millis(), this.clock.millis(), TIMEOUT.toMillis(), updated,
				removed);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static final class ManualClock extends Clock {

		private Instant now = Instant.parse("2026-11-01T00:00:00Z");

		void advance(Duration duration) {
			this.now = this.now.plus(duration);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
