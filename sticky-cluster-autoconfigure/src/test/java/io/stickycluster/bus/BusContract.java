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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.stickycluster.instance.ClusterIdentity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a {@link ClusterBus} promises, whatever carries its messages.
 */
abstract class BusContract {

	static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final String TOPIC = "topic";

	private static final String END = "end";

	private static final BusSettings SETTINGS = new BusSettings(256 * 1024, 1024 * 1024, BusOverflow.DROP_OLDEST);

	private final List<MessageBus> buses = new ArrayList<>();

	/**
	 * Create the carrier of one more instance.
	 * @param index the instance's index
	 * @param counts count what it drops
	 * @return the carrier
	 */
	abstract BusCarrier carrier(int index, BusCounts counts) throws Exception;

	@AfterEach
	void closeBuses() {
		this.buses.forEach(MessageBus::close);
		await().untilAsserted(() -> assertThat(busThreads()).isEmpty());
	}

	@Test
	void publishToOthersReachesEachOtherOnceAndNotTheSender() throws Exception {
		List<Member> members = members(4);
		members.get(1).bus.publishToOthers(BusMessage.of(TOPIC, "hello"));
		endFrom(members.get(1), members);
		assertThat(members.get(0).texts()).containsExactly("hello", END);
		assertThat(members.get(1).texts()).containsExactly(END);
		assertThat(members.get(2).texts()).containsExactly("hello", END);
		assertThat(members.get(3).texts()).containsExactly("hello", END);
		assertThat(members.get(3).senders).allSatisfy((sender) -> assertThat(sender.index()).isEqualTo(1));
		assertThat(members.get(3).counts.received()).isEqualTo(2);
	}

	@Test
	void publishToReachesAllGenerationsOfAnIndexOnly() throws Exception {
		Member zero = member(0, 1);
		Member one = member(1, 1);
		Member oneReloaded = member(1, 2);
		zero.bus.publishTo(1, BusMessage.of(TOPIC, "from elsewhere"));
		zero.bus.publishTo(0, BusMessage.of(TOPIC, "to itself"));
		endFrom(zero, List.of(zero, one, oneReloaded));
		one.bus.publishTo(1, BusMessage.of(TOPIC, "among generations"));
		await().until(() -> one.texts().size() == 3 && oneReloaded.texts().size() == 3);
		assertThat(one.texts()).containsExactly("from elsewhere", END, "among generations");
		assertThat(oneReloaded.texts()).containsExactly("from elsewhere", END, "among generations");
		assertThat(zero.texts()).containsExactly("to itself", END);
		assertThatIllegalArgumentException().isThrownBy(() -> one.bus.publishTo(-1, BusMessage.of(TOPIC, "nobody")));
	}

	@Test
	void messagesOfEachSenderArriveInItsOrder() throws Exception {
		int count = 2000;
		List<Member> members = members(3);
		List<Thread> threads = members.stream()
			.map((member) -> new Thread(() -> IntStream.range(0, count)
				.forEach((i) -> member.bus.publishToAll(BusMessage.of(TOPIC, String.valueOf(i))))))
			.toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		List<String> expected = IntStream.range(0, count).mapToObj(String::valueOf).toList();
		for (Member member : members) {
			await().until(() -> member.messages.size() == members.size() * count);
			for (int sender = 0; sender < members.size(); sender++) {
				assertThat(member.textsOf(sender)).isEqualTo(expected);
			}
		}
	}

	@Test
	void messagesToOneAndToOthersArriveInTheirOrder() throws Exception {
		List<Member> members = members(3);
		int count = 900;
		for (int i = 0; i < count; i++) {
			BusMessage message = BusMessage.of(TOPIC, String.valueOf(i));
			if (i % 3 == 0) {
				members.get(0).bus.publishTo(1, message);
			}
			else {
				members.get(0).bus.publishToOthers(message);
			}
		}
		List<String> all = IntStream.range(0, count).mapToObj(String::valueOf).toList();
		await().until(() -> members.get(1).messages.size() == count);
		await().until(() -> members.get(2).messages.size() == count * 2 / 3);
		assertThat(members.get(1).texts()).isEqualTo(all);
		assertThat(members.get(2).texts())
			.isEqualTo(all.stream().filter((number) -> Integer.parseInt(number) % 3 != 0).toList());
	}

	@Test
	void messageArrivesAsItWas() throws Exception {
		List<Member> members = members(2);
		byte[] payload = new byte[200_000];
		for (int i = 0; i < payload.length; i++) {
			payload[i] = (byte) (i * 31);
		}
		BusMessage message = BusMessage.of(TOPIC, payload).withHeader("größe", "🙂").withHeader("leer", "");
		assertThat(members.get(0).bus.publishToOthers(message)).isTrue();
		members.get(0).bus.publishToOthers(BusMessage.of(TOPIC, new byte[0]));
		await().until(() -> members.get(1).messages.size() == 2);
		BusMessage received = members.get(1).messages.get(0);
		assertThat(received.headers()).isEqualTo(Map.of("größe", "🙂", "leer", ""));
		assertThat(Arrays.equals(received.payload(), payload)).isTrue();
		assertThat(members.get(1).messages.get(1).payload()).isEmpty();
	}

