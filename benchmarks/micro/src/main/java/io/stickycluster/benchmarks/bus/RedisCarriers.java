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

import java.util.ArrayList;
import java.util.List;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.stickycluster.bus.BusCarrier;
import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.redis.RedisBusCarrier;

/**
 * Carriers over Redis, with connections of their own.
 */
final class RedisCarriers implements BusMembers.Carriers {

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	private final int port;

	RedisCarriers(int port) {
		this.port = port;
	}

	@Override
	public BusCarrier join(int index, BusCounts counts) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory("127.0.0.1", this.port);
		factory.afterPropertiesSet();
		factory.start();
		this.factories.add(factory);
		return new RedisBusCarrier(factory, "benchmark", index, counts);
	}

	@Override
	public void close() {
		this.factories.forEach(LettuceConnectionFactory::destroy);
	}

}
