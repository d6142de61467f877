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

package io.stickycluster.link;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Frames of a control link: the length of the message in four bytes, then the message in
 * JSON. Packets have the first bit of their length set, then the code of their channel in
 * one byte and their body.
 */
final class LinkCodec {

	/**
	 * Version of the messages; raised when a peer of the former version would
	 * misunderstand them.
	 */
	static final int VERSION = 1;

	/**
	 * Size of the largest message.
	 */
	static final int MAX_LENGTH = 1024 * 1024;

	private static final int PACKET = 1 << 31;

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
		.build();

	private LinkCodec() {
	}

	/**
	 * Encode a message.
	 * @param message the message
	 * @return its frame
	 * @throws IllegalArgumentException if it is too large
	 */
	static ByteBuffer encode(LinkMessage message) {
		byte[] json = MAPPER.writeValueAsBytes(message);
		if (json.length > MAX_LENGTH) {
			throw new IllegalArgumentException("A message of the control link may have %d bytes but has %d: %s"
				.formatted(MAX_LENGTH, json.length, message.getClass().getSimpleName()));
		}
		return ByteBuffer.allocate(Integer.BYTES + json.length).putInt(json.length).put(json).flip();
	}

	/**
	 * Read the next message. Blocks until it is there.
	 * @param channel the channel to read
	 * @param maxLength size of the largest message that is accepted
	 * @return the message, or {@code null} at the end of the stream
	 * @throws IOException if reading fails or what is read is no message
	 */
	static @Nullable LinkMessage read(ReadableByteChannel channel, int maxLength) throws IOException {
		ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
		if (!fill(channel, header)) {
			return null;
		}
		ByteBuffer body = ByteBuffer.allocate(messageLength(header.getInt(0), maxLength));
		if (!fill(channel, body)) {
			throw new EOFException("the peer ended the link within a message");
		}
		return decode(body.array());
	}

	/**
	 * Return the first bytes of a packet's frame; its body follows.
	 * @param packet the packet
	 * @return the bytes
	 */
	static ByteBuffer header(LinkPacket packet) {
		return ByteBuffer.allocate(Integer.BYTES + 1)
			.putInt(PACKET | packet.body().length)
			.put(packet.channel().code())
			.flip();
	}

	static boolean isPacket(int header) {
		return (header & PACKET) != 0;
	}

	static int packetLength(int header) throws IOException {
		int length = header & ~PACKET;
		if (length > LinkPacket.MAX_LENGTH) {
			throw new IOException("the peer announced a packet of %d bytes, up to %d are allowed".formatted(length,
					LinkPacket.MAX_LENGTH));
		}
		return length;
	}

	static int messageLength(int header, int maxLength) throws IOException {
		if (header <= 0 || header > maxLength) {
			throw new IOException("the peer announced a message of %d bytes, 1 to %d are allowed"
				.formatted(Integer.toUnsignedLong(header), maxLength));
		}
		return header;
	}

	static LinkMessage decode(byte[] json) throws IOException {
		try {
			LinkMessage message = MAPPER.readValue(json, LinkMessage.class);
			if (message == null) {
				throw new IOException("the peer sent no message but null");
			}
			return message;
		}
		catch (JacksonException ex) {
			// Without the source, which may have a token in it
			throw new IOException("the peer sent no valid message: " + ex.getOriginalMessage());
		}
	}

	private static boolean fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
		while (buffer.hasRemaining()) {
			if (channel.read(buffer) < 0) {
				if (buffer.position() > 0) {
					throw new EOFException("the peer ended the link within a message");
				}
				return false;
			}
		}
		return true;
	}

}
