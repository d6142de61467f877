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

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.stickycluster.bus.BusFrame;
import io.stickycluster.bus.BusFrameCodec;

/**
 * Messages as they come from Redis, each with its sender's number. A client that was
 * disconnected sends again what Redis has not answered, so a message may come twice: the
 * number tells.
 */
final class RedisInbox {

	private static final int MAX_SENDERS = 4096;

	private final Map<Long, Long> lastNumbers = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
			return size() > MAX_SENDERS;
		}

	};

	/**
	 * Encode a message.
	 * @param number its number: greater than those that its sender has used before
	 * @param frame the message
	 * @return its bytes
	 */
	static byte[] encode(long number, BusFrame frame) {
		byte[] bytes = BusFrameCodec.encode(frame);
		return ByteBuffer.allocate(Long.BYTES + bytes.length).putLong(number).put(bytes).array();
	}

	/**
	 * Take a message.
	 * @param body what has come
	 * @return the message, {@code null} when it was there before
	 * @throws IllegalArgumentException if it is no message
	 */
	synchronized @Nullable BusFrame accept(byte[] body) {
		ByteBuffer buffer = ByteBuffer.wrap(body);
		try {
			long number = buffer.getLong();
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(bytes);
			BusFrame frame = BusFrameCodec.decode(bytes);
			Long last = this.lastNumbers.get(frame.sender().id());
			if (last != null && number <= last) {
				return null;
			}
			this.lastNumbers.put(frame.sender().id(), number);
			return frame;
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("The message ends too early", ex);
		}
	}

}
