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
 * Tests for {@link BusWakeUps}.
 */
class BusWakeUpsTests {

	private final List<String> heard = new ArrayList<>();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private Runnable onHeard = () -> {
	};

	@Test
	void runWakesEach() {
		wakeUps(true, false, true).run();
		assertThat(this.tasks).hasSize(2);
		this.tasks.forEach(Runnable::run);
		assertThat(this.heard).containsExactly("0", "2");
	}

	@Test
	void handOverWakesOneWhichWakesTheOthersBeforeItGoesOn() {
		wakeUps(true, true, false, true).handOver();
		assertThat(this.tasks).hasSize(1);
		Runnable first = this.tasks.remove();
		int[] woken = new int[1];
		this.onHeard = () -> woken[0] = this.tasks.size();
		first.run();
		assertThat(this.heard).containsExactly("0");
		assertThat(woken[0]).isEqualTo(2);
		this.tasks.forEach(Runnable::run);
		assertThat(this.heard).containsExactly("0", "1", "3");
	}

	@Test
	void handOverTriesTheNextWhenThereIsNoThread() {
		wakeUps(false, false, true, true).handOver();
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(this.heard).containsExactly("2");
		this.tasks.remove().run();
		assertThat(this.heard).containsExactly("2", "3");
	}

	private BusWakeUps wakeUps(boolean... threads) {
		BusMessage message = BusMessage.of("topic", "message");
		BusFrame frame = new BusFrame(BusFrame.OTHERS, new BusSender(1, 0, 1), message, message.size());
		BusSettings settings = new BusSettings(1000, 1000, BusOverflow.DROP_OLDEST);
		BusWakeUps wakeUps = new BusWakeUps();
		for (int i = 0; i < threads.length; i++) {
			String name = String.valueOf(i);
			boolean thread = threads[i];
			new QueuedSubscription("topic", (received, sender) -> {
				this.onHeard.run();
				this.heard.add(name);
			}, settings, new BusCounts(), (task) -> thread && this.tasks.add(task), (closed) -> {
			}).offer(frame, wakeUps);
		}
		return wakeUps;
	}

}
