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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalBusHub}.
 */
class LocalBusHubTests extends BusContract {

	/**
	 * As many messages as there is room for before each subscription.
	 */
	private static final int BURST = 6000;

	private final LocalBusHub hub = new LocalBusHub();

	@Override
	BusCarrier carrier(int index, BusCounts counts) {
		return this.hub.join();
	}

	@Test
	void listenerRunsInAThreadOfItsOwnInstance() throws Exception {
		Member receiver = member(0, 1);
		CompletableFuture<Thread> called = new CompletableFuture<>();
		receiver.bus.subscribe("who", (message, sender) -> called.complete(Thread.currentThread()));
		ThreadGroup other = new ThreadGroup("other");
		Member sender = member(1, 1);
		Thread thread = new Thread(other, () -> sender.bus.publishToOthers(BusMessage.of("who", "me")));
		thread.setContextClassLoader(null);
		thread.start();
		Thread caller = called.get(60, TimeUnit.SECONDS);
		assertThat(caller.getThreadGroup()).isSameAs(Thread.currentThread().getThreadGroup());
		assertThat(caller.getContextClassLoader()).isSameAs(Thread.currentThread().getContextClassLoader());
	}

	@Test
	void burstsOfManyArriveInOrderInThreadsOfEachInstance() throws Exception {
		int count = BURST / 3;
		List<Member> members = members(8);
		Map<String, Member> threads = new ConcurrentHashMap<>();
		members.forEach((member) -> member.bus.subscribe("burst",
				(message, sender) -> threads.put(Thread.currentThread().getName(), member)));
		List<List<String>> heard = members.stream().map(LocalBusHubTests::listen).toList();
		List<Thread> senders = members.subList(0, 3)
			.stream()
			.map((member) -> new Thread(() -> burst(member, count)))
			.toList();
		senders.forEach(Thread::start);
		for (Thread sender : senders) {
			sender.join();
		}
		for (int i = 0; i < members.size(); i++) {
			List<String> each = heard.get(i);
			await().until(() -> each.size() == 3 * count);
			for (int sender = 0; sender < 3; sender++) {
				String prefix = sender + ":";
				assertThat(each.stream().filter((text) -> text.startsWith(prefix)).toList())
					.isEqualTo(numbers(sender, count));
			}
		}
		await().until(() -> Set.copyOf(threads.values()).size() == members.size());
		threads.forEach(
				(name, member) -> assertThat(name).startsWith("sticky-cluster-bus-" + members.indexOf(member) + "-"));
	}

	@Test
	void listenersThatBlockHoldUpNobodyInABurst() throws Exception {
		List<Member> members = members(5);
		CountDownLatch release = new CountDownLatch(1);
		// Whoever is woken first: one that blocks is before and behind each of the others
		members.forEach((member) -> block(member, release));
		List<List<String>> heard = members.stream().map(LocalBusHubTests::listen).toList();
		members.forEach((member) -> block(member, release));
		burst(members.get(0), BURST);
		for (List<String> each : heard) {
			await().until(() -> each.size() == BURST);
			assertThat(each).isEqualTo(numbers(0, BURST));
		}
		release.countDown();
	}

	@Test
	void othersMissNothingWhenInstancesLeaveInABurst() throws Exception {
		List<Member> members = members(5);
		List<List<String>> heard = members.stream().map(LocalBusHubTests::listen).toList();
		Thread sender = new Thread(() -> burst(members.get(0), BURST));
		sender.start();
		await().until(() -> heard.get(1).size() > BURST / 10);
		members.get(1).bus.close();
		members.get(2).bus.close();
		sender.join();
		for (int i : List.of(0, 3, 4)) {
			await().until(() -> heard.get(i).size() == BURST);
			assertThat(heard.get(i)).isEqualTo(numbers(0, BURST));
		}
	}

	private static void burst(Member sender, int count) {
		for (int i = 0; i < count; i++) {
			sender.bus.publishToAll(BusMessage.of("burst", String.valueOf(i)));
			if (i % 10 == 0) {
				// Some of those who listen fall asleep in between
				Thread.yield();
			}
		}
	}

	private static List<String> listen(Member member) {
		List<String> heard = Collections.synchronizedList(new ArrayList<>());
		member.bus.subscribe("burst", (message, sender) -> heard.add(sender.index() + ":" + message.text()));
		return heard;
	}

	private static void block(Member member, CountDownLatch release) {
		member.bus.subscribe("burst", (message, sender) -> awaitQuietly(release));
	}

	private static List<String> numbers(int sender, int count) {
		return IntStream.range(0, count).mapToObj((i) -> sender + ":" + i).toList();
	}

}
