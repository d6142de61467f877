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

package io.stickycluster.bus.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import io.stickycluster.bus.BusCarrier;
import io.stickycluster.bus.BusCounts;
import io.stickycluster.bus.BusFrame;
import io.stickycluster.bus.BusReceiver;

/**
 * {@link BusCarrier} over Redis: one channel for all instances and one for each index.
 * While Redis cannot be reached, messages are dropped, and it tries again.
 */
public final class RedisBusCarrier implements BusCarrier {

	private static final long RETRY_MILLIS = 500;

	/**
	 * How long the start of an application waits for Redis.
	 */
	private static final long START_SECONDS = 3;

	private static final Log logger = LogFactory.getLog(RedisBusCarrier.class);

	private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

	private final String prefix;

	private final int index;

	private final BusCounts counts;

	private final RedisInbox inbox = new RedisInbox();

	private final RedisOutbox outbox;

	private final CountDownLatch listening = new CountDownLatch(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private @Nullable Thread starter;

	/**
	 * Create a carrier.
	 * @param connections make connections to Redis
	 * @param prefix first part of the channels' names
	 * @param index the instance's index
	 * @param counts count what is dropped
	 */
	public RedisBusCarrier(RedisConnectionFactory connections, String prefix, int index, BusCounts counts) {
		this.prefix = prefix;
		this.index = index;
		this.counts = counts;
		this.outbox = new RedisOutbox(connections, index, counts);
		this.container.setConnectionFactory(connections);
		// In the order in which they come: the receiver does not block
		this.container.setTaskExecutor(new SyncTaskExecutor());
		this.container.setRecoveryInterval(RETRY_MILLIS);
		this.container.afterPropertiesSet();
	}

	@Override
	public boolean trySend(BusFrame frame) {
		return this.outbox.offer(channel(frame.target()), frame);
	}

	@Override
	public void start(BusReceiver receiver) {
		this.outbox.start();
		this.container.addMessageListener((message, pattern) -> received(message.getBody(), receiver),
				List.of(new ChannelTopic(channel(BusFrame.OTHERS)), new ChannelTopic(channel(this.index))));
		Thread thread = new Thread(this::listen, "sticky-cluster-bus-start-" + this.index);
		thread.setDaemon(true);
		this.starter = thread;
		thread.start();
		try {
			if (!this.listening.await(START_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("Redis cannot be reached: no messages to other instances until it can");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.outbox.close();
		Thread thread = this.starter;
		if (thread != null) {
			// It may be about to start what is to be ended here
			thread.interrupt();
			try {
				thread.join(TimeUnit.SECONDS.toMillis(START_SECONDS));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		try {
			this.container.destroy();
		}
		catch (Exception ex) {
			logger.debug("The subscription to Redis did not end cleanly", ex);
		}
	}

	/**
	 * Subscribe, as often as it takes. After that, the container recovers by itself.
	 */
	private void listen() {
		try {
			do {
				if (tryListen()) {
					this.listening.countDown();
					return;
				}
			}
			while (!this.closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean tryListen() {
		try {
			this.container.start();
			return true;
		}
		catch (RuntimeException ex) {
			logger.debug("Could not subscribe to Redis", ex);
			this.container.stop();
			return false;
		}
	}

	private void received(byte[] body, BusReceiver receiver) {
		List<BusFrame> frames;
		try {
			frames = this.inbox.accept(body);
		}
		catch (IllegalArgumentException ex) {
			this.counts.countDropped(BusCounts.Drop.INVALID);
			logger.warn("A message from Redis could not be read: " + ex.getMessage());
			return;
		}
		frames.forEach(receiver::received);
	}

	private String channel(int target) {
		return this.prefix + ((target != BusFrame.OTHERS) ? "." + target : ".all");
	}

	static byte[] bytes(String channel) {
		return channel.getBytes(StandardCharsets.UTF_8);
	}

}