	@Test
	void onlySubscribersOfTheTopicAreTold() throws Exception {
		List<Member> members = members(2);
		List<String> other = new CopyOnWriteArrayList<>();
		BusSubscription subscription = members.get(1).bus.subscribe("other",
				(message, sender) -> other.add(message.text()));
		members.get(0).bus.publishToOthers(BusMessage.of("other", "one"));
		members.get(0).bus.publishToOthers(BusMessage.of("nobody's", "two"));
		await().until(() -> other.size() == 1);
		subscription.close();
		members.get(0).bus.publishToOthers(BusMessage.of("other", "three"));
		endFrom(members.get(0), members);
		assertThat(other).containsExactly("one");
		assertThat(members.get(1).texts()).containsExactly(END);
	}

	@Test
	void listenerThatFailsIsToldOfTheNext() throws Exception {
		List<Member> members = members(2);
		members.get(1).bus.subscribe(TOPIC, (message, sender) -> {
			throw new IllegalStateException("broken by the test");
		});
		members.get(0).bus.publishToOthers(BusMessage.of(TOPIC, "one"));
		endFrom(members.get(0), members);
		await().until(() -> members.get(1).counts.failures() == 2);
		assertThat(members.get(1).texts()).containsExactly("one", END);
	}

	@Test
	void slowListenerLosesItsOwnOldestMessagesOnly() throws Exception {
		List<Member> members = members(3);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		List<String> slow = new CopyOnWriteArrayList<>();
		members.get(1).bus.subscribe(TOPIC, (message, sender) -> {
			entered.countDown();
			awaitQuietly(release);
			slow.add(number(message));
		});
		int count = 60;
		for (int i = 0; i < count; i++) {
			int sent = i;
			members.get(0).bus.publishToOthers(BusMessage.of(TOPIC, i + " ".repeat(100_000)));
			// Nothing waits for the slow one
			await().until(() -> members.get(1).messages.size() == sent + 1);
			await().until(() -> members.get(2).messages.size() == sent + 1);
		}
		assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
		long dropped = members.get(1).counts.dropped(BusCounts.Drop.SUBSCRIPTION);
		assertThat(dropped).isBetween(40L, 59L);
		release.countDown();
		await().until(() -> slow.size() == count - dropped);
		assertThat(slow).startsWith("0").endsWith(String.valueOf(count - 1));
		assertThat(members.get(2).counts.dropped(BusCounts.Drop.SUBSCRIPTION)).isZero();
	}

	@Test
	void tooLargeMessageIsRefused() throws Exception {
		MessageBus bus = members(1).get(0).bus;
		assertThatIllegalArgumentException()
			.isThrownBy(() -> bus.publishToOthers(BusMessage.of(TOPIC, new byte[256 * 1024])))
			.withMessageContaining("262149 bytes")
			.withMessageContaining("sticky.cluster.bus.max-message-size");
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(TIMEOUT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

	private void endFrom(Member sender, List<Member> members) {
		sender.bus.publishToAll(BusMessage.of(TOPIC, END));
		members.forEach((member) -> await().until(() -> member.texts().contains(END)));
	}

	List<Member> members(int count) throws Exception {
		List<Member> members = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			members.add(member(i, 1));
		}
		return members;
	}

	Member member(int index, int generation) throws Exception {
		BusCounts counts = new BusCounts();
		ClusterIdentity identity = new ClusterIdentity(index, generation, 4, false);
		MessageBus bus = new MessageBus(carrier(index, counts), () -> identity, SETTINGS, counts);
		this.buses.add(bus);
		Member member = new Member(bus, counts);
		bus.start();
		return member;
	}

	private static String number(BusMessage message) {
		return message.text().strip();
	}

	static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static List<String> busThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("sticky-cluster-bus"))
			.toList();
	}

	/**
	 * An instance that remembers what it is told.
	 */
	static final class Member {

		final MessageBus bus;

		final BusCounts counts;

		final List<BusMessage> messages = new CopyOnWriteArrayList<>();

		final List<BusSender> senders = new CopyOnWriteArrayList<>();

		Member(MessageBus bus, BusCounts counts) {
			this.bus = bus;
			this.counts = counts;
			bus.subscribe(TOPIC, (message, sender) -> {
				this.senders.add(sender);
				this.messages.add(message);
			});
		}

		List<String> texts() {
			return this.messages.stream()
				.map((message) -> new String(message.payload(), StandardCharsets.UTF_8))
				.toList();
		}

		List<String> textsOf(int sender) {
			return IntStream.range(0, this.messages.size())
				.filter((i) -> this.senders.get(i).index() == sender)
				.mapToObj((i) -> this.messages.get(i).text())
				.toList();
		}

	}

}
