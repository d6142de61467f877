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

package io.stickycluster.bus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QueuedSubscription}.
 */
class QueuedSubscriptionTests {

	private static final BusSender SENDER = new BusSender(1, 0, 1);

	private final BusCounts counts = new BusCounts();

	private final List<String> heard = new ArrayList<>();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<QueuedSubscription> closed = new ArrayList<>();

	private boolean threads = true;

	@Test
	void dropOldestKeepsWhatIsLatest() {
		QueuedSubscription subscription = subscription(BusOverflow.DROP_OLDEST, 3);
		offer(subscription, 5);
		run();
		assertThat(this.heard).containsExactly("2", "3", "4");
		assertThat(this.counts.dropped(BusCounts.Drop.SUBSCRIPTION)).isEqualTo(2);
	}

	@Test
	void dropNewestKeepsWhatCameFirst() {
		QueuedSubscription subscription = subscription(BusOverflow.DROP_NEWEST, 3);
		offer(subscription, 5);
		run();
		assertThat(this.heard).containsExactly("0", "1", "2");
		assertThat(this.counts.dropped(BusCounts.Drop.SUBSCRIPTION)).isEqualTo(2);
		offer(subscription, 1);
		run();
		assertThat(this.heard).containsExactly("0", "1", "2", "0");
	}

	@Test
	void oneThreadAtATimeDrainsTheQueue() {
		QueuedSubscription subscription = subscription(BusOverflow.DROP_OLDEST, 100);
		offer(subscription, 3);
		assertThat(this.tasks).hasSize(1);
		run();
		offer(subscription, 1);
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void closedSubscriptionDiscardsWhatWaits() {
		QueuedSubscription subscription = subscription(BusOverflow.DROP_OLDEST, 100);
		offer(subscription, 3);
		subscription.close();
		offer(subscription, 3);
		run();
		assertThat(this.heard).isEmpty();
		assertThat(this.closed).containsExactly(subscription);
	}

	@Test
	void messageThatFoundNoThreadIsHeardWithTheNext() {
		this.threads = false;
		QueuedSubscription subscription = subscription(BusOverflow.DROP_OLDEST, 100);
		offer(subscription, 1);
		this.threads = true;
		offer(subscription, 2);
		assertThat(this.tasks).hasSize(1);
		run();
		assertThat(this.heard).containsExactly("0", "0", "1");
	}

	private QueuedSubscription subscription(BusOverflow overflow, int messages) {
		int size = messages * (128 + frame("0").size());
		return new QueuedSubscription("topic", (message, sender) -> this.heard.add(message.text()),
				new BusSettings(1000, size, overflow), this.counts, (task) -> this.threads && this.tasks.add(task),
				this.closed::add);
	}

	private static void offer(QueuedSubscription subscription, int messages) {
		for (int i = 0; i < messages; i++) {
			BusWakeUps wakeUps = new BusWakeUps();
			subscription.offer(frame(String.valueOf(i)), wakeUps);
			wakeUps.run();
		}
	}

	private void run() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	private static BusFrame frame(String text) {
		BusMessage message = BusMessage.of("topic", text);
		return new BusFrame(BusFrame.OTHERS, SENDER, message, message.size());
	}

}
