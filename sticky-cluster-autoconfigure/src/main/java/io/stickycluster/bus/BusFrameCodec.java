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

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bytes of a {@link BusFrame} outside of a JVM: a version, the target, and the rest.
 */
public final class BusFrameCodec {

	private static final byte VERSION = 1;

	/**
	 * Version, target, sender, number of headers, length of topic and payload.
	 */
	private static final int FIXED_LENGTH = 1 + Integer.BYTES + Long.BYTES + 5 * Integer.BYTES;

	private BusFrameCodec() {
	}

	/**
	 * Encode a frame.
	 * @param frame the frame
	 * @return its bytes
	 */
	public static byte[] encode(BusFrame frame) {
		BusMessage message = frame.message();
		ByteBuffer buffer = ByteBuffer
			.allocate(FIXED_LENGTH + frame.size() + 2 * Integer.BYTES * message.headers().size());
		buffer.put(VERSION).putInt(frame.target());
		buffer.putLong(frame.sender().id()).putInt(frame.sender().index()).putInt(frame.sender().generation());
		put(buffer, message.topic());
		buffer.putInt(message.headers().size());
		message.headers().forEach((name, value) -> {
			put(buffer, name);
			put(buffer, value);
		});
		buffer.putInt(message.payload().length).put(message.payload());
		return buffer.array();
	}

	/**
	 * Decode a frame.
	 * @param bytes its bytes
	 * @return the frame
	 * @throws IllegalArgumentException if the bytes are no frame of this version
	 */
	public static BusFrame decode(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		try {
			int target = target(buffer);
			BusSender sender = new BusSender(buffer.getLong(), buffer.getInt(), buffer.getInt());
			String topic = string(buffer);
			Map<String, String> headers = new LinkedHashMap<>();
			for (int left = buffer.getInt(); left > 0; left--) {
				headers.put(string(buffer), string(buffer));
			}
			BusMessage message = new BusMessage(topic, headers, take(buffer));
			return new BusFrame(target, sender, message, bytes.length);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("The message ends too early", ex);
		}
	}

	/**
	 * Return whom a frame is for, without decoding the rest.
	 * @param bytes the frame's bytes
	 * @return the target
	 * @throws IllegalArgumentException if the bytes are no frame of this version
	 */
	static int target(byte[] bytes) {
		try {
			return target(ByteBuffer.wrap(bytes));
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("The message ends too early", ex);
		}
	}

	private static int target(ByteBuffer buffer) {
		byte version = buffer.get();
		if (version != VERSION) {
			throw new IllegalArgumentException("The message has version %d, not %d".formatted(version, VERSION));
		}
		return buffer.getInt();
	}

	private static void put(ByteBuffer buffer, String value) {
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		buffer.putInt(bytes.length).put(bytes);
	}

	private static String string(ByteBuffer buffer) {
		return new String(take(buffer), StandardCharsets.UTF_8);
	}

	private static byte[] take(ByteBuffer buffer) {
		int length = buffer.getInt();
		if (length < 0 || length > buffer.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

}
