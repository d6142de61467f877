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

package io.stickycluster.worker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.stickycluster.instance.ClusterIdentity;
import io.stickycluster.instance.IdentitySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IdentityEventPublisher}.
 */
class IdentityEventPublisherTests {

	private static final ClusterIdentity FOLLOWER = new ClusterIdentity(1, 1, 4, false);

	private static final ClusterIdentity LEADER = new ClusterIdentity(1, 1, 4, true);

	private final IdentitySource source = new IdentitySource(FOLLOWER);

	private final List<ClusterIdentityChangedEvent> events = new CopyOnWriteArrayList<>();

	@Test
	void changeIsPublishedOnAnotherThread() {
		try (IdentityEventPublisher publisher = new IdentityEventPublisher(this.source, this.events::add)) {
			publisher.start();
			this.source.update(LEADER);
			Awaitility.await().until(() -> this.events.size() == 1);
			assertThat(this.events.get(0).isLeadershipGained()).isTrue();
			assertThat(this.events.get(0).isLeadershipLost()).isFalse();
		}
	}

	@Test
	void changeBeforeStartIsToldAtStart() {
		try (IdentityEventPublisher publisher = new IdentityEventPublisher(this.source, this.events::add)) {
			this.source.update(LEADER);
			publisher.start();
			Awaitility.await().until(() -> this.events.size() == 1);
			assertThat(this.events.get(0).current()).isEqualTo(LEADER);
		}
	}

	@Test
	void slowListenerSeesTheLatestChangeAndBlocksNobody() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		try (IdentityEventPublisher publisher = new IdentityEventPublisher(this.source, (event) -> {
			entered.countDown();
			awaitUninterrupted(leave);
			this.events.add(event);
		})) {
			publisher.start();
			this.source.update(LEADER);
			assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
			for (int size = 5; size <= 100; size++) {
				this.source.update(new ClusterIdentity(1, 1, size, true));
			}
			leave.countDown();
			Awaitility.await()
				.until(() -> this.events.size() == 2 && this.events.get(1).current().clusterSize() == 100);
		}
	}

	@Test
	void failingListenerHearsTheNextChange() {
		try (IdentityEventPublisher publisher = new IdentityEventPublisher(this.source, (event) -> {
			this.events.add(event);
			throw new IllegalStateException("listener");
		})) {
			publisher.start();
			this.source.update(LEADER);
			Awaitility.await().until(() -> this.events.size() == 1);
			this.source.update(FOLLOWER);
			Awaitility.await().until(() -> this.events.size() == 2);
			assertThat(this.events.get(1).isLeadershipLost()).isTrue();
		}
	}

	@Test
	void nothingIsPublishedAfterClose() {
		IdentityEventPublisher publisher = new IdentityEventPublisher(this.source, this.events::add);
		publisher.start();
		publisher.close();
		this.source.update(LEADER);
		assertThat(this.events).isEmpty();
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
