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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
	 * Encode messages to be sent as one.
	 * @param number number of the first, greater than those that its sender has used
	 * before; the others have those that follow
	 * @param frames the messages, all of one sender
	 * @return their bytes
	 */
	static byte[] encode(long number, List<BusFrame> frames) {
		List<byte[]> encoded = frames.stream().map(BusFrameCodec::encode).toList();
		int length = encoded.stream().mapToInt((bytes) -> Integer.BYTES + bytes.length).sum();
		ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + length).putLong(number);
		encoded.forEach((bytes) -> buffer.putInt(bytes.length).put(bytes));
		return buffer.array();
	}

	/**
	 * Take messages that were sent as one.
	 * @param body what has come
	 * @return the messages, less those that were there before
	 * @throws IllegalArgumentException if these are no messages
	 */
	synchronized List<BusFrame> accept(byte[] body) {
		ByteBuffer buffer = ByteBuffer.wrap(body);
		try {
			List<BusFrame> frames = new ArrayList<>();
			long number = buffer.getLong();
			do {
				BusFrame frame = decode(buffer);
				if (isNew(frame.sender().id(), number++)) {
					frames.add(frame);
				}
			}
			while (buffer.hasRemaining());
			return frames;
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("The message ends too early", ex);
		}
	}

	private boolean isNew(long sender, long number) {
		Long last = this.lastNumbers.get(sender);
		if (last != null && number <= last) {
			return false;
		}
		this.lastNumbers.put(sender, number);
		return true;
	}

	private static BusFrame decode(ByteBuffer buffer) {
		int length = buffer.getInt();
		if (length < 0 || length > buffer.remaining()) {
			throw new IllegalArgumentException("A message cannot have " + length + " bytes here");
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return BusFrameCodec.decode(bytes);
	}

}
