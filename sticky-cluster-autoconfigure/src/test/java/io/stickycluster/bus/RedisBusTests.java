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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.stickycluster.bus.redis.RedisBusCarrier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisBusCarrier} with a real Redis.
 */
class RedisBusTests extends BusContract {

	@TempDir
	static Path directory;

	private static RedisServer redis;

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	private String prefix = "test";

	@BeforeAll
	static void start() {
		redis = new RedisServer(directory);
	}

	@AfterAll
	static void stop() {
		redis.close();
	}

	@AfterEach
	void destroyFactories() {
		closeBuses();
		this.factories.forEach(LettuceConnectionFactory::destroy);
	}

	@Override
	BusCarrier carrier(int index, BusCounts counts) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory("127.0.0.1", redis.port());
		factory.afterPropertiesSet();
		factory.start();
		this.factories.add(factory);
		return new RedisBusCarrier(factory, this.prefix, index, counts);
	}

	@Test
	void clustersWithAnotherPrefixHearNothing() throws Exception {
		List<Member> members = members(2);
		this.prefix = "other";
		Member other = member(0, 1);
		other.bus.publishToOthers(BusMessage.of("topic", "private"));
		members.get(0).bus.publishToOthers(BusMessage.of("topic", "hello"));
		await().until(() -> !members.get(1).messages.isEmpty());
		assertThat(members.get(1).texts()).containsExactly("hello");
		assertThat(other.messages).isEmpty();
	}

	@Test
	void messagesThatDoNotComeTogetherShareAConnection() throws Exception {
		List<Member> members = members(2);
		int before = connections();
		for (int i = 1; i <= 50; i++) {
			int sent = i;
			members.get(0).bus.publishToOthers(BusMessage.of("topic", String.valueOf(i)));
			await().pollInterval(Duration.ofMillis(1)).until(() -> members.get(1).messages.size() == sent);
		}
		assertThat(connections() - before).isLessThan(10);
	}

	@Test
	void everythingRecoversWhenRedisComesBackAndNothingComesTwice() throws Exception {
		List<Member> members = members(3);
		AtomicBoolean stopped = new AtomicBoolean();
		Thread load = new Thread(() -> {
			for (int i = 0; !stopped.get(); i++) {
				members.get(0).bus.publishToOthers(BusMessage.of("topic", String.valueOf(i)));
				LockSupport.parkNanos(200_000);
			}
		});
		load.start();
		try {
			for (int round = 0; round < 2; round++) {
				awaitMore(members);
				redis.kill();
				redis.start();
				awaitMore(members);
			}
		}
		finally {
			stopped.set(true);
			load.join();
		}
		for (Member member : members.subList(1, 3)) {
			List<Integer> numbers = member.texts().stream().map(Integer::valueOf).toList();
			assertThat(numbers).isSorted().doesNotHaveDuplicates();
		}
	}

	@Test
	void instanceStartsWithoutRedisAndFindsItLater() throws Exception {
		redis.kill();
		Member early = member(0, 1);
		early.bus.publishToOthers(BusMessage.of("topic", "into the void"));
		redis.start();
		Member late = member(1, 1);
		await().until(() -> {
			early.bus.publishToOthers(BusMessage.of("topic", "anybody there?"));
			late.bus.publishToOthers(BusMessage.of("topic", "and you?"));
			return late.texts().contains("anybody there?") && early.texts().contains("and you?");
		});
	}

	private int connections() {
		try (RedisConnection connection = this.factories.get(0).getConnection()) {
			return Integer
				.parseInt(connection.serverCommands().info("stats").getProperty("total_connections_received"));
		}
	}

	private static void awaitMore(List<Member> members) {
		for (Member member : members.subList(1, 3)) {
			int before = member.messages.size();
			await().until(() -> member.messages.size() > before + 100);
		}
	}

}
