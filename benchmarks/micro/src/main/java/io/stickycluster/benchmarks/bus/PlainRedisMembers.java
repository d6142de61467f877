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

package io.stickycluster.benchmarks.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * {@link Members} that use Redis by themselves, without any bus.
 */
final class PlainRedisMembers implements Members {

	private static final byte[] CHANNEL = "plain".getBytes(StandardCharsets.US_ASCII);

	private final List<RedisClient> clients = new ArrayList<>();

	private final StatefulRedisConnection<byte[], byte[]> publisher;

	PlainRedisMembers(int count, Receiver receiver, int port) {
		for (int i = 0; i < count; i++) {
			this.clients.add(RedisClient.create(RedisURI.create("127.0.0.1", port)));
		}
		this.publisher = this.clients.get(0).connect(ByteArrayCodec.INSTANCE);
		for (int i = 1; i < count; i++) {
			int member = i;
			StatefulRedisPubSubConnection<byte[], byte[]> connection = this.clients.get(i)
				.connectPubSub(ByteArrayCodec.INSTANCE);
			connection.addListener(new RedisPubSubAdapter<>() {

				@Override
				public void message(byte[] channel, byte[] message) {
					receiver.received(member, message);
				}

			});
			connection.sync().subscribe(CHANNEL);
		}
	}

	@Override
	public void publish(byte[] payload) {
		this.publisher.async().publish(CHANNEL, payload);
	}

	@Override
	public void close() {
		this.clients.forEach(RedisClient::shutdown);
	}

}
