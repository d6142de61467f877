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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import io.stickycluster.gateway.InstanceQueue.Turn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceQueue}.
 */
class InstanceQueueTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final EventLoop eventLoop = this.channel.eventLoop();

	private final List<String> came = new ArrayList<>();

	@Test
	void zeroMeansAnyNumber() {
		InstanceQueue queue = new InstanceQueue(0, 0);
		for (int i = 0; i < 1000; i++) {
			assertThat(queue.tryEnter()).isTrue();
		}
		queue.leave();
	}

	@Test
	void thoseBeyondComeInTheirOrder() {
		InstanceQueue queue = new InstanceQueue(1, 10);
		assertThat(queue.tryEnter()).isTrue();
		assertThat(queue.tryEnter()).isFalse();
		queue(queue, "a");
		queue(queue, "b");
		assertThat(queue.length()).isEqualTo(2);
		leave(queue);
		assertThat(this.came).containsExactly("a");
		assertThat(queue.tryEnter()).isFalse();
		leave(queue);
		assertThat(this.came).containsExactly("a", "b");
		leave(queue);
		assertThat(queue.tryEnter()).isTrue();
	}

	@Test
	void queueIsBounded() {
		InstanceQueue queue = new InstanceQueue(1, 2);
		assertThat(queue.tryEnter()).isTrue();
		queue(queue, "a");
		queue(queue, "b");
		assertThat(queue.tryQueue(this.eventLoop, () -> {
		})).isNull();
	}

	@Test
	void placeThatBecameFreeMeanwhileIsTaken() {
		InstanceQueue queue = new InstanceQueue(1, 2);
		queue(queue, "a");
		this.channel.runPendingTasks();
		assertThat(this.came).containsExactly("a");
		assertThat(queue.tryEnter()).isFalse();
	}

	@Test
	void whoGivesUpIsPassedOver() {
		InstanceQueue queue = new InstanceQueue(1, 2);
		assertThat(queue.tryEnter()).isTrue();
		Turn turn = queue(queue, "a");
		queue(queue, "b");
		queue.withdraw(turn);
		assertThat(queue.length()).isOne();
		leave(queue);
		assertThat(this.came).containsExactly("b");
	}

	@Test
	void whoGivesUpJustBeforeTheTurnIsToldPassesItOn() {
		InstanceQueue queue = new InstanceQueue(1, 2);
		assertThat(queue.tryEnter()).isTrue();
		Turn turn = queue(queue, "a");
		queue(queue, "b");
		queue.leave();
		queue.withdraw(turn);
		this.channel.runPendingTasks();
		assertThat(this.came).containsExactly("b");
		leave(queue);
		assertThat(queue.tryEnter()).isTrue();
	}

	@Test
	void turnOfAnEventLoopThatHasEndedIsPassedOn() throws Exception {
		DefaultEventLoop ended = new DefaultEventLoop();
		ended.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
		InstanceQueue queue = new InstanceQueue(1, 2);
		assertThat(queue.tryEnter()).isTrue();
		queue.tryQueue(ended, () -> {
		});
		queue(queue, "b");
		leave(queue);
		assertThat(this.came).containsExactly("b");
	}

	@Test
	void neverMoreThanAllowedAndNobodyIsForgotten() {
		Random random = new Random(7);
		for (int run = 0; run < 100; run++) {
			int max = 1 + random.nextInt(3);
			InstanceQueue queue = new InstanceQueue(max, 5);
			AtomicInteger active = new AtomicInteger();
			Deque<Turn> waiting = new ArrayDeque<>();
			for (int step = 0; step < 500; step++) {
				switch (random.nextInt(4)) {
					case 0 -> {
						if (queue.tryEnter()) {
							active.incrementAndGet();
						}
					}
					case 1 -> {
						Turn[] turn = new Turn[1];
						turn[0] = queue.tryQueue(this.eventLoop, () -> {
							active.incrementAndGet();
							waiting.remove(turn[0]);
						});
						if (turn[0] != null) {
							waiting.add(turn[0]);
						}
					}
					case 2 -> {
						if (active.get() > 0) {
							active.decrementAndGet();
							queue.leave();
						}
					}
					default -> {
						if (!waiting.isEmpty()) {
							queue.withdraw(random.nextBoolean() ? waiting.removeFirst() : waiting.removeLast());
						}
					}
				}
				if (random.nextBoolean()) {
					this.channel.runPendingTasks();
				}
				assertThat(active.get()).isLessThanOrEqualTo(max);
			}
			while (active.get() > 0 || !waiting.isEmpty()) {
				this.channel.runPendingTasks();
				assertThat(active.get()).isPositive();
				active.decrementAndGet();
				queue.leave();
			}
			assertThat(queue.length()).isZero();
		}
	}

	@Test
	void manyEventLoopsNeverHoldMoreThanAllowed() throws Exception {
		int requests = 2000;
		InstanceQueue queue = new InstanceQueue(3, requests);
		AtomicInteger active = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(requests);
		List<EventLoop> loops = List.of(new DefaultEventLoop(), new DefaultEventLoop(), new DefaultEventLoop());
		for (int i = 0; i < requests; i++) {
			EventLoop loop = loops.get(i % loops.size());
			Runnable request = () -> {
				most.accumulateAndGet(active.incrementAndGet(), Math::max);
				loop.execute(() -> {
					active.decrementAndGet();
					queue.leave();
					done.countDown();
				});
			};
			loop.execute(() -> {
				if (queue.tryEnter()) {
					request.run();
				}
				else {
					queue.tryQueue(loop, request);
				}
			});
		}
		assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(most.get()).isLessThanOrEqualTo(3);
		for (EventLoop loop : loops) {
			loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		}
	}

	private Turn queue(InstanceQueue queue, String name) {
		Turn turn = queue.tryQueue(this.eventLoop, () -> this.came.add(name));
		assertThat(turn).isNotNull();
		return turn;
	}

	private void leave(InstanceQueue queue) {
		queue.leave();
		this.channel.runPendingTasks();
	}

}
